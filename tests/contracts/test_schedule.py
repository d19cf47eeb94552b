"""What instalments come to, and whether they add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.contracts.rules.drafts import equal_parts
from tracker.contracts.rules.kinds import Basis, Pricing, Trigger
from tracker.contracts.rules.schedule import Price, ScheduleTotalMismatch, compute, resolve
from tracker.kernel.money import MILLION, ZERO, Money


def yuan(*amounts: str) -> tuple[Money, ...]:
    return tuple(Money.yuan(amount) for amount in amounts)


@pytest.mark.parametrize(
    ("price", "ratios", "amounts"),
    [
        ("2090000", [30, 30, 35, 5], ["627000", "627000", "731500", "104500"]),
        ("6793600", [30, 40, 27, 3], ["2038080", "2717440", "1834272", "203808"]),
        ("100.01", [30, 30, 35, 5], ["30.00", "30.00", "35.00", "5.01"]),
        ("0.99", [50, 50], ["0.50", "0.49"]),
    ],
)
def test_ratios_become_amounts_and_the_last_takes_the_rounding(price, ratios, amounts):
    terms = [make_terms(no, ratio=ratio * 10_000) for no, ratio in enumerate(ratios, 1)]

    assert resolve(terms, Price(Money.yuan(price))) == yuan(*amounts)


def test_the_rounding_is_told():
    terms = [make_terms(no, ratio=ratio) for no, ratio in enumerate([300_000, 300_000, 400_000])]

    computed = compute(terms, Price(Money.yuan("100.01")))

    assert (computed.rounded, computed.rounding) == (2, Money(1))


def test_a_typed_last_amount_never_takes_the_rounding():
    terms = [
        make_terms(1, ratio=300_000),
        make_terms(2, ratio=600_000),
        make_terms(3, amount="10.00"),
    ]

    amounts = resolve(terms, Price(Money.yuan("100.01")))

    assert amounts == yuan("30.00", "60.01", "10.00")


def test_thirds_of_a_hundred_thousand():
    rows = [make_terms(no) for no in (1, 2, 3)]

    thirds = equal_parts(rows, Money.yuan(100_000))

    expected = yuan("33333.33", "33333.33", "33333.34")
    assert resolve(thirds, Price(Money.yuan(100_000))) == expected


def test_a_hundred_and_twenty_per_cent_is_refused_with_the_difference():
    terms = [make_terms(no, ratio=300_000) for no in (1, 2, 3, 4)]

    with pytest.raises(ScheduleTotalMismatch) as mismatch:
        resolve(terms, Price(Money.yuan(1_000_000)))

    assert str(mismatch.value) == "各笔合计比合同金额多200,000.00元（20.00%）"
    assert mismatch.value.difference == Money.yuan(200_000)
    assert [fix.label.zh for fix in mismatch.value.fixes] == [
        "从第3笔减去差额（变为10%）",
        "从第4笔减去差额（变为10%）",
    ]


def test_the_fixes_of_the_drawn_editor():
    ratios = [300_000, 400_000, 260_000, 30_000]
    terms = [make_terms(no, ratio=ratio) for no, ratio in enumerate(ratios, 1)]

    with pytest.raises(ScheduleTotalMismatch) as mismatch:
        resolve(terms, Price(Money.yuan(6_793_600)))

    assert str(mismatch.value) == "各笔合计比合同金额少67,936.00元（1.00%）"
    assert [fix.label.zh for fix in mismatch.value.fixes] == [
        "差额补到第3笔（变为27%）",
        "差额补到第4笔（变为4%）",
    ]


def test_a_fix_that_no_ratio_hits_becomes_an_amount():
    terms = [make_terms(1, ratio=333_333), make_terms(2, ratio=333_333), make_terms(3, amount="5")]

    with pytest.raises(ScheduleTotalMismatch) as mismatch:
        resolve(terms, Price(Money(1_000_000_007)))

    fix = mismatch.value.fixes[0]
    assert (fix.no, fix.terms.basis) == (2, Basis.FIXED)
    assert fix.label.zh == "差额补到第2笔（变为6,666,665.05元）"


def test_a_fix_is_offered_only_where_it_balances():
    terms = [
        make_terms(1, basis=Basis.CUMULATIVE_RATIO, ratio=300_000),
        make_terms(2, basis=Basis.CUMULATIVE_RATIO, ratio=800_000),
    ]

    with pytest.raises(ScheduleTotalMismatch) as mismatch:
        resolve(terms, Price(Money.yuan(1000)))

    assert [fix.no for fix in mismatch.value.fixes] == [2]


def test_a_fen_too_few_is_refused():
    with pytest.raises(ScheduleTotalMismatch):
        resolve([make_terms(1, amount="0.99")], Price(Money.yuan(1)))


def test_two_fen_for_two_rows_are_no_rounding():
    terms = [make_terms(1, amount="49.98"), make_terms(2, ratio=500_000)]

    with pytest.raises(ScheduleTotalMismatch):
        resolve(terms, Price(Money.yuan(100)))


def test_cumulative_ratios_pay_up_to_a_share():
    terms = [
        make_terms(1, ratio=300_000),
        make_terms(2, basis=Basis.CUMULATIVE_RATIO, ratio=800_000),
        make_terms(3, basis=Basis.CUMULATIVE_RATIO, ratio=950_000),
        make_terms(4, ratio=50_000),
    ]

    amounts = resolve(terms, Price(Money.yuan(1_000_000)))

    assert amounts == yuan("300000", "500000", "150000", "50000")


def test_a_share_of_the_yearly_fee():
    rows = [
        make_terms(no, basis=Basis.ANNUAL_RATIO, ratio=ratio)
        for no, ratio in enumerate([333_333, 666_667, 1_000_000, 1_000_000], 1)
    ]
    price = Price(Money.yuan(3_000_000), annual_fee=Money.yuan(1_000_000))

    assert resolve(rows, price) == yuan("333333", "666667", "1000000", "1000000")


def test_what_is_used_may_stay_below_the_ceiling_but_not_above():
    row = make_terms(1, basis=Basis.ACTUAL, amount="900")
    ceiling = Price(Money.yuan(1000), pricing=Pricing.ACTUAL)

    assert resolve([row], ceiling) == yuan("900")
    with pytest.raises(ScheduleTotalMismatch):
        resolve([replace(row, amount=Money.yuan("1000.01"))], ceiling)


def test_a_deduction_lowers_its_instalment_and_no_other():
    third = Money.yuan("219860.00")
    rows = [make_terms(no, amount=third.plain) for no in (1, 2, 3)]
    rows[1] = replace(rows[1], deducted=Money.yuan("10993.00"))
    price = Price(Money.yuan("659580.00"), deductions=Money.yuan("10993.00"))

    assert resolve(rows, price) == (third, Money.yuan("208867.00"), third)
    assert price.payable == Money.yuan("648587.00")


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (make_terms(1, name=" ", amount="9"), "name_missing", "name"),
        (make_terms(1, ratio=0), "ratio_missing", "ratio"),
        (make_terms(1, ratio=1_000_001), "ratio_missing", "ratio"),
        (make_terms(1, amount="0"), "amount_missing", "amount"),
        (make_terms(1, basis=Basis.ANNUAL_RATIO, ratio=1), "annual_fee_missing", "basis"),
        (make_terms(1, amount="9", trigger=Trigger.ON_DATE), "date_missing", "expected_on"),
        (make_terms(1, ratio=300_000, deducted="400"), "amount_missing", "ratio"),
    ],
)
def test_a_row_that_cannot_be_names_its_field(row, code, field):
    with refused() as errors:
        resolve([row], Price(Money.yuan(1000)))

    assert (errors[0].code, errors[0].field) == (code, f"instalments-0-{field}")


def test_a_cumulative_ratio_below_the_earlier_ones_is_refused():
    terms = [
        make_terms(1, ratio=500_000),
        make_terms(2, basis=Basis.CUMULATIVE_RATIO, ratio=400_000),
    ]

    with refused() as errors:
        resolve(terms, Price(Money.yuan(1000)))

    assert codes(errors) == ["cumulative_too_low", "schedule_total"]


def test_a_schedule_needs_a_row():
    with refused() as errors:
        resolve([], Price(Money.yuan(1000)))

    assert codes(errors) == ["empty_schedule"]


amounts = st.integers(1, 10**13).map(Money)
weights = st.lists(st.integers(1, 100), min_size=1, max_size=12)


@given(amounts, weights)
def test_any_split_is_a_valid_schedule(amount, shares):
    parts = [part for part in amount.split(shares) if part > ZERO]
    terms = [make_terms(no, amount=part.plain) for no, part in enumerate(parts, 1)]

    assert resolve(terms, Price(amount)) == tuple(parts)


@given(st.integers(10_000, 10**13).map(Money), st.lists(st.integers(10_000, 80_000), max_size=12))
def test_ratios_that_add_up_to_one_keep_the_sum(amount, ratios):
    rest = MILLION - sum(ratios)
    terms = [make_terms(no, ratio=ratio) for no, ratio in enumerate([*ratios, rest], 1)]

    assert sum(resolve(terms, Price(amount)), start=ZERO) == amount


@given(amounts, st.lists(amounts, min_size=1, max_size=6))
def test_every_offered_fix_makes_it_add_up(amount, typed):
    terms = [make_terms(no, amount=part.plain) for no, part in enumerate(typed, 1)]
    try:
        resolve(terms, Price(amount))
    except ScheduleTotalMismatch as mismatch:
        for fix in mismatch.fixes:
            fixed = [fix.terms if row.no == fix.no else row for row in terms]
            assert sum(resolve(fixed, Price(amount)), start=ZERO) == amount
