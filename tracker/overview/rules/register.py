"""The register 项目台账: its rows, saved views, filters, order, totals and pages. Pure.

The unit has some hundreds of projects at most, and figures come from rules rather than columns, so
rows are read once and narrowed here; each figure stays the one that the other pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.kernel.money import ZERO, Money
from tracker.overview.rules import search
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.stages import Step
from tracker.procurement.rules import Method
from tracker.projects.rules import Stage

PAGE_SIZE = 50
ATTENTION_DAYS = 10  # from here on a deadline is drawn as near (interface guide, section 4)


@dataclass(frozen=True, slots=True)
class Row:
    """One project. ``years`` are those whose register it stands in; gaps are years short."""

    code: str
    name: str
    stage: Stage
    department_id: int
    department: str
    owner_id: int
    owner: str
    years: frozenset[int]
    steps: tuple[Step, ...] = ()
    next: NextStep | None = None
    words: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()
    amount: Money = ZERO
    paid: Money = ZERO
    unpaid: Money = ZERO
    undated: Money = ZERO
    ceiling: Money | None = None
    due: Mapping[int, Money] = field(default_factory=dict)
    gaps: frozenset[int] = frozenset()

    @property
    def is_actual(self) -> bool:
        """据实结算: paid as used, up to a ceiling."""
        return self.ceiling is not None

    @property
    def crosses_years(self) -> bool:
        return sum(bool(amount) for amount in self.due.values()) > 1

    def number_in(self, year: int | None) -> str:
        """The number as that year's register names it: 06 of 2022-06."""
        return self.code.removeprefix(f"{year}-")

    def is_overdue(self, today: date) -> bool:
        step = self.next
        return bool(step and step.due_on and not step.estimated and step.due_on < today)

    def needs_attention(self, today: date) -> bool:
        """Whether its next step is overdue or near."""
        step = self.next
        return bool(step and step.due_on and (step.due_on - today).days <= ATTENTION_DAYS)


class View(StrEnum):
    """Saved views, in the order of their tabs."""

    ALL = "all"
    ATTENTION = "attention"
    CROSS_YEAR = "cross-year"
    OVERDUE = "overdue"
    GAP = "gap"
    ACTUAL = "actual"


class Sort(StrEnum):
    """What the register may be sorted by; the next deadline comes first by default."""

    DEADLINE = "deadline"
    CODE = "code"
    AMOUNT = "amount"
    PAID = "paid"
    UNPAID = "unpaid"
    DUE = "due"
    DUE_NEXT = "due-next"
    DUE_LATER = "due-later"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; ``year`` is None for all years."""

    year: int | None
    view: View = View.ALL
    query: str = ""
    stage: Stage | None = None
    method: Method | None = None
    department_id: int | None = None
    owner_id: int | None = None
    sort: Sort = Sort.DEADLINE
    descending: bool = False
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but year and view leaves rows out."""
        chosen = (self.stage, self.method, self.department_id, self.owner_id)
        return bool(self.query) or any(one is not None for one in chosen)


@dataclass(frozen=True, slots=True)
class Totals:
    amount: Money
    paid: Money
    unpaid: Money
    due: Mapping[int, Money]


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of one page, with counts and totals of everything that passed the filter."""

    rows: tuple[Row, ...]
    count: int
    counts: Mapping[View, int]
    totals: Totals
    page: int
    pages: int


def select(rows: Iterable[Row], filters: Filters, years: Sequence[int], today: date) -> Result:
    """Filter, count the views, sort, add up the ``years`` shown and cut out the page."""
    passed = [row for row in rows if _passes(row, filters)]
    by_view = {view: [row for row in passed if _in_view(row, view, today)] for view in View}
    chosen = by_view[filters.view]
    ordered = _sorted(chosen, filters, years)
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    first = (page - 1) * PAGE_SIZE
    return Result(
        rows=tuple(ordered[first : first + PAGE_SIZE]),
        count=len(ordered),
        counts={view: len(found) for view, found in by_view.items()},
        totals=_totals(ordered, years),
        page=page,
        pages=pages,
    )


def planning_year(today: date) -> int:
    """The year whose budget is being made."""
    return today.year + 1


def _passes(row: Row, filters: Filters) -> bool:
    wanted = (
        (filters.stage, row.stage),
        (filters.department_id, row.department_id),
        (filters.owner_id, row.owner_id),
    )
    return (
        (filters.year is None or filters.year in row.years)
        and (filters.method is None or filters.method in row.methods)
        and all(asked is None or asked == found for asked, found in wanted)
        and search.matches(search.words(filters.query), row.words)
    )


def _in_view(row: Row, view: View, today: date) -> bool:
    return {
        View.ALL: True,
        View.ATTENTION: row.needs_attention(today),
        View.CROSS_YEAR: row.crosses_years,
        View.OVERDUE: row.is_overdue(today),
        View.GAP: planning_year(today) in row.gaps,
        View.ACTUAL: row.is_actual,
    }[view]


def _sorted(rows: Sequence[Row], filters: Filters, years: Sequence[int]) -> list[Row]:
    by_code = sorted(rows, key=lambda row: row.code)
    if filters.sort is Sort.DEADLINE:
        return _by_deadline(by_code, descending=filters.descending)
    return sorted(by_code, key=_key(filters.sort, years), reverse=filters.descending)


def _by_deadline(rows: Sequence[Row], *, descending: bool) -> list[Row]:
    """Rows without a deadline stand last, whichever way."""
    dated = [row for row in rows if row.next and row.next.due_on]
    rest = [row for row in rows if not (row.next and row.next.due_on)]
    return [*sorted(dated, key=_deadline, reverse=descending), *rest]


def _deadline(row: Row) -> date:
    return row.next.due_on if row.next and row.next.due_on else date.max


def _key(sort: Sort, years: Sequence[int]) -> Callable[[Row], str | int]:
    amounts: Mapping[Sort, Callable[[Row], Money]] = {
        Sort.AMOUNT: lambda row: row.amount,
        Sort.PAID: lambda row: row.paid,
        Sort.UNPAID: lambda row: row.unpaid,
        Sort.DUE: lambda row: row.due.get(years[0], ZERO),
        Sort.DUE_NEXT: lambda row: row.due.get(years[1], ZERO),
        Sort.DUE_LATER: lambda row: row.due.get(years[2], ZERO),
    }
    if sort is Sort.CODE:
        return lambda row: row.code
    return lambda row: amounts[sort](row).fen


def _totals(rows: Sequence[Row], years: Sequence[int]) -> Totals:
    return Totals(
        amount=_sum(row.amount for row in rows),
        paid=_sum(row.paid for row in rows),
        unpaid=_sum(row.unpaid for row in rows),
        due={year: _sum(row.due.get(year, ZERO) for row in rows) for year in years},
    )


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
