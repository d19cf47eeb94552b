"""Invoice numbers as printed: what is the same, what looks the same, what is another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.contracts.rules.invoices import (
    DuplicateInvoice,
    Recorded,
    SimilarInvoice,
    check_unused,
    digits,
    normal,
)


def known(number: str, code: str = "", *, same: bool = True) -> Recorded:
    return Recorded(code, number, "HT-1", 1, date(2022, 11, 1), same)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("24430001", "24430001"),
        (" 2443 0001 ", "24430001"),
        ("No.24430001", "24430001"),
        ("№24430001", "24430001"),
        ("２４４３－０００１", "24430001"),
        ("a-12", "A12"),
    ],
)
def test_typing_adds_nothing_to_a_number(typed: str, printed: str) -> None:
    assert normal(typed) == printed


@pytest.mark.parametrize(
    ("typed", "found_by"), [("25-0001", "250001"), ("A-12", "12"), ("收据", "收据"), ("", "")]
)
def test_similar_numbers_are_found_by_their_digits(typed: str, found_by: str) -> None:
    assert digits(typed) == found_by


@given(st.text(max_size=30))
def test_what_is_normal_stays_so(text: str) -> None:
    assert normal(normal(text).removeprefix("NO")) == normal(text).removeprefix("NO")


@pytest.mark.parametrize(
    ("code", "number", "recorded"),
    [
        ("", "24430001", known("24430001")),
        ("4300", "24430001", known("24430001")),
        ("", "2443-0001", known("24430001", "4300")),
        ("4300", "24430001", known("24430001", "43 00")),
    ],
)
def test_the_same_one_twice_is_refused_even_when_explained(
    code: str, number: str, recorded: Recorded
) -> None:
    with pytest.raises(DuplicateInvoice) as caught:
        check_unused(code, number, "两张票", [recorded])

    assert caught.value.field == "number"


@pytest.mark.parametrize(
    ("code", "number", "recorded"),
    [
        ("4300", "24430001", known("24430001", "4301")),
        ("", "24430001", known("24430001", same=False)),
        ("", "A24430001", known("24430001")),
    ],
)
def test_one_that_looks_the_same_is_explained(code: str, number: str, recorded: Recorded) -> None:
    with pytest.raises(SimilarInvoice):
        check_unused(code, number, " ", [recorded])
    check_unused(code, number, "供应商确认是两张", [recorded])


def test_a_few_digits_prove_nothing() -> None:
    check_unused("", "A1", "", [known("B1")])
    check_unused("", "24430001", "", [])
