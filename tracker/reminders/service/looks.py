"""The only writer of when the sweep looks at a project again.

Whoever changes what is no evidence (an answer, a message queued again) marks the project in the
same transaction. A look that was under way meanwhile finds another stamp than it began with, and
leaves the project to the next sweep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import bindparam, case, select, update

from tracker.infra import clock
from tracker.infra.db import db, insert_once
from tracker.reminders.models import Look, Obligation
from tracker.reminders.models.looks import OF_THE_UNIT

_TABLE = Look.metadata.tables[Look.__tablename__]
_PART = 500  # names in one statement

Stamps = Mapping[int, int]  # of the projects that have been looked at before


def look_again(row: Obligation) -> None:
    """Something was answered: its project is looked at by the next sweep."""
    mark_due([row.project_id or OF_THE_UNIT], clock.today())


def mark_due(projects: Collection[int], today: date) -> None:
    """The next sweep looks at these; runs inside a transaction."""
    ids = sorted(projects)
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        held = select(Look.project_id).where(Look.project_id.in_(part)).order_by(Look.project_id)
        known = set(db.session.scalars(held.with_for_update()))
        for key in part:
            if key not in known:
                insert_once(Look, project_id=key, look_on=today, stamp=0)
        change = update(_TABLE).where(_TABLE.c.project_id.in_(part))
        db.session.execute(change.values(look_on=today, stamp=_TABLE.c.stamp + 1))


def stamps_of(projects: Collection[int]) -> Stamps:
    """What to hand to ``write``, read before anything else of these projects is."""
    query = select(Look.project_id, Look.stamp).where(Look.project_id.in_(projects))
    return dict(db.session.execute(query).all())


def write(days: Mapping[int, date | None], stamps: Stamps, today: date) -> None:
    """Store when each is looked at again; one that somebody else wrote meanwhile is due now."""
    rows = [
        {"key": key, "seen": stamps[key], "day": day}
        for key, day in sorted(days.items())
        if key in stamps
    ]
    if rows:
        is_mine = _TABLE.c.stamp == bindparam("seen")
        values = {
            "look_on": case((is_mine, bindparam("day", type_=_TABLE.c.look_on.type)), else_=today),
            "stamp": _TABLE.c.stamp + 1,
        }
        change = update(_TABLE).where(_TABLE.c.project_id == bindparam("key")).values(values)
        db.session.connection().execute(change, rows)
    for key, day in sorted(days.items()):
        if key not in stamps and not insert_once(Look, project_id=key, look_on=day, stamp=0):
            mark_due([key], today)


def due(today: date) -> list[int]:
    """The projects to look at, by their numbers; what belongs to none comes with ``0``."""
    query = select(Look.project_id).where(Look.look_on <= today).order_by(Look.project_id)
    return list(db.session.scalars(query))


def due_of(projects: Collection[int], today: date) -> set[int]:
    """Which of these are to be looked at; whatever never was, is."""
    later = select(Look.project_id).where(
        Look.project_id.in_(projects), Look.look_on.is_(None) | (Look.look_on > today)
    )
    return set(projects).difference(db.session.scalars(later))


def parts(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """A few at a time."""
    part: list[int] = []
    for key in ids:
        part.append(key)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
