"""Lengths of time as contracts and laws state them, counted from the day after the start.

民法典 第二百零一条、第二百零二条: the start day is not counted, and months end on the same day of
the month or, where there is none, on its last day. A last day that is a rest day stays: what
moves it to a working day is the caller's rule.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar


class DurationUnit(StrEnum):
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"

    @property
    def label(self) -> Label:
        """The unit as it is read after a number: 15个工作日."""
        return LABELS[self]


LABELS = {
    DurationUnit.CALENDAR_DAY: Label("日", "calendar days"),
    DurationUnit.WORKING_DAY: Label("个工作日", "working days"),
    DurationUnit.MONTH: Label("个月", "months"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """``count`` units of time; never negative."""

    count: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("a duration is never negative")

    def after(self, day: date, calendar: WorkCalendar) -> date:
        """The last day of this duration when it starts on ``day``."""
        if self.unit is DurationUnit.WORKING_DAY:
            return calendar.after(day, self.count)
        if self.unit is DurationUnit.MONTH:
            return _months_after(day, self.count)
        return day + timedelta(days=self.count)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
