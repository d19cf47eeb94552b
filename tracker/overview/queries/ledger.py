"""项目台账: one row for each project, and the choices of its filters, in a constant number of
queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import Pricing
from tracker.funding.rules.matrix import Row as MatrixRow
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.figures import matrix_of
from tracker.overview.queries.progress import Progress, progress_of
from tracker.overview.queries.upcoming import standing_of, steps_by_project
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.register import Row, planning_year
from tracker.overview.rules.stages import steps
from tracker.procurement.models import Supplier
from tracker.projects.models import Project
from tracker.settings.queries import work_calendar


@dataclass(frozen=True, slots=True)
class _Party:
    """What the register says of a contract beyond its figures."""

    number: str
    name: str
    supplier: str
    ceiling: Money | None


def ledger_rows(today: date) -> tuple[Row, ...]:
    """Every project, with the figures of the funding matrix and its next step."""
    query = select(Project).options(joinedload(Project.owner), joinedload(Project.department))
    projects = db.session.scalars(query.order_by(Project.code)).all()
    progress = progress_of(projects)
    parties = _parties()
    figures: dict[int, list[MatrixRow]] = {}
    for row in matrix_of(today).rows:
        figures.setdefault(row.project.id, []).append(row)
    outstanding = steps_by_project(today)
    calendar = work_calendar()
    return tuple(
        _row(
            progress[one.id],
            parties.get(one.id, []),
            figures.get(one.id, []),
            standing_of(one, progress[one.id], outstanding.get(one.code, []), calendar),
            today,
        )
        for one in projects
    )


def _parties() -> Mapping[int, list[_Party]]:
    columns = (Contract.project_id, Contract.number, Contract.name, Contract.pricing)
    query = select(*columns, Contract.amount, Supplier.name)
    query = query.outerjoin(Contract.supplier).order_by(Contract.signed_on.desc(), Contract.id)
    found: dict[int, list[_Party]] = {}
    for project_id, number, name, pricing, amount, supplier in db.session.execute(query):
        ceiling = amount if pricing is Pricing.ACTUAL else None
        found.setdefault(project_id, []).append(_Party(number, name, supplier or "", ceiling))
    return found


def _row(
    progress: Progress,
    parties: Sequence[_Party],
    figures: Sequence[MatrixRow],
    step: NextStep | None,
    today: date,
) -> Row:
    project = progress.project
    suppliers = tuple(dict.fromkeys(party.supplier for party in parties if party.supplier))
    ceilings = [party.ceiling for party in parties if party.ceiling is not None]
    paid, unpaid = _paid(figures), _unpaid(figures)
    return Row(
        code=project.code,
        name=project.name,
        stage=project.stage,
        department_id=project.department_id,
        department=project.department.name,
        owner_id=project.owner_id,
        owner=project.owner.name,
        years=_years(progress, figures, today),
        steps=steps(progress.stage_facts(today)),
        next=step,
        words=(
            project.code,
            project.name,
            *project.aliases,
            *suppliers,
            *(text for party in parties for text in (party.number, party.name)),
        ),
        suppliers=suppliers,
        methods=tuple(dict.fromkeys(award.method for award in reversed(progress.awards))),
        amount=paid + unpaid,
        paid=paid,
        unpaid=unpaid,
        undated=_sum(row.undated for row in figures),
        ceiling=_sum(ceilings) if ceilings else None,
        due=_due(figures),
        gaps=_gaps(figures, today),
    )


def _paid(figures: Iterable[MatrixRow]) -> Money:
    return _sum(one.paid for row in figures if row.contract for one in row.contract.instalments)


def _unpaid(figures: Iterable[MatrixRow]) -> Money:
    return _sum(one.open for row in figures if row.contract for one in row.contract.instalments)


def _due(figures: Iterable[MatrixRow]) -> dict[int, Money]:
    due: dict[int, Money] = {}
    for row in figures:
        for year, cell in row.cells.items():
            due[year] = due.get(year, ZERO) + cell.due
    return due


def _gaps(figures: Iterable[MatrixRow], today: date) -> frozenset[int]:
    """Years in which the budget is short; of later ones nobody has made a budget yet."""
    last = planning_year(today)
    return frozenset(
        year
        for row in figures
        for year, cell in row.cells.items()
        if cell.gap and today.year <= year <= last
    )


def _years(progress: Progress, figures: Sequence[MatrixRow], today: date) -> frozenset[int]:
    """The years whose register a project stands in: those with a budget, a payment or something
    due, the one in which it began, and the running one while its plan is not complete."""
    years = {year for row in figures for year, cell in row.cells.items() if not cell.empty}
    years |= progress.budget_years | {progress.project.started_on.year}
    is_new = progress.project.archived_on is None and not progress.contracts
    if is_new or progress.undated:
        years.add(today.year)
    return frozenset(years)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
