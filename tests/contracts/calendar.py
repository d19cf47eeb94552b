"""The real working days of the years that the library knows."""

from __future__ import annotations

from chinese_calendar import constants

from tracker.kernel.deadlines import Law
from tracker.kernel.limits import shipped
from tracker.kernel.workdays import WorkCalendar

CALENDAR = WorkCalendar(
    frozenset(constants.holidays),
    frozenset(constants.workdays),
    frozenset(day.year for day in constants.holidays),
)
LAW = Law(shipped(), CALENDAR)
