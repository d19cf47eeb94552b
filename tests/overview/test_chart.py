"""每月计划与实付: the scale, the bars, the two drawings, and the sums behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from tests.overview import centre as make
from tests.overview.centre import TODAY, make_centre
from tracker.contracts.rules.kinds import Trigger
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.months import months
from tracker.overview.rules.chart import MOST_TICKS, Bar, Month, Plan, draw, plan, scale


def wan(amount: int) -> Money:
    return Money.yuan(amount * 10_000)


@pytest.mark.parametrize(
    ("highest", "step", "count"),
    [
        (ZERO, wan(1), 1),
        (Money(1), wan(1), 1),
        (wan(1), wan(1), 1),
        (wan(5), wan(1), 5),
        (wan(6), wan(2), 3),
        (wan(387), wan(100), 4),
        (wan(500), wan(100), 5),
        (Money(wan(500).fen + 1), wan(200), 3),
        (wan(10**9), wan(2 * 10**8), 5),
    ],
)
def test_the_ticks_are_round_and_few(highest: Money, step: Money, count: int) -> None:
    assert scale(highest) == (step, count)
    assert count <= MOST_TICKS
    assert step.fen * count >= highest.fen


def made(planned: int = 0, paid: int = 0, overdue: int = 0) -> tuple[Bar | None, ...]:
    month = Month(2022, 1, wan(planned), wan(paid), wan(overdue))
    (column,) = draw([month], 100, 100).columns
    return column.planned, column.paid, column.overdue


def test_an_amount_of_nothing_has_no_bar() -> None:
    assert made() == (None, None, None)


def test_a_month_in_which_more_came_back_than_was_paid_has_no_bar() -> None:
    month = Month(2022, 1, ZERO, Money(-5))

    (column,) = draw([month], 100, 100).columns

    assert (column.paid, column.label) == (None, "")


def test_bars_stand_on_the_base_and_beside_each_other() -> None:
    chart = draw([Month(2022, 1, wan(4), wan(2), wan(1))], 200, 100)
    (column,) = chart.columns
    bars = [bar for bar in (column.planned, column.paid, column.overdue) if bar]

    assert [bar.y + bar.height for bar in bars] == [chart.base] * 3
    assert all(left.x + left.width <= right.x for left, right in pairwise(bars))
    assert [bar.height for bar in bars] == sorted((bar.height for bar in bars), reverse=True)


def test_even_one_fen_can_be_seen() -> None:
    chart = draw([Month(2022, 1, wan(10**6)), Month(2022, 2, Money(1))], 200, 100)

    small = chart.columns[1].planned
    assert small is not None
    assert small.height == 1


def whole() -> Plan:
    return plan(2022, {(2022, 11): wan(387), (2023, 5): wan(227)}, {}, {}, ZERO)


def test_the_double_line_stands_between_december_and_january() -> None:
    wide = whole().wide

    december, january = wide.columns[11], wide.columns[12]
    assert wide.year_end_x is not None
    assert december.middle < wide.year_end_x < january.middle
    assert len(wide.columns) == 24


@pytest.mark.parametrize(
    ("today", "first", "count"),
    [
        (date(2022, 1, 1), 1, 10),
        (date(2022, 3, 31), 1, 10),
        (date(2022, 11, 15), 9, 10),
        (date(2022, 12, 31), 10, 10),
    ],
)
def test_a_phone_shows_ten_months_around_today(today: date, first: int, count: int) -> None:
    columns = whole().narrow(today).columns

    assert (columns[0].month.month, len(columns)) == (first, count)


@pytest.mark.usefixtures("app")
def test_the_sums_are_those_of_schedules_and_payments(frozen: Callable[[date], None]) -> None:
    frozen(TODAY)
    centre = make_centre()
    make.command_centre(centre)
    project_id = make.make_project(centre, "2022-30", "老项目")
    line_id = make.budget(project_id, 2022, approved="5000")
    contract_id = make.contract(
        project_id,
        make.part(1, "1000", Trigger.ON_DATE, date(2022, 10, 3)),
        make.part(2, "500", Trigger.ON_DATE, date(2022, 11, 14)),
        make.part(3, "300", Trigger.ON_DATE, date(2023, 2, 1)),
        supplier_id=make.supplier("老公司"),
        number="HT-OLD",
    )
    make.pay(contract_id, 1, "400", date(2022, 11, 2), line_id)

    found = {(one.year, one.month): one for one in months(TODAY).months}

    assert found[2022, 10].planned == Money.yuan("1000")
    assert found[2022, 10].overdue == Money.yuan("600")
    assert found[2022, 11].paid == Money.yuan("400")
    assert found[2022, 11].overdue == Money.yuan("500")
    assert found[2023, 2].planned == Money.yuan("300")
    assert found[2022, 4].paid == Money.yuan("2038080")
