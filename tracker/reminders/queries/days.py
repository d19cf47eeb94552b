"""When the things that are outstanding on projects are due: what the register is sorted by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select

from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.reminders.queries.there import kinds_of
from tracker.reminders.rules.obligations import DueDay, Kind


def due_days(projects: Collection[int], today: date) -> Iterable[tuple[str, DueDay]]:
    """The due days of everything outstanding on these projects, however far ahead, by kind."""
    for kind in kinds_of(projects):
        found = kind.days(projects) if kind.days else _of_items(kind, projects, today)
        yield from ((kind.name, day) for day in found)


def _of_items(kind: Kind, projects: Collection[int], today: date) -> Iterable[DueDay]:
    """Of a kind that knows no shorter way."""
    items = kind.outstanding(date.max, today, projects)
    if not items:
        return
    query = select(Project.code, Project.id).where(Project.id.in_(projects))
    ids = {code: key for code, key in db.session.execute(query)}  # noqa: C416
    for item in items:
        standing = item.standing
        yield DueDay(ids[item.story.project], standing.due_on, standing.estimated)
