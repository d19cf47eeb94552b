"""Suppliers and awards; no database."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.errors import Violations
from tracker.kernel.money import Money
from tracker.procurement import rules
from tracker.procurement.rules import (
    AwardDetails,
    BadAward,
    BadCreditCode,
    FutureNotice,
    Method,
    NoAmount,
    SupplierDetails,
    SupplierNameMissing,
    SupplierSize,
    TooManyYears,
)

TODAY = date(2022, 11, 15)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AWARD = AwardDetails(
    method=Method("open_tender"),
    supplier_id=1,
    amount=Money.yuan("1978740.00"),
    annual_amount=Money.yuan("659580.00"),
    years=3,
    starts_on=date(2021, 9, 15),
    notice_on=date(2021, 9, 1),
)


def test_a_three_year_award_is_three_times_its_annual_amount():
    rules.check_award(AWARD, TODAY)


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"annual_amount": Money.yuan("659580.01")}, BadAward, "annual_amount"),
        ({"amount": Money.yuan("1978739.99")}, BadAward, "annual_amount"),
        ({"years": 2}, BadAward, "annual_amount"),
        ({"years": 4}, TooManyYears, "years"),
        ({"years": 0}, TooManyYears, "years"),
        ({"amount": Money(0)}, NoAmount, "amount"),
        ({"annual_amount": Money(-1)}, NoAmount, "annual_amount"),
        ({"notice_on": TODAY + timedelta(1)}, FutureNotice, "notice_on"),
    ],
)
def test_an_award_that_does_not_fit_together_is_refused(changes, error, field):
    with pytest.raises(error) as refused:
        rules.check_award(replace(AWARD, **changes), TODAY)

    assert refused.value.field == field


def test_a_wrong_sum_is_shown_with_its_arithmetic():
    with pytest.raises(BadAward) as refused:
        rules.check_award(replace(AWARD, years=2), TODAY)

    assert "659,580.00元×2年＝1,319,160.00元" in str(refused.value)


def test_a_notice_of_today_is_a_fact():
    rules.check_award(replace(AWARD, notice_on=TODAY), TODAY)


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100M000100Y433", False),
        ("9135O100M000100Y43", False),
        ("", False),
    ],
)
def test_what_can_be_a_credit_code(code, fine):
    assert rules.is_credit_code(code) is fine


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_always_noticed(code, place, wrong):
    whole = code + rules.check_character(code)
    altered = whole[:place] + wrong + whole[place + 1 :]

    assert rules.is_credit_code(whole)
    assert rules.is_credit_code(altered) is (altered == whole)


def test_a_code_is_read_as_it_is_pasted():
    assert rules.normal_credit_code(" ９135 0100m000100y43\n") == "91350100M000100Y43"


@pytest.mark.parametrize(("code", "fine"), [("", True), ("91350100M000100Y43", True), ("1", False)])
def test_a_supplier_without_a_code_is_fine_and_a_wrong_one_is_not(code, fine):
    supplier = SupplierDetails("长沙某某科技公司", SupplierSize.SMALL, credit_code=code)

    with nullcontext() if fine else pytest.raises(BadCreditCode):
        rules.check_supplier(supplier)


def test_all_that_is_wrong_with_a_supplier_is_said_at_once():
    with pytest.raises(Violations) as refused:
        rules.check_supplier(SupplierDetails(" ", SupplierSize.SMALL, credit_code="1"))

    assert [type(e) for e in refused.value.errors] == [SupplierNameMissing, BadCreditCode]


@pytest.mark.parametrize("size", SupplierSize)
def test_all_but_large_suppliers_are_protected(size):
    assert size.is_sme is (size is not SupplierSize.LARGE)
