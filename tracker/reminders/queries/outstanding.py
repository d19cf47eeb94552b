"""What a kind reports, without what a person's note has ended (已办理) for that day and amount."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.reminders.models import Handling, Obligation
from tracker.reminders.rules.obligations import Absence, Kind, Outstanding, Standing
from tracker.reminders.rules.people import Seat

_MOST = 5_000  # names in one question

Handled = frozenset[tuple[str, date, Money]]


def outstanding(
    kind: Kind, horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Everything of a kind that is open and due up to ``horizon``, of all projects or of these."""
    items, ended = kind.outstanding(horizon, today, projects), handled(kind)
    return tuple(one for one in items if _key(one.subject_uid, one.standing) not in ended)


def listed(
    kind: Kind, horizon: date, today: date, owner_id: int | None = None
) -> tuple[Outstanding, ...]:
    """The same for a worklist: without the words of kinds that can leave them away, and of one
    owner's projects if asked."""
    if kind.light is None:
        return outstanding(kind, horizon, today)
    items, ended = kind.light(horizon, today, owner_id), handled(kind)
    return tuple(one for one in items if _key(one.subject_uid, one.standing) not in ended)


def standings(kind: Kind, uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these subjects stand now."""
    ended = handled(kind)
    return {uid: _ended(uid, now, ended) for uid, now in kind.standings(uids).items()}


def how_many_stand(kind: Kind, uids: Sequence[str]) -> int:
    """How many of these subjects wait for somebody still, or are on hold."""
    if kind.stand is not None:
        parts = (uids[start : start + _MOST] for start in range(0, len(uids), _MOST))
        return sum(kind.stand(part) for part in parts)
    now = standings(kind, uids).values()
    return sum(isinstance(one, Standing) or one is Absence.ON_HOLD for one in now)


def turns(kind: Kind, horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn it is, once for each that can be moved on; what a note ends comes to the desk
    with its first reminder."""
    if not kind.by_note:
        return kind.turns(horizon, today)
    items = listed(kind, today + timedelta(days=kind.cadence.leads[0]), today)
    return tuple(item.step.turn for item in items if not item.waits)


def handled(kind: Kind) -> Handled:
    """What notes have ended, as it stood then."""
    if not kind.by_note:
        return frozenset()
    query = (
        select(Obligation.subject_uid, Handling.due_on, Handling.amount)
        .join(Handling.obligation)
        .where(Obligation.kind == kind.name, Handling.undone_at.is_(None))
    )
    return frozenset(db.session.execute(query))


def _key(uid: str, standing: Standing) -> tuple[str, date, Money]:
    return uid, standing.due_on, standing.amount


def _ended(uid: str, now: Standing | Absence, ended: Handled) -> Standing | Absence:
    if isinstance(now, Standing) and _key(uid, now) in ended:
        return Absence.DONE
    return now
