"""项目合同付款：每月计划与实付: two fiscal years of months as bars of a drawing. Pure.

Everything is whole units of the drawing; the amounts themselves stand in the data table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tracker.kernel.money import ZERO, Money

MONTHS_OF_A_YEAR = 12
LEFT, TOP, FOOT = 48, 34, 24  # room for the scale, the labels above the bars, the months below
MOST_TICKS = 5
PHONE_BEFORE, PHONE_MONTHS = 2, 10


@dataclass(frozen=True, slots=True)
class Month:
    """What was to be paid in a month by the schedules, what was paid in it, what is overdue."""

    year: int
    month: int
    planned: Money = ZERO
    paid: Money = ZERO
    overdue: Money = ZERO

    @property
    def highest(self) -> Money:
        return max(self.planned, self.paid, self.overdue)


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Column:
    """One month as drawn; ``label`` is the highest amount in 万元, empty where all is zero."""

    month: Month
    middle: int
    planned: Bar | None
    paid: Bar | None
    overdue: Bar | None
    label: str
    label_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing; ``year_end_x`` is where 12-31 lies in it, ``ticks`` are heights and amounts."""

    width: int
    height: int
    base: int
    columns: tuple[Column, ...]
    ticks: tuple[tuple[int, str], ...]
    year_end_x: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The months of the year in execution and the next; ``earlier`` is open of years before."""

    months: tuple[Month, ...]
    earlier: Money = ZERO

    @property
    def year(self) -> int:
        return self.months[0].year

    def total(self, year: int) -> Month:
        """The whole year."""
        own = [one for one in self.months if one.year == year]
        return Month(
            year,
            0,
            sum((one.planned for one in own), start=ZERO),
            sum((one.paid for one in own), start=ZERO),
            sum((one.overdue for one in own), start=ZERO),
        )

    @property
    def is_empty(self) -> bool:
        return not any(one.planned or one.paid for one in self.months)

    @property
    def wide(self) -> Chart:
        """Both years."""
        return draw(self.months, 1180, 260)

    def narrow(self, today: date) -> Chart:
        """For a phone: ten months around today's."""
        first = max(0, today.month - 1 - PHONE_BEFORE)
        return draw(self.months[first : first + PHONE_MONTHS], 440, 240)


def plan(
    year: int,
    planned: Mapping[tuple[int, int], Money],
    overdue: Mapping[tuple[int, int], Money],
    paid: Mapping[tuple[int, int], Money],
    earlier: Money,
) -> Plan:
    """The months of ``year`` and the next one, from sums by year and month."""
    keys = [(each, month) for each in (year, year + 1) for month in range(1, 13)]
    return Plan(
        tuple(
            Month(*key, planned.get(key, ZERO), paid.get(key, ZERO), overdue.get(key, ZERO))
            for key in keys
        ),
        earlier,
    )


def draw(months: Sequence[Month], width: int, height: int) -> Chart:
    """The bars of these months, the highest filling the drawing up to the next tick."""
    base = height - FOOT
    step, count = scale(max((one.highest for one in months), default=ZERO))
    top = step.fen * count
    slot = (width - LEFT) // max(len(months), 1)
    columns = tuple(
        _column(one, LEFT + place * slot, slot, base, top) for place, one in enumerate(months)
    )
    turn = next((place for place, one in enumerate(months) if place and one.month == 1), None)
    return Chart(
        width=width,
        height=height,
        base=base,
        columns=columns,
        ticks=tuple(
            (base - _high(step.fen * place, base, top), _wan(Money(step.fen * place), "1"))
            for place in range(count + 1)
        ),
        year_end_x=None if turn is None else LEFT + turn * slot,
    )


def scale(highest: Money) -> tuple[Money, int]:
    """The distance of the ticks, at least 1万元 and 1, 2 or 5 times a power of ten; how many."""
    step = 1_000_000
    while True:
        for factor in (1, 2, 5):
            count = -(-highest.fen // (step * factor))
            if count <= MOST_TICKS:
                return Money(step * factor), max(count, 1)
        step *= 10


def _column(one: Month, x: int, slot: int, base: int, top: int) -> Column:
    wide = min(13, slot // 3)
    middle = x + slot // 2
    paid = _bar(one.paid, middle + 1, wide, base, top)
    shift = wide + 2 if paid else 1
    bars = (
        _bar(one.planned, middle - wide - 1, wide, base, top),
        paid,
        _bar(one.overdue, middle + shift, wide, base, top),
    )
    highest = min((bar.y for bar in bars if bar), default=base)
    label = _wan(one.highest, "0.1") if any(bars) else ""
    return Column(one, middle, *bars, label=label, label_y=highest - 5)


def _bar(amount: Money, x: int, width: int, base: int, top: int) -> Bar | None:
    """No bar for nothing, and for a month in which more came back than was paid."""
    if amount <= ZERO:
        return None
    height = max(_high(amount.fen, base, top), 1)
    return Bar(x, base - height, width, height)


def _high(fen: int, base: int, top: int) -> int:
    return fen * (base - TOP) // top


def _wan(amount: Money, places: str) -> str:
    wan = (amount.decimal / 10_000).quantize(Decimal(places), ROUND_HALF_UP)
    return f"{wan:,}"
