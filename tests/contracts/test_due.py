"""Due days, the day to pay by, and the year that carries what is open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.calendar import CALENDAR
from tracker.contracts.rules.due import (
    Due,
    DueFacts,
    Landmarks,
    Share,
    by_year,
    carrying_year,
    due_day,
    expected_day,
    pay_by,
)
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.money import ZERO, Money

FIFTEEN = Duration(15, DurationUnit.WORKING_DAY)
SIGNED = Landmarks(signed_on=date(2021, 10, 18))


@pytest.mark.parametrize(
    ("trigger", "expected", "due_on", "year"),
    [
        (Trigger.SIGNING, date(2021, 10, 18), date(2021, 11, 8), 2021),
        (Trigger.PRELIMINARY_ACCEPTANCE, date(2022, 12, 9), date(2022, 12, 30), 2022),
        (Trigger.PRELIMINARY_ACCEPTANCE, date(2022, 12, 12), date(2023, 1, 3), 2023),
        (Trigger.FINAL_ACCEPTANCE, date(2023, 5, 31), date(2023, 6, 21), 2023),
        (Trigger.WARRANTY_END, date(2024, 5, 31), date(2024, 6, 24), 2024),
    ],
)
def test_the_due_days_of_the_worked_example(trigger, expected, due_on, year):
    facts = DueFacts(FIFTEEN, DueFrom.TRIGGER, expected_on=expected)

    due = due_day(facts, CALENDAR)

    assert due == Due(due_on, is_fixed=False)
    assert due.on.year == year


@pytest.mark.parametrize(
    ("due_on", "closing", "last"),
    [
        (date(2022, 12, 30), date(2022, 12, 25), date(2022, 12, 23)),
        (date(2022, 12, 22), date(2022, 12, 25), date(2022, 12, 22)),
        (date(2023, 6, 24), date(2023, 12, 25), date(2023, 6, 21)),
        (date(2023, 6, 25), None, date(2023, 6, 25)),
    ],
)
def test_it_is_paid_by_a_working_day_before_the_closing(due_on, closing, last):
    assert pay_by(due_on, closing, CALENDAR) == last


def test_without_any_day_there_is_no_due_day():
    assert due_day(DueFacts(FIFTEEN, DueFrom.TRIGGER), CALENDAR) is None


@pytest.mark.parametrize(
    ("triggered", "invoiced", "due_on", "is_fixed"),
    [
        (None, None, date(2022, 11, 11), False),
        (date(2022, 11, 3), None, date(2022, 11, 13), False),
        (date(2022, 11, 3), date(2022, 11, 20), date(2022, 11, 30), True),
        (date(2022, 11, 3), date(2022, 10, 20), date(2022, 11, 13), True),
        (None, date(2022, 11, 20), date(2022, 11, 30), False),
    ],
)
def test_the_later_of_trigger_and_invoice_starts_the_clock(triggered, invoiced, due_on, is_fixed):
    ten = Duration(10, DurationUnit.CALENDAR_DAY)
    facts = DueFacts(ten, DueFrom.INVOICE, triggered, date(2022, 11, 1), invoiced)

    assert due_day(facts, CALENDAR) == Due(due_on, is_fixed)


def test_a_month_ends_on_the_last_day_of_a_shorter_one():
    facts = DueFacts(
        Duration(1, DurationUnit.MONTH), DueFrom.TRIGGER, triggered_on=date(2024, 1, 31)
    )

    assert due_day(facts, CALENDAR) == Due(date(2024, 2, 29), is_fixed=True)


@pytest.mark.parametrize(
    ("trigger", "estimate", "landmarks", "expected"),
    [
        (Trigger.SIGNING, None, SIGNED, date(2021, 10, 18)),
        (Trigger.DELIVERY, None, SIGNED, None),
        (Trigger.DELIVERY, date(2022, 1, 5), SIGNED, date(2022, 1, 5)),
        (
            Trigger.SERVICE_START,
            None,
            Landmarks(date(2021, 9, 1), date(2021, 9, 15), date(2022, 9, 14)),
            date(2021, 9, 15),
        ),
        (
            Trigger.SERVICE_END,
            None,
            Landmarks(date(2021, 9, 1), date(2021, 9, 15), date(2022, 9, 14)),
            date(2022, 9, 14),
        ),
        (
            Trigger.SERVICE_END,
            date(2022, 3, 14),
            Landmarks(date(2021, 9, 1), date(2021, 9, 15), date(2022, 9, 14)),
            date(2022, 3, 14),
        ),
        (
            Trigger.WARRANTY_END,
            date(2030, 1, 1),
            Landmarks(
                date(2021, 10, 18), final_acceptance_on=date(2023, 5, 31), warranty_months=12
            ),
            date(2024, 5, 31),
        ),
        (Trigger.WARRANTY_END, date(2024, 1, 1), SIGNED, date(2024, 1, 1)),
        (
            Trigger.WARRANTY_END,
            date(2024, 1, 1),
            Landmarks(date(2021, 10, 18), final_acceptance_on=date(2023, 5, 31)),
            date(2024, 1, 1),
        ),
    ],
)
def test_expected_days_follow_from_the_contract(trigger, estimate, landmarks, expected):
    assert expected_day(trigger, estimate, landmarks) == expected


@pytest.mark.parametrize(
    ("year", "today", "carries"),
    [
        (2022, date(2022, 12, 31), 2022),
        (2022, date(2023, 1, 1), 2023),
        (2024, date(2023, 1, 1), 2024),
        (None, date(2023, 1, 1), None),
    ],
)
def test_an_open_amount_never_sits_in_a_past_year(year, today, carries):
    assert carrying_year(year, today) == carries


def test_years_hold_what_was_paid_in_them_and_what_is_open():
    shares = [
        Share(ZERO, 2021, {2021: Money(627)}),
        Share(Money(227), 2022, {2022: Money(400)}),
        Share(Money(731), 2023, {}),
        Share(Money(9), None, {}),
    ]

    totals = by_year(shares, date(2023, 1, 1))

    assert list(totals.items()) == [
        (2021, Money(627)),
        (2022, Money(400)),
        (2023, Money(958)),
        (None, Money(9)),
    ]


days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@given(days, st.integers(0, 60), st.sampled_from(DurationUnit))
def test_a_due_day_is_never_before_its_trigger(day, count, unit):
    due = due_day(DueFacts(Duration(count, unit), DueFrom.TRIGGER, triggered_on=day), CALENDAR)

    assert due.on >= day


@given(days)
def test_the_day_to_pay_by_is_a_working_day_not_after_the_due_day(day):
    last = pay_by(day, None, CALENDAR)

    assert last <= day
    assert CALENDAR.is_workday(last)
