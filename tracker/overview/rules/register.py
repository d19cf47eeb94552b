"""The register 项目台账: its rows, views, filters, order, columns and totals. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.stages import Step
from tracker.procurement.rules import Method
from tracker.projects.rules import Stage

PAGE_SIZE = 50
ATTENTION_DAYS = 10  # from here on a deadline is drawn as near (interface guide, section 4)


@dataclass(frozen=True, slots=True)
class Row:
    """One project; ``gaps`` are the years whose budget is short."""

    code: str
    name: str
    stage: Stage
    department: str
    owner: str
    steps: tuple[Step, ...] = ()
    next: NextStep | None = None
    suppliers: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
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

    def number_in(self, year: int | None) -> str:
        """The number as that year's register names it: 06 of 2022-06."""
        return self.code.removeprefix(f"{year}-")

    def needs_attention(self, today: date) -> bool:
        """Whether its next step is overdue or near."""
        step = self.next
        return bool(step and step.due_on and (step.due_on - today).days <= ATTENTION_DAYS)


class View(StrEnum):
    """The views everybody has, in the order of their tabs."""

    ALL = "all"
    MINE = "mine"
    ATTENTION = "attention"
    UNPAID = "unpaid"
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


class Column(StrEnum):
    """What may be shown beside the project, in the order of the table."""

    METHOD = "method"
    CONTRACTS = "contracts"
    STAGE = "stage"
    NEXT = "next"
    AMOUNT = "amount"
    PAID = "paid"
    UNPAID = "unpaid"
    UNDATED = "undated"
    DUE = "due"

    @property
    def label(self) -> Label:
        return _COLUMN_LABELS[self]


_COLUMN_LABELS = {
    Column.METHOD: Label("采购方式/科室", "Method/department"),
    Column.CONTRACTS: Label("合同编号", "Contract numbers"),
    Column.STAGE: Label("阶段", "Stage"),
    Column.NEXT: Label("下一步和期限", "Next step and deadline"),
    Column.AMOUNT: Label("合同金额", "Contract amount"),
    Column.PAID: Label("已付", "Paid"),
    Column.UNPAID: Label("未付", "Unpaid"),
    Column.UNDATED: Label("年度待定", "Without a year"),
    Column.DUE: Label("各年度应付", "Due by year"),
}
USUAL_COLUMNS = tuple(
    column for column in Column if column not in (Column.CONTRACTS, Column.UNDATED)
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; ``year`` is None for all years, ``picked`` are codes ticked."""

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
    columns: tuple[Column, ...] = USUAL_COLUMNS
    picked: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but year and view leaves rows out."""
        chosen = (self.stage, self.method, self.department_id, self.owner_id)
        return bool(self.query or self.picked) or any(one is not None for one in chosen)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person asks of the register on one day; ``years`` are those of the columns."""

    filters: Filters
    years: tuple[int, ...]
    today: date
    person_id: int

    @property
    def planning_year(self) -> int:
        return planning_year(self.today)


@dataclass(frozen=True, slots=True)
class Totals:
    paid: Money
    unpaid: Money
    undated: Money
    due: Mapping[int, Money]

    @property
    def amount(self) -> Money:
        return self.paid + self.unpaid


@dataclass(frozen=True, slots=True)
class Result:
    """One page, with counts and totals of everything that passed the filter."""

    ids: tuple[int, ...]
    count: int
    counts: Mapping[View, int]
    totals: Totals
    page: int
    pages: int


def planning_year(today: date) -> int:
    """The year whose budget is being made."""
    return today.year + 1
