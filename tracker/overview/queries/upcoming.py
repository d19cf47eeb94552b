"""The next step of each project: what is outstanding on it, or what its record lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from tracker.overview.queries.progress import Progress
from tracker.overview.rules import next_step
from tracker.overview.rules.index import NO_DAY, Entry
from tracker.overview.rules.next_step import NextStep, Standing
from tracker.projects.models import Project
from tracker.reminders.queries.there import kinds_of
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Outstanding
from tracker.reminders.rules.people import Seat


def first_steps(entries: Collection[Entry], today: date) -> Mapping[str, Sequence[NextStep]]:
    """What is due first on each of these projects, by project code.

    What only a note ends (a contract running out) is a matter of the desk, and no step of theirs.
    The index tells of which kinds that is. Where it tells nothing, or what it names has to wait for
    another day, every kind is asked.
    """
    known = [one for one in entries if one.next_due_on != NO_DAY]
    found = _brief(
        (
            (kind, one)
            for one in known
            if _is_current(one, today)
            for kind in one.next_kinds.split()
        ),
        today,
    )
    rest = [one for one in known if one.code not in found]
    there = kinds_of([one.project_id for one in rest]) if rest else []
    kinds = [kind.name for kind in there if not kind.by_note]
    return {**found, **_brief(((kind, one) for one in rest for kind in kinds), today)}


def _is_current(entry: Entry, today: date) -> bool:
    return entry.reckoned_year == today.year


def _brief(wanted: Iterable[tuple[str, Entry]], today: date) -> Mapping[str, Sequence[NextStep]]:
    """The steps of these kinds on these projects, up to the last of their first due days."""
    by_kind: dict[str, list[Entry]] = {}
    for name, entry in wanted:
        by_kind.setdefault(name, []).append(entry)
    items: list[Outstanding] = []
    for name, entries in by_kind.items():
        lister = KINDS[name].brief or KINDS[name].outstanding
        horizon = max(entry.next_due_on for entry in entries)
        items += lister(horizon, today, [entry.project_id for entry in entries])
    return _by_project(items)


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
