"""Reads of running clocks: of one project, and of all that end by a day; no others are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.deadlines import hooks
from tracker.deadlines.hooks import Stop
from tracker.deadlines.models import Clock
from tracker.deadlines.queries.law import law
from tracker.deadlines.rules.frozen import thaw
from tracker.deadlines.rules.versions import ClockState
from tracker.infra.db import db
from tracker.kernel.deadlines import Law, Reckoning
from tracker.kernel.labels import Label
from tracker.kernel.limits import Direction, Limit
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class ClockView:
    """A running clock; ``stop`` is the page that records what it waits for, if there is one.

    One that ``waits`` is a minimum: its last day is the earliest, not the latest.
    """

    uid: str
    limit: Limit
    since: date
    ends_on: date
    reckoning: Reckoning
    stop: Stop | None

    @property
    def waits(self) -> bool:
        return self.limit.direction is Direction.AT_LEAST

    @property
    def name(self) -> Label:
        return self.limit.label

    @property
    def is_provisional(self) -> bool:
        return bool(self.reckoning.provisional)


def running_of(project_id: int, today: date) -> tuple[ClockView, ...]:
    """The clocks that run on a project, the first to end first."""
    query = select(Clock).where(runs(today), Clock.project_id == project_id)
    rows = db.session.scalars(query.order_by(Clock.ends_on, Clock.id)).all()
    return _views(rows, law()) if rows else ()


def running(uids: Collection[str]) -> int:
    """How many of these clocks run, on a project that is not archived."""
    query = select(func.count()).select_from(Clock).join(Clock.project)
    is_open = (Clock.state == ClockState.RUNNING) & Project.archived_on.is_(None)
    return db.session.scalar(query.where(Clock.uid.in_(uids), is_open)) or 0


def standing(uids: Collection[str]) -> Mapping[str, Clock]:
    """Clocks by uid, running or not, with their projects."""
    query = select(Clock).where(Clock.uid.in_(uids)).options(joinedload(Clock.project))
    return {row.uid: row for row in db.session.scalars(query)}


def waiting(
    horizon: date, projects: Collection[int] | None = None
) -> tuple[tuple[Clock, Stop | None], ...]:
    """Every duty still to be done whose clock ends up to ``horizon``, the first to end first.

    Minimums are no duty: nobody is late for them.
    """
    query = select(Clock).join(Clock.project).where(_is_duty(projects), Clock.ends_on <= horizon)
    return _with_stops(query)


def these(uids: Collection[str]) -> tuple[tuple[Clock, Stop | None], ...]:
    """The clocks of these names, with the pages that stop them."""
    return _with_stops(select(Clock).where(Clock.uid.in_(uids)))


def _with_stops(query: Select[Clock]) -> tuple[tuple[Clock, Stop | None], ...]:
    query = query.options(joinedload(Clock.project)).order_by(Clock.ends_on, Clock.id)
    rows = db.session.scalars(query).all()
    stops = _stops(rows)
    return tuple((row, stops.get((row.subject_uid, row.key))) for row in rows)


@dataclass(frozen=True, slots=True)
class Duty:
    """A clock of ``waiting`` with no more than whom it concerns and when."""

    id: int
    uid: str
    limit: Limit
    ends_on: date
    owner_id: int
    project: str
    project_name: str


def duties(horizon: date, owner_id: int | None = None) -> Iterable[Duty]:
    """The same clocks as ``waiting`` in one query, of one owner if asked."""
    columns = (Clock.id, Clock.uid, Clock.frozen, Clock.ends_on)
    query = select(*columns, Project.owner_id, Project.code, Project.name).join(Clock.project)
    query = query.where(_is_duty(None), Clock.ends_on <= horizon)
    if owner_id is not None:
        query = query.where(Project.owner_id == owner_id)
    for row in db.session.execute(query.order_by(Clock.ends_on, Clock.id)):
        yield Duty(row.id, row.uid, thaw(row.frozen), row.ends_on, row.owner_id, row.code, row.name)


def owners(horizon: date) -> Iterable[tuple[int, Limit, int]]:
    """Whose projects ``waiting`` is about: owner, limit, how many; counted by the database."""
    query = select(Project.owner_id, Clock.frozen, func.count()).join(Clock.project)
    query = query.where(_is_duty(None), Clock.ends_on <= horizon)
    for owner_id, frozen, count in db.session.execute(
        query.group_by(Project.owner_id, Clock.frozen)
    ):
        yield owner_id, thaw(frozen), count


def last_days(projects: Collection[int]) -> list[tuple[int, date]]:
    """The last days of the duties of these projects, by project."""
    query = select(Clock.project_id, Clock.ends_on).join(Clock.project)
    rows = db.session.execute(query.where(_is_duty(projects)))
    return [(row.project_id, row.ends_on) for row in rows]


def _is_duty(projects: Collection[int] | None) -> ColumnElement[bool]:
    is_open = (Clock.state == ClockState.RUNNING) & (Clock.direction == Direction.AT_MOST)
    is_open &= Project.archived_on.is_(None)
    return is_open if projects is None else is_open & Clock.project_id.in_(projects)


def runs(today: date) -> ColumnElement[bool]:
    """Whether a clock runs on that day; a minimum does so until its last day."""
    is_open = Clock.state == ClockState.RUNNING
    return is_open & or_(Clock.direction == Direction.AT_MOST, Clock.ends_on >= today)


def _views(rows: Collection[Clock], by: Law) -> tuple[ClockView, ...]:
    stops = _stops(rows)
    return tuple(
        ClockView(
            uid=row.uid,
            limit=row.limit,
            since=row.since,
            ends_on=row.ends_on,
            reckoning=row.reckoned(by).reckoning,
            stop=stops.get((row.subject_uid, row.key)),
        )
        for row in rows
    )


def _stops(rows: Iterable[Clock]) -> Mapping[hooks.Key, Stop]:
    uids: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        uids[row.subject_kind].append(row.subject_uid)
    found: dict[hooks.Key, Stop] = {}
    for kind, of_kind in uids.items():
        found.update(hooks.stops(kind, of_kind))
    return found
