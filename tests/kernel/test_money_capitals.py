"""大写金额, against a table, against cn2an, and read back by a reader of our own."""

from __future__ import annotations

import re

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.money import Money

VALUES = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}

# Amounts with many zeros, where the mistakes are.
sparse = st.lists(st.sampled_from("00000123456789"), min_size=1, max_size=15).map("".join).map(int)
fens = st.one_of(sparse, st.integers(0, 10**15))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.05", "伍分"),
        ("0.10", "壹角整"),
        ("0.18", "壹角捌分"),
        ("1.00", "壹元整"),
        ("1.05", "壹元零伍分"),
        ("10.10", "壹拾元壹角整"),
        ("15.00", "壹拾伍元整"),
        ("101.00", "壹佰零壹元整"),
        ("110.00", "壹佰壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1001.00", "壹仟零壹元整"),
        ("1010.00", "壹仟零壹拾元整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10000.00", "壹万元整"),
        ("10001.00", "壹万零壹元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("322000.00", "叁拾贰万贰仟元整"),
        ("1000000.00", "壹佰万元整"),
        ("20005000.00", "贰仟万伍仟元整"),
        ("100000000.01", "壹亿元零壹分"),
        ("500005000.00", "伍亿零伍仟元整"),
        ("1000000000000.00", "壹万亿元整"),
        ("1000000010000.00", "壹万亿零壹万元整"),
        (
            "9999999999999.99",
            "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
        ("10000000000000.00", "壹拾万亿元整"),
    ],
)
def test_amounts_are_written_as_on_a_cheque(amount: str, words: str) -> None:
    assert Money.yuan(amount).capitals() == words


@pytest.mark.parametrize("fen", [-1, -(10**15), 10**15 + 1])
def test_what_no_paper_may_carry_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="no form in words"):
        Money(fen).capitals()


@given(fens)
def test_cn2an_writes_the_same_but_for_optional_zeros(fen: int) -> None:
    amount = Money(fen)

    assert bare(amount.capitals()) == bare(cn2an.an2cn(amount.plain, "rmb"))


@given(fens)
def test_the_words_read_back_as_the_amount(fen: int) -> None:
    assert read_back(Money(fen).capitals()) == fen


@given(fens)
def test_the_words_leave_no_room_for_a_digit(fen: int) -> None:
    words = Money(fen).capitals()

    assert "零零" not in words
    assert not words.startswith(("拾", "零")) or fen == 0
    assert words.endswith(("整", "分"))
    assert not re.search("[零亿万仟佰]拾", words)


def bare(words: str) -> str:
    """The words without 零 and 整, which the rules let a writer add or leave out."""
    return words.replace("零", "").replace("整", "")


def read_back(words: str) -> int:
    """Fen of an amount in words."""
    yuan, _, rest = words.removesuffix("整").rpartition("元")
    jiao, _, fen = rest.removesuffix("分").rpartition("角")
    return 100 * whole(yuan) + 10 * whole(jiao) + whole(fen if words[-1] == "分" else "")


def whole(words: str) -> int:
    """The value of a whole number in words; 0 of none."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            head, _, rest = words.rpartition(unit)
            return whole(head) * size + whole(rest)
    pairs = re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", words)
    return sum(VALUES[digit] * PLACES.get(place, 1) for digit, place in pairs)
