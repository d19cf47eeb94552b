"""The templates of schedules (常用节点模板)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.calendar import CALENDAR
from tracker.contracts.rules.drafts import MOST_PERIODS, applied, templates
from tracker.contracts.rules.due import Landmarks
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.schedule import Price, resolve
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.money import MILLION, Money

TEN_DAYS = Duration(10, DurationUnit.WORKING_DAY)
MARKS = Landmarks(date(2022, 3, 16), date(2022, 4, 1), date(2023, 3, 31))


def applied_here(key: str, marks: Landmarks = MARKS) -> tuple[Terms, ...]:
    return applied(key, TEN_DAYS, marks, CALENDAR, "zh")


@pytest.mark.parametrize("key", [one.key for one in templates()])
def test_every_template_adds_up(key: str) -> None:
    steps = applied_here(key)

    assert sum(step.ratio or 0 for step in steps) == MILLION
    assert resolve(steps, Price(Money.yuan(100)))
    assert len({step.name for step in steps}) == len(steps)


def test_a_new_contract_begins_with_the_steps_of_a_system() -> None:
    first = templates()[0].key

    assert [step.name for step in applied_here(first)] == ["预付款", "初验款", "终验款", "质保金"]


def test_quarters_and_months_end_within_the_service_period() -> None:
    quarters, months = applied_here("quarterly"), applied_here("monthly")

    ends = [date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 31)]
    assert [one.expected_on for one in quarters] == ends
    assert {one.trigger for one in quarters} == {Trigger.ON_DATE}
    assert len(months) == 12
    assert months[-1].expected_on == date(2023, 3, 31)


@pytest.mark.parametrize(
    ("service_from", "service_to", "count", "last"),
    [
        (None, None, 4, date(2023, 3, 15)),  # a year from the signing
        (date(2022, 4, 1), date(2022, 4, 30), 1, date(2022, 4, 30)),
        (date(2022, 4, 1), date(2022, 7, 1), 2, date(2022, 7, 1)),  # a short one at the end
        (date(2022, 4, 1), date(2022, 3, 1), 1, date(2022, 3, 1)),  # nonsense, refused later
    ],
)
def test_periods_at_the_edges(
    service_from: date | None, service_to: date | None, count: int, last: date
) -> None:
    steps = applied_here("quarterly", Landmarks(MARKS.signed_on, service_from, service_to))

    assert (len(steps), steps[-1].expected_on) == (count, last)


def test_a_service_of_more_periods_than_rows_and_an_unknown_template_give_nothing() -> None:
    marks = replace(MARKS, service_to=date(2027, 3, 31))
    assert len(applied_here("monthly", marks)) == MOST_PERIODS
    assert applied_here("monthly", replace(marks, service_to=date(2027, 4, 1))) == ()
    assert applied_here("nowhere") == ()
