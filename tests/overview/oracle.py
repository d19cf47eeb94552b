"""The register worked out the slow way: from the funding matrix and the facts, all in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import Pricing
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.figures import matrix_of
from tracker.overview.queries.progress import Progress, progress_of
from tracker.overview.queries.upcoming import standing_of
from tracker.overview.rules import next_step
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.register import Asked, Filters, Sort, View
from tracker.overview.rules.search import normalise, words
from tracker.procurement.models import Supplier
from tracker.projects.models import Project
from tracker.reminders.queries.outstanding import outstanding
from tracker.reminders.registry import KINDS


@dataclass(frozen=True)
class Naive:
    """A project as the pages of funding and of the project tell of it."""

    project: Project
    years: frozenset[int]
    paid: Money
    unpaid: Money
    undated: Money
    due: Mapping[int, Money]
    open_now: Money
    gaps: Mapping[int, Money]
    next: NextStep | None
    fixed: frozenset[date]
    is_actual: bool
    methods: frozenset[str]
    texts: tuple[str, ...]

    @property
    def due_on(self) -> date | None:
        return self.next.due_on if self.next else None


def naive_rows(today: date) -> list[Naive]:
    projects = db.session.scalars(select(Project).order_by(Project.code)).all()
    progress = progress_of(projects)
    steps = _steps(today, [one.id for one in projects])
    matrix = matrix_of(today)
    return [_row(progress[one.id], steps.get(one.code, []), matrix, today) for one in projects]


def _steps(today: date, projects: list[int]) -> Mapping[str, list[NextStep]]:
    """Everything outstanding on these projects, however far ahead, by project code."""
    found: dict[str, list[NextStep]] = {}
    for kind in KINDS.values():
        if not kind.by_note:
            for item in outstanding(kind, date.max, today, projects):
                found.setdefault(item.story.project, []).append(next_step.of_item(item))
    return found


def _row(progress: Progress, steps: list[NextStep], matrix: object, today: date) -> Naive:
    project = progress.project
    rows = [row for row in matrix.rows if row.project.id == project.id]  # type: ignore[attr-defined]
    parts = [one for row in rows if row.contract for one in row.contract.instalments]
    due: dict[int, Money] = {}
    gaps: dict[int, Money] = {}
    for row in rows:
        for year, cell in row.cells.items():
            due[year] = due.get(year, ZERO) + cell.due
            gaps[year] = gaps.get(year, ZERO) + cell.gap
    now = [row.cell(today.year) for row in rows]
    years = {year for row in rows for year, cell in row.cells.items() if not cell.empty}
    years |= progress.budget_years | {project.started_on.year}
    if (project.archived_on is None and not progress.contracts) or progress.undated:
        years.add(today.year)
    contracts = db.session.scalars(select(Contract).filter_by(project_id=project.id)).all()
    suppliers = [db.session.get(Supplier, one.supplier_id) for one in contracts if one.supplier_id]
    standing = standing_of(project, progress, steps)
    return Naive(
        project=project,
        years=frozenset(years),
        paid=sum((one.paid for one in parts), start=ZERO),
        unpaid=sum((one.open for one in parts), start=ZERO),
        undated=sum((row.undated for row in rows), start=ZERO),
        due={year: amount for year, amount in due.items() if amount},
        open_now=sum((cell.due - cell.paid for cell in now), start=ZERO),
        gaps=gaps,
        next=standing,
        fixed=frozenset(s.due_on for s in steps if s.due_on and not s.estimated)
        | ({standing.due_on} if standing and standing.due_on and not standing.estimated else set()),
        is_actual=any(one.pricing is Pricing.ACTUAL for one in contracts),
        methods=frozenset(award.method for award in progress.awards),
        texts=(
            project.code,
            project.name,
            *project.aliases,
            *(text for one in contracts for text in (one.number, one.name)),
            *(one.name for one in suppliers if one),
        ),
    )


def passes(row: Naive, filters: Filters) -> bool:
    wanted = (
        (filters.stage, row.project.stage),
        (filters.department_id, row.project.department_id),
        (filters.owner_id, row.project.owner_id),
    )
    return (
        (filters.year is None or filters.year in row.years)
        and (filters.method is None or filters.method in row.methods)
        and all(asked is None or asked == found for asked, found in wanted)
        and all(any(word in normalise(text) for text in row.texts) for word in words(filters.query))
    )


def in_view(row: Naive, view: View, asked: Asked) -> bool:
    today = asked.today
    return {
        View.ALL: True,
        View.MINE: row.project.owner_id == asked.person_id,
        View.ATTENTION: bool(row.due_on and (row.due_on - today).days <= 10),
        View.UNPAID: bool(row.open_now),
        View.CROSS_YEAR: len(row.due) > 1,
        View.OVERDUE: any(day < today for day in row.fixed),
        View.GAP: bool(row.gaps.get(today.year + 1)),
        View.ACTUAL: row.is_actual,
    }[view]


def ordered(rows: list[Naive], asked: Asked) -> list[Naive]:
    filters = asked.filters
    if filters.sort is Sort.DEADLINE:
        dated = sorted(
            (row for row in rows if row.due_on),
            key=lambda row: row.due_on or date.max,
            reverse=filters.descending,
        )
        return [*dated, *(row for row in rows if not row.due_on)]
    keys: Mapping[Sort, Callable[[Naive], object]] = {
        Sort.CODE: lambda row: row.project.code,
        Sort.AMOUNT: lambda row: row.paid + row.unpaid,
        Sort.PAID: lambda row: row.paid,
        Sort.UNPAID: lambda row: row.unpaid,
        Sort.DUE: lambda row: row.due.get(asked.years[0], ZERO),
        Sort.DUE_NEXT: lambda row: row.due.get(asked.years[1], ZERO),
        Sort.DUE_LATER: lambda row: row.due.get(asked.years[2], ZERO),
    }
    return sorted(rows, key=keys[filters.sort], reverse=filters.descending)  # type: ignore[arg-type]
