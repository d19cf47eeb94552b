"""Whether the stored days of the sweep still follow from the facts: none may come too late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from tracker.infra import audit, clock
from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label
from tracker.projects.models import Project
from tracker.reminders.models import Look, SweepMark
from tracker.reminders.queries import ground
from tracker.reminders.queries.looking import sight_of
from tracker.reminders.service.following import (
    Context,
    decision_on,
    known_rows,
    look_on,
    made_by,
    with_imports,
)

_BATCH = 200


@checks_derived
def check_looks() -> tuple[int, Problem | None]:
    """How many projects were worked out anew, and the first that is looked at too late.

    What the next sweep looks at anyway is left to it.
    """
    today, mark = clock.today(), db.session.scalars(select(SweepMark)).one_or_none()
    if mark is None or mark.ground != ground.ground(today) or today < mark.looked_on:
        return 0, None
    touched = ground.recorded_since(mark, audit.head())
    if touched.everything:
        return 0, None
    seen, skipped = 0, set(ground.project_ids(touched))
    for part in _stored(today):
        stored = {key: day for key, day in part.items() if key not in skipped}
        seen += len(stored)
        for key in _too_late(stored, today):
            return seen, _problem(key)
    return seen, None


def _stored(today: date) -> Iterator[Mapping[int, date | None]]:
    """The projects that no sweep looks at today, and when one will."""
    rests = Look.look_on.is_(None) | (Look.look_on > today)
    query = select(Project.id, Look.look_on).join(Look, Look.project_id == Project.id).where(rests)
    for rows in db.session.execute(query.order_by(Project.id)).partitions(_BATCH):
        yield {row.id: row.look_on for row in rows}


def _too_late(stored: Mapping[int, date | None], today: date) -> Iterator[int]:
    for key, on in _days(list(stored), today):
        planned = stored[key]
        if planned is None or planned > on:
            yield key


def _days(projects: Sequence[int], today: date) -> Iterator[tuple[int, date]]:
    """When each has to be looked at, as the facts are now; today if there is anything to do."""
    if not projects:
        return
    context, sight = Context.read(today), sight_of(projects, today)
    every = with_imports(sight.found)
    rows = known_rows(every)
    yield from sight.later.items()
    for found in every:
        row = rows.get(found.key)
        decision = decision_on(found, row, context)
        if decision is None:
            continue
        if row is None or decision.cancels or made_by(decision, context):
            yield found.project_id, today
            continue
        past = [reminder.past for reminder in row.reminders]
        if (on := look_on(row, decision, past, None, context)) is not None:
            yield found.project_id, on


def _problem(project_id: int) -> Problem:
    uid = db.session.get_one(Project, project_id).uid
    what = Label(
        f"project {uid} 的提醒推算日（look_on）晚于按事实推算的",
        f"project {uid}: the day of its next look (look_on) is later than follows from the facts",
    )
    return Problem(what, "reminder_look", uid, ("look_on",))
