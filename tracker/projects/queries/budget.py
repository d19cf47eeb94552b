"""Reads of budget lines, by year: the four figures and the entries behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.projects.models import BudgetEntry, BudgetLine
from tracker.projects.queries.register import ProjectRef, find, ref
from tracker.projects.rules import BudgetCategory, EntryKind, LineFigures
from tracker.settings.queries import fiscal_years


@dataclass(frozen=True)
class EntryView:
    on: date
    kind: EntryKind
    amount: Money
    reason: str
    document_number: str

    @property
    def reduces(self) -> bool:
        """Whether it takes something off: pages write 调减 instead of a minus sign."""
        return self.amount < ZERO

    @property
    def size(self) -> Money:
        return abs(self.amount)


@dataclass(frozen=True)
class LineView:
    """A budget line with its four figures; ``spent`` is derived from payments."""

    id: int
    year: int
    category: BudgetCategory | None
    fund_source: str
    quota_number: str
    functional_code: str
    economic_code: str
    figures: LineFigures
    spent: Money
    entries: tuple[EntryView, ...]

    @property
    def adjusted_down(self) -> bool:
        """Whether the adjustments together take something off."""
        return self.figures.adjusted < ZERO

    @property
    def adjusted_size(self) -> Money:
        return abs(self.figures.adjusted)


@dataclass(frozen=True)
class YearBudget:
    """The lines of one year and their sums."""

    year: int
    is_closed: bool
    lines: tuple[LineView, ...]
    approved: Money
    adjusted: Money
    budgeted: Money
    allotted: Money
    spent: Money

    @property
    def left(self) -> Money:
        """What has arrived and is not spent yet."""
        return max(self.allotted - self.spent, ZERO)

    @property
    def overspent(self) -> Money:
        """What was spent before it arrived."""
        return max(self.spent - self.allotted, ZERO)


@dataclass(frozen=True)
class BudgetPage:
    project: ProjectRef
    years: tuple[YearBudget, ...]


def budget_page(code: str) -> BudgetPage:
    """Every line of the project, by year, oldest first."""
    project = find(code)
    lines = db.session.scalars(_lines().filter_by(project_id=project.id)).all()
    return BudgetPage(ref(project), _by_year(lines))


def basic_years(year: int) -> tuple[YearBudget, ...]:
    """Basic expenditure of one year; empty when nothing is entered for it."""
    lines = db.session.scalars(_lines().filter_by(project_id=None, year=year)).all()
    return _by_year(lines)


def _lines() -> Select[BudgetLine]:
    loads = (selectinload(BudgetLine.entries), selectinload(BudgetLine.payments))
    return select(BudgetLine).order_by(BudgetLine.year, BudgetLine.id).options(*loads)


def _by_year(lines: Iterable[BudgetLine]) -> tuple[YearBudget, ...]:
    years: defaultdict[int, list[LineView]] = defaultdict(list)
    for line in lines:
        years[line.year].append(_line(line))
    closed = {view.year for view in fiscal_years() if view.is_closed}
    return tuple(_year(year, years[year], year in closed) for year in sorted(years))


def _year(year: int, lines: Sequence[LineView], is_closed: bool) -> YearBudget:
    def total(amounts: Iterable[Money]) -> Money:
        return sum(amounts, start=ZERO)

    return YearBudget(
        year=year,
        is_closed=is_closed,
        lines=tuple(lines),
        approved=total(line.figures.approved for line in lines),
        adjusted=total(line.figures.adjusted for line in lines),
        budgeted=total(line.figures.budgeted for line in lines),
        allotted=total(line.figures.allotted for line in lines),
        spent=total(line.spent for line in lines),
    )


def _line(line: BudgetLine) -> LineView:
    return LineView(
        id=line.id,
        year=line.year,
        category=line.basic_category,
        fund_source=line.fund_source,
        quota_number=line.quota_number,
        functional_code=line.functional_code,
        economic_code=line.economic_code,
        figures=line.figures,
        spent=line.spent,
        entries=tuple(_entry(entry) for entry in line.entries),
    )


def _entry(entry: BudgetEntry) -> EntryView:
    return EntryView(entry.on, entry.kind, entry.amount, entry.reason, entry.document_number)
