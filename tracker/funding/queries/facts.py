"""Everything the figures need, read in a constant number of queries whatever there is.

``within`` names the projects a page can depend on; a project is read whole or not at all, because
its contracts share its budget. Nothing named means all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from tracker.contracts.models import Amendment, Contract, Instalment
from tracker.contracts.rules.state import ContractStatus, year_starts_on
from tracker.funding.rules.awards import OpenServiceYear
from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.procurement.models import Award
from tracker.projects.models import BudgetEntry, BudgetLine, Project
from tracker.projects.rules import EntryKind, line_figures

SIGNED = (ContractStatus.ACTIVE, ContractStatus.TERMINATED)

Within = Select[int] | None


def one_project(project_id: int) -> Select[int]:
    """That project alone."""
    return select(literal(project_id))


def projects(ids: Collection[int]) -> Select[int]:
    """These projects; a handful of them."""
    return select(Project.id).where(Project.id.in_(ids))


def alive_from(year: int) -> Select[int]:
    """The projects in which anything stands in ``year`` or later: open, paid, or budgeted.

    What is open stands in the year of today or later, so this is enough for any year up to then.
    """
    is_open = Instalment.settled_on.is_(None) & Instalment.withdrawn_in.is_(None)
    budgeted = BudgetLine.project_id.is_not(None) & (BudgetLine.year >= year)
    found = union(
        select(Instalment.project_id).where(is_open),
        select(Payment.project_id).where(Payment.fiscal_year >= year),
        select(BudgetLine.project_id).where(budgeted),
    ).subquery()
    return select(found.c.project_id)


def contract_facts(within: Within = None) -> tuple[ContractFacts, ...]:
    """The signed contracts with their instalments and what was paid of them, by number."""
    amended = _amended(within)
    instalments = _instalments(within)
    columns = (
        Contract.id,
        Contract.number,
        Contract.amount,
        Contract.signed_on,
        Contract.service_from,
        Contract.service_to,
        Contract.pricing,
        Project.id.label("project_id"),
        Project.code,
        Project.name,
    )
    query = select(*columns).join(Contract.project).where(Contract.status.in_(SIGNED))
    query = query.where(_in(Contract.project_id, within)).order_by(Contract.number)
    known: dict[int, ProjectFacts] = {}
    return tuple(
        ContractFacts(
            id=row.id,
            number=row.number,
            project=known.setdefault(
                row.project_id, ProjectFacts(row.project_id, row.code, row.name)
            ),
            amount=row.amount + amended.get(row.id, ZERO),
            signed_on=row.signed_on,
            instalments=tuple(instalments[row.id]),
            pricing=row.pricing,
            service_from=row.service_from,
            service_to=row.service_to,
        )
        for row in db.session.execute(query)
    )


def project_facts(project: Project) -> ProjectFacts:
    """A mapped project as the figures name it."""
    return ProjectFacts(project.id, project.code, project.name)


def _in(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], within: Within
) -> ColumnElement[bool]:
    return true() if within is None else column.in_(within)


def _amended(within: Within) -> dict[int, Money]:
    query = select(Amendment.contract_id, func.sum(Amendment.amount)).group_by(
        Amendment.contract_id
    )
    if within is not None:
        query = query.join(Amendment.contract).where(Contract.project_id.in_(within))
    return dict(db.session.execute(query).all())


def _instalments(within: Within) -> dict[int, list[InstalmentFacts]]:
    paid = _paid(within)
    found: dict[int, list[InstalmentFacts]] = defaultdict(list)
    columns = (
        Instalment.id,
        Instalment.contract_id,
        Instalment.no,
        Instalment.name,
        Instalment.amount,
        Instalment.due_on,
        Instalment.withdrawn_in,
        Instalment.triggered_on,
    )
    query = select(*columns).where(_in(Instalment.project_id, within))
    for row in db.session.execute(query.order_by(Instalment.no, Instalment.id)):
        facts = InstalmentFacts(
            id=row.id,
            no=row.no,
            name=row.name,
            amount=row.amount,
            due_on=row.due_on,
            payments=tuple(paid.get(row.id, ())),
            withdrawn=row.withdrawn_in is not None,
            triggered_on=row.triggered_on,
        )
        found[row.contract_id].append(facts)
    return found


def _paid(within: Within) -> dict[int, list[PaymentFacts]]:
    """Sums by instalment and year: single payments make no difference to any figure."""
    keys = (Payment.instalment_id, Payment.fiscal_year, Payment.prior_year)
    query = select(func.sum(Payment.amount), *keys).where(_in(Payment.project_id, within))
    found: dict[int, list[PaymentFacts]] = defaultdict(list)
    for amount, instalment_id, year, prior_year in db.session.execute(
        query.group_by(*keys).order_by(*keys)
    ):
        found[instalment_id].append(PaymentFacts(amount, year, prior_year))
    return found


def line_facts(within: Within = None, from_year: int = 0) -> tuple[LineFacts, ...]:
    """Budget lines of projects with their figures, from ``from_year`` on."""
    is_shown = (BudgetLine.year >= from_year) & BudgetLine.project_id.is_not(None)
    return _lines(is_shown & _in(BudgetLine.project_id, within))


def basic_line_facts(year: int, until: date) -> tuple[LineFacts, ...]:
    """The lines of basic expenditure (基本支出) of a year, as of the end of ``until``."""
    return _lines((BudgetLine.year == year) & BudgetLine.project_id.is_(None), until)


def _lines(condition: ColumnElement[bool], until: date | None = None) -> tuple[LineFacts, ...]:
    entries = _entries(condition, until)
    paid = _paid_of_lines(condition, until)
    columns = (BudgetLine.id, BudgetLine.year, BudgetLine.project_id, Project.code, Project.name)
    query = select(*columns).outerjoin(BudgetLine.project).where(condition)
    return tuple(
        LineFacts(
            id=row.id,
            project=ProjectFacts(row.project_id, row.code, row.name) if row.project_id else None,
            year=row.year,
            figures=line_figures(entries.get(row.id, ())),
            paid=paid.get(row.id, ZERO),
        )
        for row in db.session.execute(query.order_by(BudgetLine.id))
    )


def _entries(
    condition: ColumnElement[bool], until: date | None
) -> dict[int, list[tuple[EntryKind, Money]]]:
    query = (
        select(BudgetEntry.line_id, BudgetEntry.kind, BudgetEntry.amount)
        .join(BudgetEntry.line)
        .where(condition)
        .order_by(BudgetEntry.on, BudgetEntry.id)
    )
    if until is not None:
        query = query.where(BudgetEntry.on <= until)
    found: dict[int, list[tuple[EntryKind, Money]]] = defaultdict(list)
    for line_id, kind, amount in db.session.execute(query):
        found[line_id].append((kind, amount))
    return found


def _paid_of_lines(condition: ColumnElement[bool], until: date | None) -> dict[int, Money]:
    query = (
        select(Payment.budget_line_id, func.sum(Payment.amount))
        .join(Payment.budget_line)
        .where(condition, Payment.prior_year.is_(False))
        .group_by(Payment.budget_line_id)
    )
    if until is not None:
        query = query.where(Payment.paid_on <= until)
    return {line_id: total for line_id, total in db.session.execute(query) if line_id is not None}


def open_service_years() -> tuple[OpenServiceYear, ...]:
    """Service years of awards that no contract has been signed for."""
    signed = _signed_years()
    query = (
        select(Award)
        .filter_by(revoked_on=None)
        .options(joinedload(Award.project), joinedload(Award.supplier))
        .order_by(Award.starts_on, Award.id)
    )
    return tuple(
        OpenServiceYear(
            project=project_facts(award.project),
            supplier=award.supplier.name,
            service_year=number,
            starts_on=year_starts_on(award.starts_on, number),
            amount=award.annual_amount,
        )
        for award in db.session.scalars(query)
        for number in range(1, award.years + 1)
        if (award.id, number) not in signed
    )


def _signed_years() -> set[tuple[int | None, int]]:
    query = select(Contract.award_id, Contract.service_year).where(
        Contract.award_id.is_not(None), Contract.status.in_(SIGNED)
    )
    return set(db.session.execute(query))
