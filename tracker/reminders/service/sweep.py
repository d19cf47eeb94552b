"""The sweep: look at everything with a due day, and make what must be told today.

It depends on facts and dates alone. Run late it catches up, run twice or in two processes it
changes nothing: each obligation is locked, decided by the pure rules, and written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tracker.infra import clock, lease
from tracker.infra.db import db, transaction
from tracker.kernel.errors import Conflict
from tracker.kernel.labels import Label
from tracker.reminders.models import Obligation
from tracker.reminders.queries.outstanding import outstanding, standings
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import LaterThanToday
from tracker.reminders.rules.planning import Found
from tracker.reminders.rules.states import ObligationState
from tracker.reminders.service.following import (
    Context,
    Made,
    Swept,
    decision_on,
    follow,
    known_rows,
    made_by,
    with_imports,
)

JOB = "reminders.plan"
LEASE_SECONDS = 15  # a sweep that takes longer is safe without it, and a killed one frees it soon
PATIENCE = 20
BATCH = 200

# Beyond the first lead of its kind, so that an obligation is known well before it fires.
AHEAD = timedelta(days=60)


class Busy(Conflict):
    code = "sweep_busy"
    label = Label(
        "另一个进程正在生成提醒，请稍后再试",
        "Another process is making reminders; try again in a moment",
    )


def tick() -> None:
    """The scheduled run; another process that is at it makes this one unnecessary."""
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held:
            lease.beat(JOB, lambda: plan(clock.today()))


def remind(as_of: date, *, dry_run: bool = False) -> list[dict[str, Any]]:
    """Run the sweep by hand for a day, and tell what it made.

    A trial (``dry_run``) writes nothing and may look ahead; a real run may not: it would send
    tomorrow's reminders today. Raises ``LaterThanToday`` or ``Busy``.
    """
    if dry_run:
        return _as_json(_trial(as_of))
    if as_of > (today := clock.today()):
        raise LaterThanToday(as_of=as_of, today=today)
    with lease.hold(JOB, LEASE_SECONDS, PATIENCE) as held:
        if not held:
            raise Busy
        swept = lease.beat(JOB, lambda: plan(as_of))
    return _as_json(swept.made)


def _as_json(made: list[Made]) -> list[dict[str, Any]]:
    made.sort(key=lambda one: (one.item.standing.due_on, one.item.story.title.zh))
    return [one.as_json() for one in made]


def plan(today: date) -> Swept:
    """Bring every obligation up to date and make the reminders of ``today``."""
    found, swept = _look(today), Swept()
    for batch in _batches(found):
        with transaction():
            follow(batch, Context.read(today), swept)
    return swept


def _look(today: date) -> list[Found]:
    """Everything due within the horizon, and whatever else is still open here."""
    found: list[Found] = []
    for kind in KINDS.values():
        horizon = today + timedelta(days=kind.cadence.leads[0]) + AHEAD
        items = {item.subject_uid: item for item in outstanding(kind, horizon, today)}
        found += [Found(kind, uid, item.standing, item) for uid, item in items.items()]
        still_open = select(Obligation.subject_uid).where(
            Obligation.kind == kind.name, Obligation.state == ObligationState.OPEN
        )
        others = [uid for uid in db.session.scalars(still_open) if uid not in items]
        found += [Found(kind, uid, now) for uid, now in standings(kind, others).items()]
    return sorted(found, key=lambda one: (one.kind.name, one.subject_uid))


def _trial(today: date) -> list[Made]:
    """What ``plan`` would make, decided by the same rules on the same rows."""
    context = Context.read(today)
    made: list[Made] = []
    for batch in _batches(_look(today)):
        batch = with_imports(batch)
        rows = known_rows(batch)
        for found in batch:
            decision = decision_on(found, rows.get(found.key), context)
            if decision and (one := made_by(decision, context)):
                made.append(one)
    return made


def _batches(found: list[Found]) -> Iterator[list[Found]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]
