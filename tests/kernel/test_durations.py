from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.workdays import WorkCalendar

PLAIN = WorkCalendar(frozenset(), frozenset(), frozenset())
DAY, WORKING, MONTH = DurationUnit

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
counts = st.integers(0, 120)


@pytest.mark.parametrize(
    ("count", "unit", "start", "end"),
    [
        (0, DAY, date(2022, 12, 31), date(2022, 12, 31)),
        (1, DAY, date(2022, 12, 31), date(2023, 1, 1)),
        (30, DAY, date(2022, 11, 30), date(2022, 12, 30)),
        (1, DAY, date(2023, 2, 28), date(2023, 3, 1)),
        (1, DAY, date(2024, 2, 28), date(2024, 2, 29)),
        (0, WORKING, date(2022, 12, 31), date(2022, 12, 31)),
        (1, WORKING, date(2022, 12, 30), date(2023, 1, 2)),
        (15, WORKING, date(2022, 11, 1), date(2022, 11, 22)),
        (0, MONTH, date(2022, 12, 31), date(2022, 12, 31)),
        (1, MONTH, date(2022, 1, 28), date(2022, 2, 28)),
        (1, MONTH, date(2022, 1, 29), date(2022, 2, 28)),
        (1, MONTH, date(2022, 1, 31), date(2022, 2, 28)),
        (1, MONTH, date(2024, 1, 30), date(2024, 2, 29)),
        (1, MONTH, date(2022, 2, 28), date(2022, 3, 28)),
        (1, MONTH, date(2022, 11, 30), date(2022, 12, 30)),
        (1, MONTH, date(2022, 12, 31), date(2023, 1, 31)),
        (3, MONTH, date(2022, 11, 30), date(2023, 2, 28)),
        (12, MONTH, date(2024, 2, 29), date(2025, 2, 28)),
        (12, MONTH, date(2023, 5, 31), date(2024, 5, 31)),
        (48, MONTH, date(2024, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_duration_ends_on(count: int, unit: DurationUnit, start: date, end: date) -> None:
    assert Duration(count, unit).after(start, PLAIN) == end


def test_a_last_day_that_rests_is_not_moved() -> None:
    saturday = date(2022, 12, 31)

    assert Duration(1, DAY).after(date(2022, 12, 30), PLAIN) == saturday
    assert Duration(1, MONTH).after(date(2022, 11, 30), PLAIN) == date(2022, 12, 30)


def test_a_duration_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        Duration(-1, DAY)


@pytest.mark.parametrize(
    ("unit", "zh", "en"),
    [
        (DAY, "日", "calendar days"),
        (WORKING, "个工作日", "working days"),
        (MONTH, "个月", "months"),
    ],
)
def test_every_unit_has_a_name(unit: DurationUnit, zh: str, en: str) -> None:
    assert (unit.label.zh, unit.label.en) == (zh, en)


@given(days, counts)
def test_months_keep_the_day_or_end_on_the_last_one(day: date, months: int) -> None:
    end = Duration(months, MONTH).after(day, PLAIN)
    following = Duration(1, DAY).after(end, PLAIN)

    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and following.day == 1)


@given(days, counts, st.sampled_from(DurationUnit))
def test_one_unit_more_never_ends_earlier(day: date, count: int, unit: DurationUnit) -> None:
    shorter = Duration(count, unit).after(day, PLAIN)
    longer = Duration(count + 1, unit).after(day, PLAIN)

    assert day <= shorter < longer
