"""What the register keeps of a project, so that the database can filter, sort and add it up. Pure.

The clock turns none of it: amounts stand in the year they fall due, and whatever is open of a past
year is moved to the running one by those who read (MODEL 4, carrying year). Only ``reckoned_year``
tells for which running year the rows of the years were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.kernel.money import ZERO, Money
from tracker.overview.rules import search
from tracker.projects.rules import Stage

NO_DAY = date.max  # stands last in the order of days, in every database


@dataclass(frozen=True, slots=True)
class Day:
    """Something outstanding: its due day, a guess while ``estimated``, and of which kind it is."""

    due_on: date
    estimated: bool = False
    kind: str = ""


@dataclass(slots=True)
class Facts:
    """What the index of one project follows from; open amounts without a year are undated."""

    id: int
    code: str
    stage: Stage
    department_id: int
    owner_id: int
    started_year: int
    is_archived: bool = False
    is_signed: bool = False
    paid: Money = ZERO
    paid_in: dict[int, Money] = field(default_factory=dict)
    open_in: dict[int | None, Money] = field(default_factory=dict)
    budgeted: dict[int, Money] = field(default_factory=dict)
    ceilings: list[Money] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class YearEntry:
    """A project in one year; ``lasting``: it stays in that year's register once it is past."""

    year: int
    stage: Stage
    next_due_on: date
    paid: Money
    open: Money
    budgeted: Money
    lasting: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A project; ``floats``: it stands in the running year, whichever that is.

    ``fixed_due_on`` is the first due day that is no estimate. ``short_years`` are those whose
    budget is less than what falls due in them, as text, ``next_kinds`` the kinds of what is due on
    ``next_due_on``: its next step is among those.
    """

    project_id: int
    code: str
    department_id: int
    owner_id: int
    next_due_on: date
    fixed_due_on: date
    next_kinds: str
    paid: Money
    unpaid: Money
    undated: Money
    ceiling: Money | None
    paid_years: int
    first_paid_year: int | None
    first_open_year: int | None
    last_open_year: int | None
    floats: bool
    short_years: str
    words: str
    reckoned_year: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    entry: Entry
    years: tuple[YearEntry, ...]


def reckon(facts: Facts, running_year: int) -> Reckoned:
    """The rows of one project."""
    paid_in = {year: amount for year, amount in facts.paid_in.items() if amount}
    dated = {year: amount for year, amount in facts.open_in.items() if year is not None and amount}
    undated = facts.open_in.get(None, ZERO)
    is_new = not facts.is_archived and not facts.is_signed
    entry = Entry(
        project_id=facts.id,
        code=facts.code,
        department_id=facts.department_id,
        owner_id=facts.owner_id,
        next_due_on=_first(facts.days),
        fixed_due_on=_first(day for day in facts.days if not day.estimated),
        next_kinds=" ".join(sorted(_next_kinds(facts.days))),
        paid=facts.paid,
        unpaid=_sum(dated.values()) + undated,
        undated=undated,
        ceiling=_sum(facts.ceilings) if facts.ceilings else None,
        paid_years=len(paid_in),
        first_paid_year=min(paid_in, default=None),
        first_open_year=min(dated, default=None),
        last_open_year=max(dated, default=None),
        floats=is_new or bool(undated),
        short_years=_short(facts, paid_in, dated),
        words=search.text(facts.words),
        reckoned_year=running_year,
    )
    return Reckoned(entry, tuple(_years(facts, entry, paid_in, dated)))


def _short(facts: Facts, paid_in: Mapping[int, Money], dated: Mapping[int, Money]) -> str:
    due = {year: paid_in.get(year, ZERO) + dated.get(year, ZERO) for year in {*paid_in, *dated}}
    short = (year for year in sorted(due) if due[year] > facts.budgeted.get(year, ZERO))
    return " ".join(map(str, short))


def _years(
    facts: Facts, entry: Entry, paid_in: Mapping[int, Money], dated: Mapping[int, Money]
) -> Iterable[YearEntry]:
    lasting = {*facts.budgeted, *paid_in, facts.started_year}
    years = lasting | set(dated)
    if stands_now(entry, entry.reckoned_year):
        years.add(entry.reckoned_year)
    for year in sorted(years):
        yield YearEntry(
            year=year,
            stage=facts.stage,
            next_due_on=entry.next_due_on,
            paid=paid_in.get(year, ZERO),
            open=dated.get(year, ZERO),
            budgeted=facts.budgeted.get(year, ZERO),
            lasting=year in lasting,
        )


def stands_now(entry: Entry, running_year: int) -> bool:
    """Whether what is open puts the project into the register of the running year."""
    first = entry.first_open_year
    return entry.floats or (first is not None and first <= running_year)


def due_by_year(years: Sequence[YearEntry], running_year: int) -> dict[int, Money]:
    """应付 by year: what is paid, and what is open where it stands now (MODEL 4)."""
    due: dict[int, Money] = {}
    for one in years:
        carrying = max(one.year, running_year)
        due[one.year] = due.get(one.year, ZERO) + one.paid
        due[carrying] = due.get(carrying, ZERO) + one.open
    return {year: amount for year, amount in due.items() if amount}


def gap_years(years: Sequence[YearEntry], running_year: int, last: int) -> frozenset[int]:
    """Years whose budget is short; of later ones than ``last`` nobody has made a budget yet.

    What a project's contracts lack together is its need beyond its lines: the attribution gives
    each contract its need before any gets more (MODEL 4).
    """
    budgeted = {one.year: one.budgeted for one in years}
    due = due_by_year(years, running_year)
    return frozenset(
        year
        for year, amount in due.items()
        if running_year <= year <= last and amount > budgeted.get(year, ZERO)
    )


def _first(days: Iterable[Day]) -> date:
    return min((day.due_on for day in days), default=NO_DAY)


def _next_kinds(days: Sequence[Day]) -> set[str]:
    first = _first(days)
    return {day.kind for day in days if day.due_on == first}


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
