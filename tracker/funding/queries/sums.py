"""Figures of the whole unit that the database adds up: they do not grow with its contracts.

The formulas are those of the rules (MODEL 4); a test compares both on the same books.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Subquery,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from tracker.contracts.models import Contract, Instalment
from tracker.funding.queries.facts import SIGNED
from tracker.funding.rules.demand import Demand
from tracker.funding.rules.lines import LineFacts, UnitYear
from tracker.funding.rules.lines import unit_year as add_up
from tracker.infra.db import MoneyType, db
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.projects.models import BudgetEntry, BudgetLine
from tracker.projects.rules import EntryKind, line_figures

NOTHING = literal(ZERO, MoneyType())


def unit_year(year: int, as_of: date) -> UnitYear:
    """The unit's year, all its lines taken as one: but for requests, their figures are sums."""
    entries = (
        select(BudgetEntry.kind, func.sum(BudgetEntry.amount))
        .join(BudgetEntry.line)
        .where(BudgetLine.year == year, BudgetEntry.on <= as_of)
        .group_by(BudgetEntry.kind)
    )
    kinds = [(kind, amount) for kind, amount in db.session.execute(entries)]
    paid = (
        select(func.sum(Payment.amount))
        .join(Payment.budget_line)
        .where(BudgetLine.year == year, Payment.prior_year.is_(False), Payment.paid_on <= as_of)
    )
    whole = LineFacts(0, None, year, line_figures(kinds), db.session.scalar(paid) or ZERO)
    return add_up([whole], _unlined(year, as_of))


def _unlined(year: int, until: date) -> Money:
    """Σ payments of the year that no budget line covers."""
    query = select(func.sum(Payment.amount)).where(
        Payment.fiscal_year == year,
        Payment.prior_year.is_(False),
        Payment.budget_line_id.is_(None),
        Payment.paid_on <= until,
    )
    return db.session.scalar(query) or ZERO


def open_by(day: date) -> Money:
    """Σ what is open of signed contracts and due up to that day."""
    query = select(func.sum(open_amount())).join(Instalment.contract).where(is_open())
    return db.session.scalar(query.where(Instalment.due_on <= day)) or ZERO


def demand(year: int, today: date) -> Demand:
    """What ``year``, later than today's, must hold; its gaps are not set off against surpluses.

    Of a project with a gap every contract is given at most what it needs, so that the gaps of its
    contracts add up to its own.
    """
    needs, budgets = _needs(year), _budgets(year)
    budget = func.coalesce(budgets.c.budgeted, NOTHING)
    query = select(
        func.sum(needs.c.due),
        func.sum(case((needs.c.due > budget, _money(needs.c.due - budget)), else_=NOTHING)),
        func.sum(needs.c.contracts),
        func.sum(needs.c.instalments),
    ).select_from(needs)
    query = query.outerjoin(budgets, budgets.c.project_id == needs.c.project_id)
    due, gap, contracts, instalments = db.session.execute(query).one()
    budgeted = db.session.scalar(select(func.sum(budgets.c.budgeted)))
    return Demand(
        due=due or ZERO,
        budgeted=budgeted or ZERO,
        gap=gap or ZERO,
        contracts=int(contracts or 0),
        instalments=int(instalments or 0),
    )


def is_open() -> ColumnElement[bool]:
    """Of a signed contract, neither withdrawn nor paid."""
    return (
        Contract.status.in_(SIGNED)
        & Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
    )


def open_amount() -> ColumnElement[Money]:
    """What is still to be paid of an instalment."""
    paid = (
        select(func.sum(Payment.amount))
        .where(Payment.instalment_id == Instalment.id)
        .scalar_subquery()
    )
    return _money(Instalment.amount - func.coalesce(paid, NOTHING))


def _money(amount: ColumnElement[Any]) -> ColumnElement[Money]:
    """A difference loses the type of its parts."""
    return type_coerce(amount, MoneyType())


def _needs(year: int) -> Subquery:
    """By project; nothing can have been paid yet in a year to come."""
    due_in_year = Instalment.due_on.between(date(year, 1, 1), year_end(year))
    return (
        select(
            Instalment.project_id,
            func.sum(open_amount()).label("due"),
            func.count(Instalment.contract_id.distinct()).label("contracts"),
            func.count().label("instalments"),
        )
        .join(Instalment.contract)
        .where(is_open(), due_in_year)
        .group_by(Instalment.project_id)
        .subquery()
    )


def _budgets(year: int) -> Subquery:
    """The budget of each project in the year: approved and changed, else the latest request."""
    entries = _entries(year)
    listed = case((entries.c.approvals > 0, entries.c.listed), else_=_requested())
    budgeted = _money(func.coalesce(listed, NOTHING) + entries.c.moved)
    return (
        select(BudgetLine.project_id, func.sum(budgeted).label("budgeted"))
        .join(entries, entries.c.line_id == BudgetLine.id)
        .where(BudgetLine.project_id.is_not(None))
        .group_by(BudgetLine.project_id)
        .subquery()
    )


def _entries(year: int) -> Subquery:
    """The entries of each line of the year, added up."""
    return (
        select(
            BudgetEntry.line_id,
            _sum_of(EntryKind.APPROVED, EntryKind.ADJUSTED).label("listed"),
            (
                _sum_of(EntryKind.CARRIED_IN) - _sum_of(EntryKind.CARRIED_OUT, EntryKind.RETURNED)
            ).label("moved"),
            func.count(case((BudgetEntry.kind == EntryKind.APPROVED, 1))).label("approvals"),
        )
        .join(BudgetEntry.line)
        .where(BudgetLine.year == year)
        .group_by(BudgetEntry.line_id)
        .subquery()
    )


def _sum_of(*kinds: EntryKind) -> ColumnElement[Money]:
    return func.sum(case((BudgetEntry.kind.in_(kinds), BudgetEntry.amount), else_=NOTHING))


def _requested() -> ScalarSelect[Money]:
    return (
        select(BudgetEntry.amount)
        .where(BudgetEntry.line_id == BudgetLine.id, BudgetEntry.kind == EntryKind.REQUESTED)
        .order_by(BudgetEntry.on.desc(), BudgetEntry.id.desc())
        .limit(1)
        .correlate(BudgetLine)
        .scalar_subquery()
    )
