"""What is read from a cell, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tracker.contracts.rules.kinds import Trigger
from tracker.imports.rules import cells, errors
from tracker.imports.rules.cells import Cell
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import Money, NegativeAmount, NotAnAmount, TooManyDecimals

JUNE = date(2022, 6, 15)


@pytest.mark.parametrize(
    ("parse", "value", "expected"),
    [
        (cells.money, "1,234.50", Money(123_450)),
        (cells.money, "12.5万元", Money.yuan(125_000)),
        (cells.money, "１２３元", Money.yuan(123)),
        (cells.money, Decimal("0.1"), Money(10)),
        (cells.money, Decimal(4755520), Money.yuan(4_755_520)),
        (cells.day, JUNE, JUNE),
        (cells.day, "2022-06-15", JUNE),
        (cells.day, "2022/6/15", JUNE),
        (cells.day, "2022.6.15", JUNE),
        (cells.day, "2022年6月15日", JUNE),
        (cells.day, "2022-06-15 00:00:00", JUNE),
        (cells.day, "20220615", JUNE),
        (cells.day, Decimal(20220615), JUNE),
        (cells.day, Decimal(44727), JUNE),
        (cells.code, "2022-06", "2022-06"),
        (cells.code, "２０２２－０６", "2022-06"),
        (cells.code, date(2022, 6, 1), "2022-06"),
        (cells.text, "  记-18 ", "记-18"),
        (cells.text, Decimal(18), "18"),
        (cells.lines, "指挥中心、大屏；\n指挥中心", ("指挥中心", "大屏")),
        (cells.year, "2022年", 2022),
        (cells.year, Decimal(2023), 2023),
        (cells.whole, Decimal(12), 12),
        (cells.ratio, "30%", 300_000),
        (cells.ratio, "33.3333％", 333_333),
        (cells.ratio, Decimal(30), 300_000),
        (cells.ratio, "30", 300_000),
        (cells.term, "15个工作日", Duration(15, DurationUnit.WORKING_DAY)),
        (cells.term, "15工作日内", Duration(15, DurationUnit.WORKING_DAY)),
        (cells.term, "30天", Duration(30, DurationUnit.CALENDAR_DAY)),
        (cells.term, "2个月", Duration(2, DurationUnit.MONTH)),
    ],
)
def test_what_can_be_read_exactly_is_read(
    parse: Callable[[Cell], Any], value: Any, expected: Any
) -> None:
    assert parse(Cell(value)) == expected


@pytest.mark.parametrize(
    ("parse", "value", "refusal"),
    [
        (cells.money, "约10万", NotAnAmount),
        (cells.money, "12,34", NotAnAmount),
        (cells.money, "-5", NegativeAmount),
        (cells.money, Decimal("0.30000000000000004"), TooManyDecimals),
        (cells.money, JUNE, errors.DayNotAmount),
        (cells.day, "明年", errors.NotADay),
        (cells.day, "2022-02-30", errors.NotADay),
        (cells.day, "15/06/2022", errors.NotADay),
        (cells.day, Decimal(12), errors.NotADay),
        (cells.code, JUNE, errors.DayNotText),
        (cells.text, JUNE, errors.DayNotText),
        (cells.text, Decimal("914301000000000000"), errors.RoundedNumber),
        (cells.text, "字" * 501, errors.TooLong),
        (cells.year, "22", errors.NotAYear),
        (cells.year, "1899", errors.NotAYear),
        (cells.whole, "12个月", errors.NotWhole),
        (cells.ratio, Decimal("0.3"), errors.UnclearRatio),
        (cells.ratio, "1", errors.UnclearRatio),
        (cells.ratio, "三成", errors.NotARatio),
        (cells.ratio, "33.33333%", errors.RatioTooFine),
        (cells.term, "15", errors.NotATerm),
        (cells.term, "尽快", errors.NotATerm),
    ],
)
def test_what_may_mean_several_things_is_refused(
    parse: Callable[[Cell], Any], value: Any, refusal: type[RuleViolation]
) -> None:
    with pytest.raises(refusal):
        parse(Cell(value))


def test_a_share_shown_as_a_percentage_is_one() -> None:
    assert cells.ratio(Cell(Decimal("0.3"), is_percent=True)) == 300_000
    assert cells.ratio(Cell(Decimal(1), is_percent=True)) == 1_000_000


def test_a_choice_is_named_in_either_language_and_says_what_is_offered() -> None:
    assert cells.choice(Cell("终验合格"), Trigger) is Trigger.FINAL_ACCEPTANCE
    assert cells.choice(Cell("final acceptance"), Trigger) is Trigger.FINAL_ACCEPTANCE
    with pytest.raises(errors.NotOffered) as caught:
        cells.choice(Cell("终验"), Trigger)
    assert "终验合格" in caught.value.text()
