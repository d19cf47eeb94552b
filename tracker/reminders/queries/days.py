"""When the things that are outstanding on projects are due: what the register is sorted by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import exists, inspect, select

from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import DueDay, Kind


def due_days(projects: Collection[int], today: date) -> Iterable[tuple[str, DueDay]]:
    """The due days of everything outstanding on these projects, however far ahead, by kind."""
    there = _models_of(projects)
    for kind in KINDS.values():
        if kind.of is not None and kind.of not in there:
            continue
        found = kind.days(projects) if kind.days else _of_items(kind, projects, today)
        yield from ((kind.name, day) for day in found)


def _models_of(projects: Collection[int]) -> frozenset[type[object]]:
    """Of what kinds are about, that which these projects have any of."""
    models = list({kind.of for kind in KINDS.values() if kind.of is not None})
    found = [exists().where(inspect(model).columns.project_id.in_(projects)) for model in models]
    row = db.session.execute(select(*found)).one()
    return frozenset(model for model, is_there in zip(models, row, strict=True) if is_there)


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
