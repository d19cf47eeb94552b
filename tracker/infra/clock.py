"""What time it is: the only module that asks. Business days are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_day: date | None = None
_instant: datetime | None = None


def now() -> datetime:
    """The current instant in UTC; on an overridden day, this time of day on that day."""
    if _instant is not None:
        return _instant
    real = datetime.now(UTC)
    if _day is None:
        return real
    return datetime.combine(_day, real.astimezone(SHANGHAI).time(), SHANGHAI).astimezone(UTC)


def today() -> date:
    """The business day (Asia/Shanghai)."""
    return now().astimezone(SHANGHAI).date()


def day_of(moment: datetime) -> date:
    """The business day on which an instant falls."""
    return moment.astimezone(SHANGHAI).date()


def real_seconds() -> int:
    """Seconds since 1970 whatever day is overridden: a signature holds for others' clocks."""
    return int(datetime.now(UTC).timestamp())


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The UTC instant of that Shanghai wall-clock time."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def override_day(day: date | None) -> None:
    """Make every later ``today()`` answer ``day`` (setting TRACKER_TODAY)."""
    global _day
    _day = day


@contextmanager
def frozen(moment: date | datetime) -> Iterator[None]:
    """Stop the clock at an instant, or at 10:00 Shanghai time of a day; for demo and tests."""
    global _instant
    before = _instant
    _instant = moment if isinstance(moment, datetime) else at(moment, 10)
    try:
        yield
    finally:
        _instant = before
