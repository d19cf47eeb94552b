from __future__ import annotations

from datetime import date

import pytest

from tracker.kernel.fiscal import crosses_year, fiscal_year, year_end


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2022, 1, 1), 2022), (date(2022, 12, 31), 2022), (date(2023, 1, 1), 2023)],
)
def test_the_fiscal_year_is_the_calendar_year(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("a", "b", "crosses"),
    [
        (date(2022, 1, 1), date(2022, 12, 31), False),
        (date(2022, 12, 31), date(2023, 1, 1), True),
        (date(2023, 1, 1), date(2022, 12, 31), True),
        (date(2022, 6, 1), date(2025, 6, 1), True),
    ],
)
def test_two_days_cross_the_year_in_either_order(a: date, b: date, crosses: bool) -> None:
    assert crosses_year(a, b) is crosses


def test_the_year_ends_on_the_last_of_december() -> None:
    assert year_end(2022) == date(2022, 12, 31)
