from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from tracker.kernel.labels import Label
from tracker.kernel.money import Money

PAID = Label("已付", "Paid")


class State(StrEnum):
    PAID = "paid"
    OPEN = "open"

    @property
    def label(self) -> Label:
        return {State.PAID: PAID, State.OPEN: Label("未付", "Open")}[self]


class Code(StrEnum):
    R01 = "R-01"


@pytest.mark.parametrize(
    ("lang", "text"), [("zh", "已付"), ("en", "Paid"), ("", "已付"), ("fr", "已付"), ("EN", "已付")]
)
def test_any_language_but_english_is_answered_in_chinese(lang: str, text: str) -> None:
    assert PAID.text(lang) == text


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (PAID, "【已付】", "[Paid]"),
        (State.OPEN, "【未付】", "[Open]"),
        (Code.R01, "【R-01】", "[R-01]"),
        (Money(6_793_600), "【67,936.00】", "[67,936.00]"),
        (date(2022, 2, 28), "【2022-02-28】", "[2022-02-28]"),
        (3, "【3】", "[3]"),
        ("{braces}", "【{braces}】", "[{braces}]"),
    ],
)
def test_places_are_filled_with_values_named_in_the_same_language(
    value: object, zh: str, en: str
) -> None:
    label = Label("【{value}】", "[{value}]")

    assert label.format("zh", value=value) == zh
    assert label.format("en", value=value) == en


def test_a_place_may_be_called_lang() -> None:
    assert Label("{lang}版", "{lang} edition").format("en", lang="zh") == "zh edition"


def test_equal_labels_are_interchangeable() -> None:
    assert {PAID: 1}[Label("已付", "Paid")] == 1
