"""采购台账: its rows, what they are narrowed by, and their totals. Amounts are ``Money``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules.awards import Savings
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.log import Logged, day_of, found
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.tenders import TenderStatus

E = TypeVar("E", bound=StrEnum)

PAGE = 50
ALL_YEARS = "all"
TODO = "1"


class Standing(StrEnum):
    """What the rows are told apart by: the states of tenders, and awards without a log."""

    PLANNED = TenderStatus.PLANNED
    ACTIVE = TenderStatus.ACTIVE
    SUSPENDED = TenderStatus.SUSPENDED
    COMPLETE = TenderStatus.COMPLETE
    UNSUCCESSFUL = TenderStatus.UNSUCCESSFUL
    CANCELLED = TenderStatus.CANCELLED
    WITHOUT_LOG = "without_log"

    @property
    def label(self) -> Label:
        if self is Standing.WITHOUT_LOG:
            return Label("未登记过程", "No log")
        return TenderStatus(self.value).label


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What the columns take from the log of a tender; steps are known by their usual keys."""

    intention_on: date | None = None
    plan_number: str = ""
    agency: str = ""
    notice_on: date | None = None
    review_on: date | None = None
    suppliers: int | None = None
    experts: tuple[str, ...] = ()
    challenges: int = 0
    open_challenges: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a tender, or an award that was recorded without one (then no ``tender_id``)."""

    year: int
    code: str
    project: str
    title: str
    method: Method
    standing: Standing
    tender_id: int | None = None
    category: Category | None = None
    organisation: Organisation | None = None
    catalogue_code: str = ""
    catalogue_name: str = ""
    fund_source: str = ""
    budget: Money | None = None
    supplier: str = ""
    amount: Money | None = None
    notice_on: date | None = None
    signed_on: date | None = None
    published_on: date | None = None
    filed_on: date | None = None
    handler: str = ""
    note: Label | None = None
    next_step: Label | None = None
    next_key: str = ""
    log: LogFacts = LogFacts()

    @property
    def savings(self) -> Savings | None:
        """Where budget and award are both known."""
        if self.budget is None or self.amount is None:
            return None
        return Savings(self.budget, self.amount)

    @property
    def words(self) -> str:
        """What a search looks into."""
        parts = (self.code, self.project, self.title, self.supplier, self.log.plan_number)
        return " ".join((*parts, self.log.agency)).casefold()


@dataclass(frozen=True, slots=True)
class Filters:
    """``year`` ``None`` means all of them; ``todo`` leaves those with a step to be logged."""

    year: int | None
    method: Method | None = None
    standing: Standing | None = None
    category: Category | None = None
    query: str = ""
    page: int = 1
    todo: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.method or self.standing or self.category or self.query or self.todo)

    def fits(self, row: Row) -> bool:
        """Whether the row stays."""
        return (
            self.year in (None, row.year)
            and self.method in (None, row.method)
            and self.standing in (None, row.standing)
            and self.category in (None, row.category)
            and (row.next_step is not None or not self.todo)
            and all(word in row.words for word in self.query.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all rows that fit; the saving only of those whose budget and award are both known."""

    rows: int
    budget: Money
    amount: Money
    saved: Money
    judged: Money

    @property
    def share(self) -> Decimal | None:
        """节约率: saved ÷ the budgets of what was awarded."""
        return self.saved.decimal / self.judged.decimal if self.judged else None


def narrowed(rows: Iterable[Row], filters: Filters) -> tuple[Row, ...]:
    """The rows that fit, the newest first."""
    fitting = (row for row in rows if filters.fits(row))
    return tuple(sorted(fitting, key=lambda row: (row.year, row.code, row.title), reverse=True))


def totals(rows: Sequence[Row]) -> Totals:
    """Sums in 分."""
    savings = [row.savings for row in rows if row.savings is not None]
    return Totals(
        rows=len(rows),
        budget=sum((row.budget for row in rows if row.budget), ZERO),
        amount=sum((row.amount for row in rows if row.amount), ZERO),
        saved=sum((one.saved for one in savings), ZERO),
        judged=sum((one.budget for one in savings), ZERO),
    )


def read(args: Mapping[str, str], today: date) -> Filters:
    """What an address asks for; what cannot be read is left out."""
    method = args.get("method", "")
    page = args.get("page", "")
    return Filters(
        year=_year(args.get("year", ""), today),
        method=Method(method) if Method(method).is_known else None,
        standing=_member(Standing, args.get("status", "")),
        category=_member(Category, args.get("category", "")),
        query=args.get("q", "").strip()[:100],
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
        todo=args.get("todo", "") == TODO,
    )


def write(filters: Filters, today: date) -> dict[str, str | int]:
    """The address of these filters: what is usual is left out."""
    found: dict[str, str | int | None] = {
        "year": None if filters.year == today.year else filters.year or ALL_YEARS,
        "method": filters.method,
        "status": filters.standing,
        "category": filters.category,
        "q": filters.query,
        "todo": TODO if filters.todo else None,
        "page": filters.page if filters.page > 1 else None,
    }
    return {key: value for key, value in found.items() if value}


def log_facts(log: Sequence[Logged], waiting: int) -> LogFacts:
    """The columns that the log tells; ``waiting`` of its challenges have no answer yet."""
    challenges = sum(1 for one in log if one.is_current and one.step in ("challenge", "complaint"))
    return LogFacts(
        intention_on=day_of(log, "intention"),
        plan_number=plan_number(log),
        agency=_text(log, "agency", "name"),
        notice_on=day_of(log, "notice"),
        review_on=day_of(log, "opening") or day_of(log, "negotiation") or day_of(log, "review"),
        suppliers=_suppliers(log),
        experts=_experts(log),
        challenges=challenges,
        open_challenges=waiting,
    )


def plan_number(log: Sequence[Logged]) -> str:
    """采购计划编号, as the step 采购计划备案 tells it; empty where it is not on record."""
    return _text(log, "plan", "number")


def _text(log: Sequence[Logged], step: str, fact: str) -> str:
    record = found(log, step)
    return str(record.facts.get(fact, "")) if record else ""


def _suppliers(log: Sequence[Logged]) -> int | None:
    """How many took part: the most that any step lists."""
    counts = [
        len(value)
        for one in log
        if one.is_current
        for key, value in one.facts.items()
        if key in ("offers", "suppliers")
    ]
    return max(counts, default=None)


def _experts(log: Sequence[Logged]) -> tuple[str, ...]:
    record = found(log, "panel")
    people = record.facts.get("people", []) if record else []
    return tuple(one["name"] for one in people if one["expert"])


def _year(text: str, today: date) -> int | None:
    if text == ALL_YEARS:
        return None
    return int(text) if text.isdecimal() and len(text) == 4 else today.year


def _member(enum: type[E], text: str) -> E | None:
    return next((one for one in enum if one.value == text), None)
