"""Budgets of the demonstration centre: those of 2022 as written, later ones from the contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from tracker.contracts.rules.kinds import Trigger
from tracker.demo.plans import Deal, Row
from tracker.kernel.durations import Duration
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.projects.rules import BudgetCategory, EntryKind, NewEntry, NewLine

SOURCE = "一般公共预算"
BASIC = {BudgetCategory.STAFF: Money.yuan("1458800"), BudgetCategory.OFFICE: Money.yuan("445000")}


def requested_on(year: int) -> date:
    """When next year's money is asked for (二上 is later; this is the sample's 一上)."""
    return date(year - 1, 10, 20)


def approved_on(year: int) -> date:
    """When the year's budget is approved (二下 comes to the unit in January in this sample)."""
    return date(year, 1, 10)


def allotted_on(year: int) -> date:
    """When the money is made available (指标下达)."""
    return date(year, 1, 12)


def line(year: int, *entries: NewEntry) -> NewLine:
    """The project's line of that year."""
    return NewLine(
        year=year, fund_source=SOURCE, quota_number=f"示例〔{year}〕1号", entries=entries
    )


def requested(amount: Money, year: int) -> NewEntry:
    """What was asked for (已列)."""
    return NewEntry(EntryKind.REQUESTED, amount, requested_on(year), f"{year}年预算申报")


def approved(amount: Money, year: int) -> NewEntry:
    """What was approved (年初批复)."""
    return NewEntry(EntryKind.APPROVED, amount, approved_on(year), "年初批复", f"示例〔{year}〕1号")


def allotted(amount: Money, year: int) -> NewEntry:
    """What was made available (到位)."""
    return NewEntry(EntryKind.ALLOTTED, amount, allotted_on(year), "指标下达", f"示例〔{year}〕2号")


def needed(deals: Iterable[Deal], calendar: WorkCalendar) -> Mapping[int, Money]:
    """What the contracts will fall due for, by fiscal year."""
    total: defaultdict[int, Money] = defaultdict(lambda: ZERO)
    for deal in deals:
        amount = Money.yuan(deal.amount)
        for row in deal.rows:
            if (day := _due(deal, row, calendar)) is not None:
                part = amount.times(row.ratio * 10_000) if row.ratio else Money.yuan(row.amount)
                total[day.year] += part
    return total


def _due(deal: Deal, row: Row, calendar: WorkCalendar) -> date | None:
    start = deal.signed_on if row.trigger is Trigger.SIGNING else row.met_on or row.expected_on
    return None if start is None else Duration(*row.due).after(start, calendar)


def short_of(amount: Money, year: int, number: int) -> Money:
    """What is asked for: the facts, except that two projects in seven ask for too little."""
    if (year + number) % 7 == 0:
        return ZERO
    return amount.times(800_000) if (year + number) % 7 == 3 else amount
