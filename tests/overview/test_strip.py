from datetime import date
from decimal import Decimal

import pytest

from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.strip import Strip, year_share

NOVEMBER = Strip(
    as_of=date(2022, 11, 15),
    approved=Money.yuan("16166600"),
    allotted=Money.yuan("13789000"),
    spent=Money.yuan("6784800"),
    pending=Money.yuan("4809000"),
)


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2022, 1, 1), "0.0027"),
        (date(2022, 11, 15), "0.8740"),
        (date(2022, 12, 31), "1.0000"),
        (date(2024, 12, 31), "1.0000"),
        (date(2024, 2, 29), "0.1639"),
    ],
)
def test_the_share_of_the_year_counts_today(day: date, share: str) -> None:
    assert year_share(day) == Decimal(share)


def test_the_strip_shows_the_figures_of_the_guide() -> None:
    assert f"{NOVEMBER.rate:.3f}" == "0.492"
    assert NOVEMBER.forecast == Money.yuan("11593800")
    assert f"{NOVEMBER.forecast_rate:.3f}" == "0.841"
    assert f"{NOVEMBER.lag:.1f}" == "38.2"
    assert NOVEMBER.whole == NOVEMBER.allotted


def test_without_money_there_is_no_rate_to_show() -> None:
    empty = Strip(as_of=date(2022, 3, 1))

    assert (empty.rate, empty.forecast_rate, empty.lag) == (None, None, None)
    assert empty.whole == ZERO


def test_the_bar_is_as_long_as_the_forecast_when_more_is_planned_than_arrived() -> None:
    short = Strip(date(2022, 3, 1), allotted=Money(100), spent=Money(60), pending=Money(70))

    assert short.whole == Money(130)
    assert short.forecast_rate == Decimal("1.3")
