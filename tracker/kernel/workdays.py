"""Working days of a calendar given as data: days off, and the 调休 weekend days on.

The caller gathers the data (State Council notices, chinesecalendar); a year for which there is
none yet counts Monday to Friday and is provisional (暂定). The start day is never counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.kernel.labels import Label

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Days that differ from Monday to Friday; ``on`` wins over ``off``.

    ``names`` says which holiday a day off is for, as far as that is known.
    """

    off: frozenset[date]
    on: frozenset[date]
    known_years: frozenset[int]
    names: Mapping[date, Label] = field(default_factory=dict, compare=False)

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``."""
        return day in self.on or (day.weekday() < SATURDAY and day not in self.off)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of ``day`` is still to come, so that it may change."""
        return day.year not in self.known_years

    def after(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; ``day`` itself when ``n`` is 0."""
        if n < 0:
            raise ValueError("working days are counted forwards")
        for _ in range(n):
            day = self.first_on_or_after(day + ONE_DAY)
        return day

    def last_on_or_before(self, day: date) -> date:
        """``day``, or the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def first_on_or_after(self, day: date) -> date:
        """``day``, or the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def count(self, after: date, until: date) -> int:
        """How many working days lie after ``after``, up to and including ``until``."""
        days = (until - after).days
        return sum(self.is_workday(after + n * ONE_DAY) for n in range(1, days + 1))
