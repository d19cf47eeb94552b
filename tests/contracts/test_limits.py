"""Statutory limits: by date, explained and not refused."""

from __future__ import annotations

from datetime import date

import pytest

from tests.contracts.calendar import CALENDAR, LAW
from tests.contracts.refusals import refused
from tests.contracts.terms import make_terms
from tracker.contracts.rules.limits import (
    check_explained,
    delay_excess,
    share_excess,
    term_excesses,
    usual_term,
)
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.limits import shipped
from tracker.kernel.money import Money

SIGNED = date(2022, 3, 10)


@pytest.mark.parametrize(
    ("on", "source"),
    [
        (date(2020, 8, 31), None),
        (date(2020, 9, 1), "728"),
        (date(2025, 5, 31), "728"),
        (date(2025, 6, 1), "802"),
    ],
)
def test_the_law_of_the_day_counts(on, source):
    found = shipped().in_force("sme_payment", on)

    assert (source in found.source) if source else found is None


@pytest.mark.parametrize(
    ("on", "term"),
    [
        (date(2001, 1, 1), Duration(10, DurationUnit.WORKING_DAY)),
        (date(2022, 1, 1), Duration(30, DurationUnit.CALENDAR_DAY)),
        (date(2024, 1, 1), Duration(10, DurationUnit.WORKING_DAY)),
    ],
)
def test_the_usual_term_of_payment(on, term):
    assert usual_term(shipped(), on) == term


@pytest.mark.parametrize(
    ("part", "exceeds"), [("100000.00", False), ("100000.01", True), ("108000.00", True)]
)
def test_additions_over_ten_per_cent_are_told(part, exceeds):
    limit = shipped().in_force("additions", date(2022, 6, 1))
    found = share_excess(limit, Money.yuan(part), Money.yuan(1_000_000), "amount")

    assert bool(found) is exceeds


def test_before_the_law_there_is_no_limit():
    limit = shipped().in_force("bond", date(2014, 1, 1))

    assert share_excess(limit, Money(50), Money(100), "bond_amount") == ()


@pytest.mark.parametrize(
    ("count", "unit", "exceeds"),
    [
        (60, DurationUnit.CALENDAR_DAY, False),
        (61, DurationUnit.CALENDAR_DAY, True),
        (75, DurationUnit.CALENDAR_DAY, True),
        (30, DurationUnit.WORKING_DAY, False),
        (45, DurationUnit.WORKING_DAY, True),
        (1, DurationUnit.MONTH, False),
        (3, DurationUnit.MONTH, True),
    ],
)
def test_terms_over_sixty_days_are_told(count, unit, exceeds):
    row = make_terms(1, ratio=1, due_count=count, due_unit=unit, expected_on=date(2022, 3, 10))

    assert bool(term_excesses([row], SIGNED, LAW)) is exceeds


def test_the_message_says_what_the_law_is_and_what_to_do():
    row = make_terms(3, ratio=1, due_count=75, due_unit=DurationUnit.CALENDAR_DAY)
    excesses = term_excesses([row], SIGNED, LAW)

    with refused() as errors:
        check_explained(excesses, " ")

    (error,) = errors
    assert error.field == "instalments-0-due_count"
    assert str(error) == (
        "对中小企业的付款期限75日，超过60日上限"
        "（《保障中小企业款项支付条例》（国务院令第728号）第八条），请填写说明"
    )


def test_an_explanation_is_enough():
    row = make_terms(1, ratio=1, due_count=75, due_unit=DurationUnit.CALENDAR_DAY)

    check_explained(term_excesses([row], SIGNED, LAW), "按补充协议第二条")


def test_there_was_no_term_before_its_law():
    row = make_terms(1, ratio=1, due_count=99, due_unit=DurationUnit.CALENDAR_DAY)

    assert term_excesses([row], date(2020, 8, 31), LAW) == ()


@pytest.mark.parametrize(("on", "exceeds"), [(date(2022, 3, 14), False), (date(2022, 3, 15), True)])
def test_publishing_takes_two_working_days(on, exceeds):
    limit = shipped().in_force("publishing", SIGNED)

    assert bool(delay_excess(limit, SIGNED, on, CALENDAR, "on")) is exceeds
