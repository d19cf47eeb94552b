"""Business days are those of Asia/Shanghai, whatever the machine's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.infra import clock


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2022, 12, 31, 15, 59, tzinfo=UTC), date(2022, 12, 31)),
        (datetime(2022, 12, 31, 16, 0, tzinfo=UTC), date(2023, 1, 1)),
    ],
)
def test_the_new_year_begins_at_four_in_the_afternoon_utc(instant, day):
    with clock.frozen(instant):
        assert clock.today() == day


def test_an_overridden_day_leaves_the_time_of_day():
    clock.override_day(date(2022, 11, 15))
    try:
        assert clock.today() == date(2022, 11, 15)
        assert clock.now().tzinfo is UTC
    finally:
        clock.override_day(None)


def test_a_wall_clock_time_is_eight_hours_ahead():
    assert clock.at(date(2022, 11, 15), 9) == datetime(2022, 11, 15, 1, 0, tzinfo=UTC)
