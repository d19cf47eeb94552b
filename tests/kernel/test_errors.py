from __future__ import annotations

from datetime import date

import pytest

from tracker.kernel.errors import (
    Conflict,
    DomainError,
    NotAllowed,
    NotFound,
    RuleViolation,
    Violations,
)
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

FAMILIES = (DomainError, RuleViolation, NotAllowed, NotFound, Conflict)


class Overpaid(RuleViolation):
    code = "overpaid"
    label = Label("{day}的付款多{more}元", "The payment of {day} is {more} yuan too much")


def test_a_message_prints_amounts_and_days_as_people_write_them() -> None:
    error = Overpaid(field="amount", more=Money(6_793_600), day=date(2022, 11, 30))

    assert error.text() == str(error) == "2022-11-30的付款多67,936.00元"
    assert error.text("en") == "The payment of 2022-11-30 is 67,936.00 yuan too much"


def test_an_error_carries_its_field_code_and_params_for_programs() -> None:
    error = Overpaid(field="amount", more=Money(1), day=date(2022, 1, 1))

    assert error.field == "amount"
    assert error.code == "overpaid"
    assert error.params == {"more": Money(1), "day": date(2022, 1, 1)}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_message_of_its_own_in_both_languages(family: type[DomainError]) -> None:
    error = family(action="payments.record")

    assert isinstance(error, DomainError)
    assert error.field is None
    assert error.text("zh").isascii() is False
    assert error.text("en").isascii() is True


def test_no_two_families_share_a_code() -> None:
    codes = [family.code for family in (*FAMILIES, Violations)]

    assert len(set(codes)) == len(codes)


def test_violations_tell_every_broken_rule() -> None:
    first = Overpaid(field="amount", more=Money(1), day=date(2022, 1, 1))
    second = RuleViolation(field="paid_on")

    both = Violations([first, second])

    assert both.errors == (first, second)
    assert both.text() == "2处需要更正\n2022-01-01的付款多0.01元\n不符合业务规则"
    assert both.text("en").splitlines() == [
        "2 things to correct",
        "The payment of 2022-01-01 is 0.01 yuan too much",
        "This breaks a rule",
    ]


def test_violations_are_caught_as_a_rule_violation() -> None:
    with pytest.raises(RuleViolation):
        raise Violations([RuleViolation()])
