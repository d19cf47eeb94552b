from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.money import (
    ZERO,
    AmountTooLarge,
    Money,
    MoneyError,
    NegativeAmount,
    NotAnAmount,
    TooManyDecimals,
)

fens = st.integers(-(10**15) + 1, 10**15 - 1)
amounts = fens.map(Money)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


# Arithmetic


def test_amounts_add_subtract_negate_and_compare_by_the_fen() -> None:
    assert Money(150) + Money(5) == Money(155)
    assert Money(150) - Money(155) == Money(-5)
    assert -Money(5) == Money(-5)
    assert abs(Money(-5)) == abs(Money(5)) == Money(5)
    assert Money(-1) < ZERO < Money(1) <= Money(1)
    assert bool(Money(1)) is True
    assert bool(ZERO) is False
    assert len({Money(1), Money(1), Money(2)}) == 2


@given(st.lists(fens))
def test_a_sum_is_the_sum_of_its_fen(parts: list[int]) -> None:
    assert sum(map(Money, parts), start=ZERO) == Money(sum(parts))


@pytest.mark.parametrize("other", [1, 2.5, "x", None])
def test_an_amount_does_not_mix_with_anything_else(other: object) -> None:
    with pytest.raises(TypeError):
        Money(1) + other  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) - other  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = Money(1) < other  # type: ignore[operator]


@pytest.mark.parametrize("fen", [1.5, "x", Decimal(2), True, None])
def test_fen_are_whole_numbers(fen: object) -> None:
    with pytest.raises(TypeError):
        Money(fen)  # type: ignore[arg-type]


# Yuan and 万元


@pytest.mark.parametrize(
    ("amount", "fen"),
    [("1000.00", 100_000), ("0.1", 10), (Decimal("-12.34"), -1234), (7, 700), ("1.500", 150)],
)
def test_yuan_reads_what_programs_write(amount: str | Decimal | int, fen: int) -> None:
    assert Money.yuan(amount) == Money(fen)


@pytest.mark.parametrize("amount", ["0.001", Decimal("1.999"), "1e-30"])
def test_yuan_never_drops_part_of_a_fen(amount: str | Decimal) -> None:
    with pytest.raises(ValueError, match="whole number of fen"):
        Money.yuan(amount)


def test_yuan_refuses_a_float() -> None:
    with pytest.raises(TypeError, match="exact"):
        Money.yuan(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fen", "plain", "grouped"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (-5, "-0.05", "-0.05"),
        (123_450, "1234.50", "1,234.50"),
        (99_999, "999.99", "999.99"),
        (-100_000, "-1000.00", "-1,000.00"),
        (10**15, "10000000000000.00", "10,000,000,000,000.00"),
    ],
)
def test_an_amount_is_written_with_two_decimals(fen: int, plain: str, grouped: str) -> None:
    assert Money(fen).plain == plain
    assert str(Money(fen)) == grouped
    assert str(Money(fen).decimal) == plain


@given(amounts)
def test_every_amount_survives_being_written_and_read(amount: Money) -> None:
    assert Money.yuan(amount.decimal) == Money.yuan(amount.plain) == amount
    assert Money.parse(str(amount), signed=True) == amount
    assert Money.parse(amount.plain, signed=True) == amount


@pytest.mark.parametrize(
    ("fen", "wan", "wan4"),
    [
        (0, "0.00", "0.0000"),
        (41_496_400, "41.50", "41.4964"),
        (4_999, "0.00", "0.0050"),
        (5_000, "0.01", "0.0050"),
        (-5_000, "-0.01", "-0.0050"),
        (49, "0.00", "0.0000"),
        (50, "0.00", "0.0001"),
        (9_690_004_00, "969.00", "969.0004"),
    ],
)
def test_wan_is_rounded_half_up(fen: int, wan: str, wan4: str) -> None:
    assert str(Money(fen).wan) == wan
    assert str(Money(fen).wan4) == wan4


# What people type


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("0.05", 5),
        ("1234.5", 123_450),
        ("1,234.5", 123_450),
        ("1 234 567.89", 123_456_789),
        ("  1,234.50\n", 123_450),
        ("\u3000１，２３４．５\u3000", 123_450),
        ("1\u00a0234.50", 123_450),
        ("1。5", 150),
        ("￥1,000", 100_000),
        ("¥ 1,000", 100_000),
        ("1000元", 100_000),
        ("1000 元", 100_000),
        ("12.5万元", 12_500_000),
        ("12.5 万", 12_500_000),
        ("￥１２．５万元", 12_500_000),
        ("41.496412万元", 41_496_412),
        ("41.4964000000万元", 41_496_400),
        ("1.500", 150),
        ("+1", 100),
        ("-0", 0),
        ("007", 700),
        ("9999999999999.99", 10**15 - 1),
        ("999,999,999.999999万元", 10**15 - 1),
        ("0000000000000000000001", 100),
    ],
)
def test_an_amount_is_understood_as_people_type_it(text: str, fen: int) -> None:
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "元",
        "一百",
        "1e3",
        "1.2.3",
        "1.",
        ".5",
        "1,23",
        "1,2345",
        "12,34.5",
        "1234,567",
        ",123",
        "1,234 567",
        "100\t200",
        "100\n200",
        "1  234",
        "10 20",
        "1²",
        "①",
        "٣",
        "12.5亿",
        "12.5元万",
        "--1",
        "1-",
        "NaN",
        "0x10",
        "1_000",
        "$5",
    ],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        Money.parse(text)


@pytest.mark.parametrize("text", ["1.999", "0.005", "0.001", "12.3456789万元", f"1.{1:050}"])
def test_more_decimals_than_a_fen_are_refused(text: str) -> None:
    with pytest.raises(TooManyDecimals):
        Money.parse(text)


@pytest.mark.parametrize(
    "text", ["10000000000000", "10,000,000,000,000.00", "1000000000万", "9" * 10_000]
)
def test_ten_trillion_yuan_are_refused(text: str) -> None:
    with pytest.raises(AmountTooLarge):
        Money.parse(text)


@pytest.mark.parametrize("text", ["-5", "－5", "−5", "-￥5", "￥-5", "- 5", "-0.0005万元"])
def test_a_negative_amount_is_refused_unless_signed(text: str) -> None:
    with pytest.raises(NegativeAmount):
        Money.parse(text)

    assert Money.parse(text, signed=True) == Money(-500)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("abc", "金额应为数字，例如 1,234.50 或 12.5万元", "Enter the amount as a number"),
        ("0.001", "金额最多两位小数", "At most two decimals"),
        ("1" + "0" * 13, "金额须小于10万亿元", "less than 10 trillion yuan"),
        ("-1", "金额不能为负数", "must not be negative"),
    ],
)
def test_every_refusal_says_what_to_correct(text: str, zh: str, en: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        Money.parse(text)

    assert zh in refusal.value.text("zh")
    assert en in refusal.value.text("en")


@given(st.text("0123456789０９,，.．。-－￥¥万元 \u3000\t²x", max_size=20))
def test_parse_gives_an_amount_or_says_why_not(text: str) -> None:
    try:
        amount = Money.parse(text)
    except MoneyError:
        return
    assert ZERO <= amount < Money(10**15)


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**6 - 1))
def test_wan_suffix_is_exact_to_the_fen(whole: int, millionths: int) -> None:
    assert Money.parse(f"{whole}.{millionths:06}万元") == Money(whole * 10**6 + millionths)


# Shares


@pytest.mark.parametrize(
    ("fen", "millionths", "expected"),
    [
        (209_000_000, 300_000, 62_700_000),
        (1, 500_000, 1),
        (1, 499_999, 0),
        (-1, 500_000, -1),
        (-1, 499_999, 0),
        (10_000_000, 333_333, 3_333_330),
        (12_345, 0, 0),
        (12_345, 1_000_000, 12_345),
    ],
)
def test_times_rounds_half_up(fen: int, millionths: int, expected: int) -> None:
    assert Money(fen).times(millionths) == Money(expected)


@given(fens, st.integers(0, 10**6))
def test_times_is_never_more_than_half_a_fen_off(fen: int, millionths: int) -> None:
    assert abs(Money(fen).times(millionths).fen * 10**6 - fen * millionths) * 2 <= 10**6


def test_the_last_part_takes_the_rounding() -> None:
    assert Money.yuan(100_000).split([1, 1, 1]) == [
        Money.yuan("33333.33"),
        Money.yuan("33333.33"),
        Money.yuan("33333.34"),
    ]


@given(amounts, weights)
def test_a_split_never_gains_or_loses_a_fen(amount: Money, shares: list[int]) -> None:
    assert sum(amount.split(shares), start=ZERO) == amount


@given(amounts, weights)
def test_every_part_but_the_last_is_cut_to_the_fen(amount: Money, shares: list[int]) -> None:
    parts = abs(amount).split(shares)

    assert min(parts) >= ZERO
    for part, share in zip(parts[:-1], shares, strict=False):
        assert part.fen == abs(amount.fen) * share // sum(shares)
    assert (-abs(amount)).split(shares) == [-part for part in parts]


@pytest.mark.parametrize("shares", [[], [0], [0, 0], [-1, 2], [3, -1]])
def test_weights_that_make_no_shares_are_a_programming_error(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).split(shares)
