"""The days of one year's budget (财政年度日历): what they are, and when they usually fall. Pure.

The steps are custom, not law (DOMAIN 4.3); each bureau announces its own days, and until it has
the usual ones hold, marked 暂定.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.labels import Label


class BudgetStep(StrEnum):
    """In the order in which they come; the budget of a year begins the year before."""

    FIRST_UP = "first_up"
    FIRST_DOWN = "first_down"
    SECOND_UP = "second_up"
    REARM = "rearm"
    SECOND_DOWN = "second_down"
    DISCLOSURE = "disclosure"

    @property
    def label(self) -> Label:
        return _LABELS[self]

    @property
    def column(self) -> str:
        return f"{self.value}_on"

    def usual(self, year: int) -> date:
        """When it usually is, for the budget of ``year``."""
        before, month, day = _USUAL[self]
        return date(year - before, month, day)


_LABELS = {
    BudgetStep.FIRST_UP: Label("一上", "First submission"),
    BudgetStep.FIRST_DOWN: Label("一下", "Control figures"),
    BudgetStep.SECOND_UP: Label("二上", "Second submission"),
    BudgetStep.REARM: Label("年初衔接", "January re-arm"),
    BudgetStep.SECOND_DOWN: Label("二下", "Approval"),
    BudgetStep.DISCLOSURE: Label("逾期欠款公开", "Disclosure of overdue SME payables"),
}
_USUAL = {  # years before, month, day
    BudgetStep.FIRST_UP: (1, 9, 15),
    BudgetStep.FIRST_DOWN: (1, 11, 10),
    BudgetStep.SECOND_UP: (1, 12, 5),
    BudgetStep.REARM: (0, 1, 5),
    BudgetStep.SECOND_DOWN: (0, 2, 25),
    BudgetStep.DISCLOSURE: (0, 3, 31),  # 国务院令第802号第十八条: by 31 March
}


class BudgetDayOutside(RuleViolation):
    code = "budget_day_outside"
    label = Label(
        "日期应在{first}年6月至{last}年之内", "The day must lie between June {first} and {last}"
    )


class BudgetDaysReversed(RuleViolation):
    code = "budget_days_reversed"
    label = Label("应晚于“{before}”（{day}）", "Must come after “{before}” ({day})")


@dataclass(frozen=True, slots=True)
class BudgetDay:
    """One day of the calendar; ``provisional`` while it is the usual one."""

    step: BudgetStep
    on: date
    provisional: bool


def budget_days(
    year: int, announced: Mapping[BudgetStep, date | None]
) -> Mapping[BudgetStep, BudgetDay]:
    """The day of every step: as announced, else the usual one."""
    return {
        step: BudgetDay(step, announced.get(step) or step.usual(year), not announced.get(step))
        for step in BudgetStep
    }


def check_budget_days(year: int, announced: Mapping[BudgetStep, date | None]) -> None:
    """What was announced lies about its year, in order; the usual days make way for it."""
    errors: list[RuleViolation] = [
        BudgetDayOutside(field=step.column, first=year - 1, last=year)
        for step, day in announced.items()
        if day and not date(year - 1, 6, 1) <= day <= date(year, 12, 31)
    ]
    given = [(step, day) for step in BudgetStep if (day := announced.get(step))]
    errors += [
        BudgetDaysReversed(field=later.column, before=earlier.label, day=day)
        for (earlier, day), (later, next_day) in pairwise(given)
        if next_day <= day and BudgetStep.DISCLOSURE not in (earlier, later)
    ]
    if errors:
        raise Violations(errors)
