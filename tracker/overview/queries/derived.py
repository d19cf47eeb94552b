"""Whether the index of the register still says what follows from the facts."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import select

from tracker.infra import clock
from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label
from tracker.overview.queries.reckoning import kept, reckoned
from tracker.overview.rules.index import Entry, Reckoned
from tracker.projects.models import Project

_BATCH = 200


@checks_derived
def check_index() -> tuple[int, Problem | None]:
    """How many projects were looked at, and the first whose rows are not what they ought to be."""
    seen = 0
    query = select(Project.id, Project.uid).order_by(Project.id)
    for rows in db.session.execute(query).partitions(_BATCH):
        ids = [row.id for row in rows]
        found, today = kept(ids), clock.today()
        wanted = reckoned(ids, today)
        for row in rows:
            seen += 1
            if off := _strays(found.get(row.id), wanted[row.id]):
                return seen, _problem(row.uid, off)
    return seen, None


def _strays(found: Reckoned | None, wanted: Reckoned) -> tuple[str, ...]:
    """What differs; rows made for another running year wait for the hourly run."""
    if found is None:
        return ("project_id",)
    if found.entry.reckoned_year != wanted.entry.reckoned_year:
        return ()
    names = [field.name for field in fields(Entry)]
    off = [name for name in names if getattr(found.entry, name) != getattr(wanted.entry, name)]
    return (*off, *(["year"] if found.years != wanted.years else ()))


def _problem(uid: str, off: tuple[str, ...]) -> Problem:
    names = ", ".join(off)
    what = Label(
        f"project {uid} 的台账索引（{names}）与按事实推算的不一致",
        f"project {uid}: the register's index ({names}) is not what follows from the facts",
    )
    return Problem(what, "project_index", uid, off)
