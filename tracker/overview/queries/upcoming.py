"""The next step of each project: what is outstanding on it, or what its record lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from tracker.overview.queries.progress import Progress
from tracker.overview.rules import next_step
from tracker.overview.rules.next_step import NextStep, Standing
from tracker.projects.models import Project
from tracker.reminders.queries.outstanding import outstanding
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Outstanding
from tracker.reminders.rules.people import Seat


def steps_by_project(today: date, projects: Collection[int]) -> Mapping[str, Sequence[NextStep]]:
    """Everything outstanding on these projects, however far ahead, by project code.

    What only a note ends (a contract running out) is a matter of the desk, and no step of theirs.
    """
    kinds = (kind for kind in KINDS.values() if not kind.by_note)
    return _by_project(
        one for kind in kinds for one in outstanding(kind, date.max, today, projects)
    )


def brief_steps(
    today: date, projects: Collection[int], horizon: date
) -> Mapping[str, Sequence[NextStep]]:
    """The same up to ``horizon``, without amounts: enough for a row of the register."""
    kinds = (kind for kind in KINDS.values() if not kind.by_note)
    listers = (kind.brief or kind.outstanding for kind in kinds)
    return _by_project(one for lister in listers for one in lister(horizon, today, projects))


def _by_project(items: Iterable[Outstanding]) -> Mapping[str, Sequence[NextStep]]:
    found: dict[str, list[NextStep]] = {}
    for item in items:
        found.setdefault(item.story.project, []).append(next_step.of_item(item))
    return found


def standing_of(
    project: Project, progress: Progress, outstanding: Sequence[NextStep]
) -> NextStep | None:
    """The project's next step: the most pressing one, else what its record lacks."""
    pressing = next_step.first(outstanding)
    if pressing is not None:
        return pressing
    standing = Standing(
        is_archived=project.archived_on is not None,
        has_budget=bool(progress.budget_years),
        has_contract=bool(progress.contracts),
        undated=progress.undated,
        has_open=progress.has_open,
    )
    owner = Seat(next_step.OWNER, user_ids=(project.owner_id,))
    return next_step.without_deadline(standing, project.code, owner)
