"""The fiscal strip of 工作台: how far the year's money has got, and how far the year itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar

# The worklist and the card 90天内应付 look this far ahead.
AHEAD = Duration(90, DurationUnit.CALENDAR_DAY)
_NO_REST_DAYS = WorkCalendar(frozenset(), frozenset(), frozenset())  # calendar days never ask


@dataclass(frozen=True, slots=True)
class Strip:
    """One fiscal year on one day; ``pending`` is what is still to be paid or spent in it."""

    as_of: date
    approved: Money = ZERO
    allotted: Money = ZERO
    spent: Money = ZERO
    pending: Money = ZERO

    @property
    def rate(self) -> Decimal | None:
        """执行率: 支出 ÷ 到位; none while nothing has arrived."""
        return _share(self.spent, self.allotted)

    @property
    def forecast(self) -> Money:
        """What the year comes to when everything planned for it is paid."""
        return self.spent + self.pending

    @property
    def forecast_rate(self) -> Decimal | None:
        return _share(self.forecast, self.allotted)

    @property
    def elapsed(self) -> Decimal:
        """时间进度."""
        return year_share(self.as_of)

    @property
    def lag(self) -> Decimal | None:
        """How far spending is behind the calendar, in percentage points; negative when ahead."""
        return None if self.rate is None else (self.elapsed - self.rate) * 100

    @property
    def whole(self) -> Money:
        """The full length of the bar: what has arrived, or the forecast where that is more."""
        return max(self.allotted, self.forecast)


def horizon(today: date) -> date:
    """The last due day the desk looks at."""
    return AHEAD.after(today, _NO_REST_DAYS)


def year_share(today: date) -> Decimal:
    """The share of the fiscal year that has passed, today included; four places."""
    passed = (today - year_end(today.year - 1)).days
    whole = (year_end(today.year) - year_end(today.year - 1)).days
    return (Decimal(passed) / whole).quantize(Decimal("0.0001"))


def _share(part: Money, whole: Money) -> Decimal | None:
    return part.decimal / whole.decimal if whole else None
