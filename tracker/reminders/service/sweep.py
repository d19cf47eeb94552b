"""The sweep: look at everything that may have something to tell today, and make the reminders.

It depends on facts and dates alone. Run late it catches up, run twice or in two processes it
changes nothing: each obligation is locked, decided by the pure rules, and written once.

It looks at a project when the log has an entry about it, when somebody answered, or when its stored
day has come (``rules.looking``). Everything is looked at when something has changed that concerns
all (``queries.ground``), when asked, and once a week as a net: what only the net finds is a fault.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from tracker.infra import audit, clock, lease
from tracker.infra.db import db, insert_once, transaction
from tracker.kernel.errors import Conflict
from tracker.kernel.labels import Label
from tracker.kernel.workdays import ONE_DAY
from tracker.projects.models import Project
from tracker.reminders.models import SweepMark
from tracker.reminders.models.looks import OF_THE_UNIT
from tracker.reminders.queries import ground
from tracker.reminders.queries.looking import Sight, sight_of, sight_of_unit
from tracker.reminders.rules.ground import EVERYTHING, Touched
from tracker.reminders.rules.obligations import LaterThanToday
from tracker.reminders.rules.planning import Found
from tracker.reminders.service import looks
from tracker.reminders.service.following import (
    Context,
    decision_on,
    follow,
    known_rows,
    made_by,
    with_imports,
)
from tracker.reminders.service.made import Made, Swept

JOB = "reminders.plan"
LEASE_SECONDS = 15  # a sweep that takes longer is safe without it, and a killed one frees it soon
PATIENCE = 20
BATCH = 200  # obligations of one transaction
PROJECTS = 50  # looked at together
NET = timedelta(days=7)
MARK = "sweep"

log = logging.getLogger(__name__)


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
            lease.beat(JOB, lambda: plan(clock.today(), keeps=False))


def remind(as_of: date, *, dry_run: bool = False, whole: bool = False) -> list[dict[str, Any]]:
    """Run the sweep by hand for a day, and tell what it made.

    A trial (``dry_run``) writes nothing and may look ahead; a real run may not: it would send
    tomorrow's reminders today. Raises ``LaterThanToday`` or ``Busy``.
    """
    if dry_run:
        return _as_json(tried(as_of, everything(as_of)))
    if as_of > (today := clock.today()):
        raise LaterThanToday(as_of=as_of, today=today)
    with lease.hold(JOB, LEASE_SECONDS, PATIENCE) as held:
        if not held:
            raise Busy
        swept = lease.beat(JOB, lambda: plan(as_of, whole=whole))
    return _as_json(swept.made)


def _as_json(made: list[Made]) -> list[dict[str, Any]]:
    made.sort(key=lambda one: (one.item.standing.due_on, one.item.story.title.zh))
    return [one.as_json() for one in made]


def plan(today: date, *, whole: bool = False, keeps: bool = True) -> Swept:
    """Bring up to date every obligation that may have changed, and make the reminders of ``today``.

    ``keeps``: tell afterwards which were made, not only how many.
    """
    seen, swept = _Seen(audit.head(), ground.ground(today), today), Swept(keeps=keeps)
    mark = db.session.get(SweepMark, MARK)
    touched = _touched(mark, seen)
    if mark is None or touched.everything:
        _look_at_all(today, swept, is_unsure=False)
        _note(seen)
        return swept
    is_net = whole or today - mark.whole_on >= NET
    if (mark.seq, mark.hash, mark.looked_on) != (*seen.head, today):
        _note_read(seen, touched)
    if is_net:
        _look_at_all(today, swept, is_unsure=True)
        _note(seen)
    else:
        _look_at_due(today, swept)
    return swept


@dataclass(frozen=True)
class _Seen:
    """What there was when a sweep began."""

    head: ground.Head
    ground: str
    today: date


def _touched(mark: SweepMark | None, seen: _Seen) -> Touched:
    """What asks for a look since the last sweep; everything, if more than entries changed."""
    if mark is None or mark.ground != seen.ground or seen.today < mark.looked_on:
        return EVERYTHING
    return ground.recorded_since(mark, seen.head)


def _note_read(seen: _Seen, touched: Touched) -> None:
    """That the log was read so far, and what it asks for, in one transaction."""
    ids = [*ground.project_ids(touched), OF_THE_UNIT] if touched else []
    with transaction():
        looks.mark_due(ids, seen.today)
        change = update(SweepMark).filter_by(name=MARK)
        db.session.execute(change.values(seq=seen.head[0], hash=seen.head[1], looked_on=seen.today))


def _note(seen: _Seen) -> None:
    """That everything was looked at."""
    values = {
        "seq": seen.head[0],
        "hash": seen.head[1],
        "ground": seen.ground,
        "looked_on": seen.today,
        "whole_on": seen.today,
    }
    with transaction():
        if not insert_once(SweepMark, name=MARK, **values):
            db.session.execute(update(SweepMark).filter_by(name=MARK).values(values))


def _look_at_due(today: date, swept: Swept) -> None:
    ids = looks.due(today)
    for part in looks.parts((key for key in ids if key != OF_THE_UNIT), PROJECTS):
        _look_at(part, today, swept)
    _look_at_unit(today, swept, is_whole=OF_THE_UNIT in ids)


def _look_at_all(today: date, swept: Swept, *, is_unsure: bool) -> None:
    """Everything; when nothing called for it (``is_unsure``), what it finds where no look was due
    ought to have been found before."""
    for part in looks.parts(_all_projects(), PROJECTS):
        expected = looks.due_of(part, today) if is_unsure else part
        _look_at([key for key in part if key in expected], today, swept)
        before = swept.moved
        _look_at([key for key in part if key not in expected], today, swept)
        if missed := swept.moved - before:
            swept.missed += missed
            log.error("the lean sweep missed %s reminders of projects %s", missed, part)
    _look_at_unit(today, swept, is_whole=True)


def _all_projects() -> Iterator[int]:
    """By number, so that none is kept waiting by those that come meanwhile."""
    query, last = select(Project.id).order_by(Project.id).limit(BATCH), 0
    while page := db.session.scalars(query.where(Project.id > last)).all():
        yield from page
        last = page[-1]


def _look_at(projects: list[int], today: date, swept: Swept) -> None:
    if not projects:
        return
    stamps = looks.stamps_of(projects)
    sight = sight_of(projects, today)
    swept.looked += len(projects)
    _follow(sight, dict.fromkeys(projects), stamps, today, swept)


def _look_at_unit(today: date, swept: Swept, *, is_whole: bool) -> None:
    """What belongs to no project; each new day, and whenever anything was recorded."""
    stamps = looks.stamps_of([OF_THE_UNIT])
    sight = sight_of_unit(today, is_whole=is_whole)
    days = {OF_THE_UNIT: today + ONE_DAY} if is_whole else {}
    _follow(sight, days, stamps, today, swept)


def _follow(
    sight: Sight,
    days: Mapping[int, date | None],
    stamps: looks.Stamps,
    today: date,
    swept: Swept,
) -> None:
    """Write what was found, and with the last of it when to look again."""
    if not sight.found and not days:
        return
    earliest = {key: sight.later.get(key, day) for key, day in days.items()}
    for batch, is_last in _batches(sight.found):
        with transaction():
            for key, on in follow(batch, Context.read(today), swept):
                known = earliest.get(key)
                earliest[key] = on if known is None else min(on, known)
            if is_last:
                looks.write({key: earliest[key] for key in days}, stamps, today)


def _batches(found: Sequence[Found]) -> Iterator[tuple[Sequence[Found], bool]]:
    for start in range(0, max(len(found), 1), BATCH):
        yield found[start : start + BATCH], start + BATCH >= len(found)


def tried(today: date, found: Iterable[Sequence[Found]]) -> list[Made]:
    """What ``plan`` would make of these, decided by the same rules on the same rows."""
    context = Context.read(today)
    made: list[Made] = []
    for batch in map(with_imports, found):
        rows = known_rows(batch)
        for one in batch:
            decision = decision_on(one, rows.get(one.key), context)
            if decision and (would := made_by(decision, context)):
                made.append(would)
    return made


def everything(today: date) -> Iterator[Sequence[Found]]:
    """All that there is to look at, a few projects at a time."""
    yield from due_of(_all_projects(), today)
    yield sight_of_unit(today, is_whole=True).found


def due_of(projects: Iterable[int], today: date) -> Iterator[Sequence[Found]]:
    """What is due on these."""
    for part in looks.parts(projects, PROJECTS):
        yield sight_of(part, today).found
