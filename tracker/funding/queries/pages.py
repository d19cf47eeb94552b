"""What stands on the pages of funding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Contract, Instalment, YearEndDecision
from tracker.contracts.rules.due import pay_by
from tracker.contracts.rules.kinds import YearEndChoice
from tracker.funding.queries.facts import SIGNED
from tracker.funding.queries.overview import overview
from tracker.funding.rules.carrying import sweep_until
from tracker.funding.rules.page import PLAIN, FundingPage, View
from tracker.funding.rules.timeline import Timeline, timeline
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.payments.models import Payment
from tracker.payments.queries import spent_on
from tracker.projects.models import BudgetLine
from tracker.settings import queries as settings
from tracker.settings.queries import FiscalYearView


def funding_page(year: int, today: date, view: View = PLAIN) -> FundingPage:
    """The matrix seen from ``year``: that year in execution, the next one being budgeted."""
    whole = overview(year, year + 1, today)
    dates = settings.fiscal_year(year)
    return FundingPage(
        overview=whole.until(max([year + 1, *whole.matrix.years])),
        year=year,
        payment_deadline_on=dates.payment_deadline_on,
        view=view,
        is_closed=dates.is_closed,
    )


def timeline_of(page: FundingPage, show: Callable[[Money], str]) -> Timeline:
    """The payments of the rows shown, on the days they were made or fall due."""
    contracts = [row.contract.id for row in page.shown if row.contract]
    keys = (Payment.instalment_id, Payment.fiscal_year)
    query = (
        select(*keys, func.max(Payment.paid_on))
        .where(
            Payment.contract_id.in_(contracts),
            Payment.fiscal_year >= page.year,
            Payment.amount > ZERO,
        )
        .group_by(*keys)
    )
    paid_on = {(row[0], row[1]): row[2] for row in db.session.execute(query)}
    return timeline(page.shown, page.drawn, paid_on, page.overview.today, show)


def carry_line(page: FundingPage) -> int | None:
    """The budget line with most left of the project that the suggestion is about."""
    if page.suggestion is None:
        return None
    project = page.suggestion.project
    query = select(BudgetLine).where(
        BudgetLine.project_id == project.id, BudgetLine.year == page.year
    )
    lines = db.session.scalars(query.options(selectinload(BudgetLine.entries))).all()
    paid = spent_on([line.id for line in lines])
    left = {line.id: line.figures.allotted - paid.get(line.id, ZERO) for line in lines}
    return max(left, key=lambda line_id: left[line_id].fen, default=None)


@dataclass(frozen=True)
class DecisionView:
    choice: YearEndChoice
    amount: Money
    reason: str
    decided_on: date
    decided_by: str


@dataclass(frozen=True)
class SweepItem:
    """An open instalment at the turn of the year; ``decisions`` the newest first."""

    id: int
    no: int
    name: str
    project_id: int
    project_code: str
    project_name: str
    contract_id: int
    contract_number: str
    amount: Money
    open: Money
    due_on: date
    is_estimated: bool
    is_after_year_end: bool
    pay_by_on: date
    decisions: tuple[DecisionView, ...]


@dataclass(frozen=True)
class LineRest:
    """What has arrived on a budget line and is not spent."""

    id: int
    year: int
    title: Label
    project_code: str
    fund_source: str
    quota_number: str
    allotted: Money
    spent: Money
    moved_out: Money
    left: Money

    @property
    def next_year(self) -> int:
        return self.year + 1


@dataclass(frozen=True)
class YearEndPage:
    year: FiscalYearView
    items: tuple[SweepItem, ...]
    lines: tuple[LineRest, ...]
    can_close: bool

    @property
    def undecided(self) -> int:
        return sum(1 for item in self.items if not item.decisions)

    @property
    def first_after(self) -> int | None:
        """The first item that falls due after the year end: the rule is drawn above it."""
        return next((item.id for item in self.items if item.is_after_year_end), None)

    @property
    def total_open(self) -> Money:
        return sum((item.open for item in self.items), start=ZERO)


def year_end_page(year: int, today: date) -> YearEndPage:
    """What is open at the turn of ``year``, what was decided, and what is left on its lines."""
    view = settings.fiscal_year(year)
    over = today > view.payment_deadline_on
    return YearEndPage(
        year=view,
        items=_sweep(view),
        lines=tuple(line for line in line_rests(year) if line.left > ZERO),
        can_close=over and not view.is_closed,
    )


def _sweep(year: FiscalYearView) -> tuple[SweepItem, ...]:
    calendar = settings.work_calendar()
    query = (
        select(Instalment)
        .join(Instalment.contract)
        .where(
            Contract.status.in_(SIGNED),
            Instalment.settled_on.is_(None),
            Instalment.due_on <= sweep_until(year.year, calendar),
        )
        .options(
            joinedload(Instalment.contract).joinedload(Contract.project),
            joinedload(Instalment.contract).selectinload(Contract.instalments),
            selectinload(Instalment.payments),
            selectinload(Instalment.invoices),
            selectinload(Instalment.decisions),
        )
        .order_by(Instalment.due_on, Instalment.id)
    )
    return tuple(
        _item(instalment, due_on, year, calendar)
        for instalment in db.session.scalars(query)
        if (due_on := instalment.due_on) is not None
    )


def _item(
    instalment: Instalment, due_on: date, year: FiscalYearView, calendar: WorkCalendar
) -> SweepItem:
    contract = instalment.contract
    after_year_end = fiscal_year(due_on) > year.year
    deadline = None if after_year_end else year.payment_deadline_on
    decisions = [one for one in reversed(instalment.decisions) if one.year == year.year]
    return SweepItem(
        id=instalment.id,
        no=instalment.no,
        name=instalment.name,
        project_id=contract.project.id,
        project_code=contract.project.code,
        project_name=contract.project.name,
        contract_id=contract.id,
        contract_number=contract.number,
        amount=instalment.amount,
        open=instalment.open,
        due_on=due_on,
        is_estimated=not instalment.due_is_fixed,
        is_after_year_end=after_year_end,
        pay_by_on=pay_by(due_on, deadline, calendar),
        decisions=tuple(_decision(one) for one in decisions),
    )


def _decision(decision: YearEndDecision) -> DecisionView:
    return DecisionView(
        choice=decision.choice,
        amount=decision.amount,
        reason=decision.reason,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by,
    )


def sweep_item(instalment_id: int, year: int) -> SweepItem:
    """One instalment of the sweep; ``NotFound`` when the sweep does not ask about it."""
    found = (item for item in _sweep(settings.fiscal_year(year)) if item.id == instalment_id)
    item = next(found, None)
    if item is None:
        raise NotFound
    return item


def line_rests(year: int) -> tuple[LineRest, ...]:
    """The lines of a year with what is left on each, by project."""
    query = (
        select(BudgetLine)
        .where(BudgetLine.year == year)
        .options(joinedload(BudgetLine.project), selectinload(BudgetLine.entries))
        .order_by(BudgetLine.id)
    )
    lines = db.session.scalars(query).all()
    paid = spent_on([line.id for line in lines])
    rests = (_rest(line, paid.get(line.id, ZERO)) for line in lines)
    return tuple(sorted(rests, key=lambda line: (line.project_code or "~", line.id)))


def line_rest(line_id: int) -> LineRest:
    """One budget line with what is left on it."""
    line = db.session.get(BudgetLine, line_id)
    if line is None:
        raise NotFound
    return _rest(line, spent_on([line_id]).get(line_id, ZERO))


def _rest(line: BudgetLine, paid: Money) -> LineRest:
    figures = line.figures
    spent = paid + figures.spent_entries
    category = line.basic_category
    name = line.project.name if line.project else ""
    return LineRest(
        id=line.id,
        year=line.year,
        title=category.label if category else Label(name, name),
        project_code=line.project.code if line.project else "",
        fund_source=line.fund_source,
        quota_number=line.quota_number,
        allotted=figures.allotted,
        spent=spent,
        moved_out=figures.carried_out + figures.returned,
        left=figures.allotted - spent,
    )
