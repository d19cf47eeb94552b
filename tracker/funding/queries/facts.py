"""Everything the figures need, read in a constant number of queries whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

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
from tracker.payments.queries import spent_on
from tracker.procurement.models import Award
from tracker.projects.models import BudgetEntry, BudgetLine, Project
from tracker.projects.rules import EntryKind, line_figures

SIGNED = (ContractStatus.ACTIVE, ContractStatus.TERMINATED)


def contract_facts() -> tuple[ContractFacts, ...]:
    """Every signed contract with its instalments and what was paid of them."""
    amended = _amended()
    instalments = _instalments()
    query = (
        select(Contract).where(Contract.status.in_(SIGNED)).options(joinedload(Contract.project))
    )
    return tuple(
        ContractFacts(
            id=contract.id,
            number=contract.number,
            project=project_facts(contract.project),
            amount=contract.amount + amended.get(contract.id, ZERO),
            signed_on=contract.signed_on,
            instalments=tuple(instalments[contract.id]),
            pricing=contract.pricing,
            service_to=contract.service_to,
        )
        for contract in db.session.scalars(query.order_by(Contract.number))
    )


def project_facts(project: Project) -> ProjectFacts:
    """A mapped project as the figures name it."""
    return ProjectFacts(project.id, project.code, project.name)


def _amended() -> dict[int, Money]:
    query = select(Amendment.contract_id, func.sum(Amendment.amount)).group_by(
        Amendment.contract_id
    )
    return dict(db.session.execute(query).all())


def _instalments() -> dict[int, list[InstalmentFacts]]:
    paid = _paid()
    found: dict[int, list[InstalmentFacts]] = defaultdict(list)
    columns = (
        Instalment.id,
        Instalment.contract_id,
        Instalment.no,
        Instalment.name,
        Instalment.amount,
        Instalment.due_on,
        Instalment.withdrawn_in,
    )
    for row in db.session.execute(select(*columns).order_by(Instalment.no, Instalment.id)):
        facts = InstalmentFacts(
            id=row.id,
            no=row.no,
            name=row.name,
            amount=row.amount,
            due_on=row.due_on,
            payments=tuple(paid[row.id]),
            withdrawn=row.withdrawn_in is not None,
        )
        found[row.contract_id].append(facts)
    return found


def _paid() -> dict[int, list[PaymentFacts]]:
    """Sums by instalment and year: single payments make no difference to any figure."""
    keys = (Payment.instalment_id, Payment.fiscal_year, Payment.prior_year)
    query = select(func.sum(Payment.amount), *keys).group_by(*keys).order_by(*keys)
    found: dict[int, list[PaymentFacts]] = defaultdict(list)
    for amount, instalment_id, year, prior_year in db.session.execute(query):
        found[instalment_id].append(PaymentFacts(amount, year, prior_year))
    return found


def line_facts(year: int | None = None, until: date | None = None) -> tuple[LineFacts, ...]:
    """Budget lines with their figures, as of the end of ``until``; of one year or of all."""
    query = select(BudgetLine).options(joinedload(BudgetLine.project)).order_by(BudgetLine.id)
    if year is not None:
        query = query.where(BudgetLine.year == year)
    lines = db.session.scalars(query).all()
    ids = [line.id for line in lines]
    entries = _entries(ids, until)
    paid = spent_on(ids, until)
    return tuple(
        LineFacts(
            id=line.id,
            project=project_facts(line.project) if line.project else None,
            year=line.year,
            figures=line_figures(entries[line.id]),
            paid=paid.get(line.id, ZERO),
        )
        for line in lines
    )


def _entries(
    line_ids: Iterable[int], until: date | None
) -> dict[int, list[tuple[EntryKind, Money]]]:
    query = (
        select(BudgetEntry.line_id, BudgetEntry.kind, BudgetEntry.amount)
        .where(BudgetEntry.line_id.in_(line_ids))
        .order_by(BudgetEntry.on, BudgetEntry.id)
    )
    if until is not None:
        query = query.where(BudgetEntry.on <= until)
    found: dict[int, list[tuple[EntryKind, Money]]] = defaultdict(list)
    for line_id, kind, amount in db.session.execute(query):
        found[line_id].append((kind, amount))
    return found


def unlined_in(year: int, until: date) -> Money:
    """Σ payments of the year that no budget line covers."""
    query = select(func.sum(Payment.amount)).where(
        Payment.fiscal_year == year,
        Payment.prior_year.is_(False),
        Payment.budget_line_id.is_(None),
        Payment.paid_on <= until,
    )
    return db.session.scalar(query) or ZERO


def open_service_years() -> tuple[OpenServiceYear, ...]:
    """Service years of awards that no contract has been signed for."""
    signed = _signed_years()
    query = (
        select(Award)
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
