from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.workdays import WorkCalendar

# National Day 2022: a week off, and the Saturday and Sunday after it worked instead.
OCTOBER = WorkCalendar(
    off=frozenset(date(2022, 10, day) for day in range(1, 8)),
    on=frozenset({date(2022, 10, 8), date(2022, 10, 9)}),
    known_years=frozenset({2022}),
)
FIRST, LAST = date(2021, 1, 1), date(2024, 12, 31)
REAL = WorkCalendar(
    off=frozenset(day for day in chinese_calendar.get_holidays(FIRST, LAST) if day.weekday() < 5),
    on=frozenset(day for day in chinese_calendar.get_workdays(FIRST, LAST) if day.weekday() >= 5),
    known_years=frozenset(range(2021, 2025)),
)
days = st.dates(FIRST, LAST)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2022, 9, 30), True),  # Friday
        (date(2022, 10, 1), False),  # Saturday, holiday
        (date(2022, 10, 3), False),  # Monday, holiday
        (date(2022, 10, 7), False),  # Friday, holiday
        (date(2022, 10, 8), True),  # Saturday, worked
        (date(2022, 10, 9), True),  # Sunday, worked
        (date(2022, 10, 10), True),  # Monday
        (date(2022, 10, 15), False),  # Saturday
        (date(2022, 10, 16), False),  # Sunday
    ],
)
def test_holidays_rest_and_exchanged_weekends_work(day: date, works: bool) -> None:
    assert OCTOBER.is_workday(day) is works


@pytest.mark.parametrize(
    ("day", "provisional"),
    [
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
        (date(2022, 12, 31), False),
        (date(2023, 1, 1), True),
    ],
)
def test_a_year_without_notice_is_provisional(day: date, provisional: bool) -> None:
    assert OCTOBER.is_provisional(day) is provisional


def test_a_year_without_notice_works_monday_to_friday() -> None:
    week = [date(2027, 10, 4) + timedelta(days=n) for n in range(7)]

    assert [OCTOBER.is_workday(day) for day in week] == [True] * 5 + [False] * 2


def test_a_day_that_is_both_off_and_on_works() -> None:
    day = date(2022, 10, 1)
    calendar = WorkCalendar(frozenset({day}), frozenset({day}), frozenset())

    assert calendar.is_workday(day)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, date(2022, 9, 30)),
        (1, date(2022, 10, 8)),
        (2, date(2022, 10, 9)),
        (3, date(2022, 10, 10)),
        (7, date(2022, 10, 14)),
        (8, date(2022, 10, 17)),
    ],
)
def test_the_start_day_is_not_counted(n: int, expected: date) -> None:
    assert OCTOBER.after(date(2022, 9, 30), n) == expected


def test_counting_starts_from_a_rest_day_as_well() -> None:
    assert OCTOBER.after(date(2022, 10, 2), 1) == date(2022, 10, 8)
    assert OCTOBER.after(date(2022, 10, 2), 0) == date(2022, 10, 2)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        OCTOBER.after(date(2022, 10, 2), -1)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2021, 10, 18), date(2021, 11, 8)),
        (date(2022, 12, 9), date(2022, 12, 30)),
        (date(2022, 12, 12), date(2023, 1, 3)),
        (date(2023, 5, 31), date(2023, 6, 21)),
        (date(2024, 5, 31), date(2024, 6, 24)),
    ],
)
def test_fifteen_working_days_as_in_the_worked_example(start: date, expected: date) -> None:
    assert REAL.after(start, 15) == expected


@pytest.mark.parametrize(
    ("day", "before", "following"),
    [
        (date(2022, 12, 23), date(2022, 12, 23), date(2022, 12, 23)),
        (date(2022, 12, 25), date(2022, 12, 23), date(2022, 12, 26)),
        (date(2022, 10, 4), date(2022, 9, 30), date(2022, 10, 8)),
        (date(2022, 12, 31), date(2022, 12, 30), date(2023, 1, 3)),
    ],
)
def test_a_rest_day_gives_way_to_its_neighbours(day: date, before: date, following: date) -> None:
    assert REAL.last_on_or_before(day) == before
    assert REAL.first_on_or_after(day) == following


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        (date(2022, 9, 29), date(2022, 9, 30), 1),
        (date(2022, 9, 30), date(2022, 9, 30), 0),
        (date(2022, 9, 30), date(2022, 10, 7), 0),
        (date(2022, 9, 30), date(2022, 10, 8), 1),
        (date(2022, 10, 8), date(2022, 10, 15), 6),
        (date(2022, 10, 15), date(2022, 10, 8), 0),
    ],
)
def test_count_leaves_out_the_first_day_and_takes_the_last(
    after: date, until: date, count: int
) -> None:
    assert OCTOBER.count(after, until) == count


@given(days)
def test_every_day_agrees_with_chinesecalendar(day: date) -> None:
    assert REAL.is_workday(day) is chinese_calendar.is_workday(day)


@given(days, st.integers(1, 60))
def test_count_undoes_after(day: date, n: int) -> None:
    end = REAL.after(day, n)

    assert REAL.is_workday(end)
    assert REAL.count(day, end) == n
    assert REAL.count(day, end - timedelta(days=1)) == n - 1


@given(days)
def test_no_working_day_lies_between_a_day_and_its_neighbours(day: date) -> None:
    before, following = REAL.last_on_or_before(day), REAL.first_on_or_after(day)

    assert before <= day <= following
    assert REAL.is_workday(before)
    assert REAL.is_workday(following)
    assert REAL.count(before, following) == (before != following)
