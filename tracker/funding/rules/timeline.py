"""The payment timeline: one lane for each row of the matrix, marks at the days of its money. Pure.

Lengths are units of the drawing, ``WIDTH`` of them from 1 January of the first year to 31 December
of the last one. A label is dropped where it would collide; its value stays in the mark's title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.funding.rules.facts import ContractFacts, InstalmentFacts
from tracker.funding.rules.matrix import Row
from tracker.kernel.fiscal import year_end
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

WIDTH = 1000
MOST_YEARS = 4
RADIUS = 6
GAP = 5  # between a mark and its label
DIGIT = 7  # how wide one figure of a label is
MONTHS = (4, 7, 10)  # the ticks between two year ends


Span = tuple[int, int]


class MarkKind(StrEnum):
    PAID = "paid"
    DUE = "due"
    SHORT = "short"
    OVERDUE = "overdue"

    @property
    def label(self) -> Label:
        return _LABELS[self]


_LABELS = {
    MarkKind.PAID: Label("已付", "Paid"),
    MarkKind.DUE: Label("应付", "Due"),
    MarkKind.SHORT: Label("应付，预算有缺口", "Due, budget short"),
    MarkKind.OVERDUE: Label("已逾期", "Overdue"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Money on a day; its label starts at ``label_x``, None where there is no room for one."""

    kind: MarkKind
    no: int
    on: date
    amount: Money
    x: int
    label_x: int | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the matrix; ``service`` is the span of its service or, failing that, contract."""

    row: Row
    marks: tuple[Mark, ...]
    service: Span | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The years drawn."""

    first: int
    last: int

    @property
    def start(self) -> date:
        return date(self.first, 1, 1)

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def x(self, day: date) -> int:
        """Where a day lies; days outside lie at the nearer end."""
        whole = (year_end(self.last) - self.start).days + 1
        passed = min(max((day - self.start).days, 0), whole)
        return (2 * passed * WIDTH + whole) // (2 * whole)

    def holds(self, day: date) -> bool:
        return self.first <= day.year <= self.last

    @property
    def year_ends(self) -> tuple[int, ...]:
        """Where a year ends and the next one begins: the double lines."""
        return tuple(self.x(date(year, 1, 1)) for year in self.years if year > self.first)

    @property
    def ticks(self) -> tuple[tuple[int, int], ...]:
        """The months written above, with their places."""
        return tuple(
            (month, self.x(date(year, month, 1))) for year in self.years for month in MONTHS
        )

    @property
    def heads(self) -> tuple[tuple[int, int], ...]:
        return tuple((year, self.x(date(year, 1, 1))) for year in self.years)


@dataclass(frozen=True, slots=True)
class Timeline:
    axis: Axis
    lanes: tuple[Lane, ...]
    today_x: int | None


PaidOn = Mapping[tuple[int, int], date]


def timeline(
    rows: Iterable[Row],
    years: range,
    paid_on: PaidOn,
    today: date,
    show: Callable[[Money], str],
) -> Timeline:
    """The lanes of these rows; ``paid_on`` is the last payment day by instalment and year, and
    ``show`` writes an amount as its label will."""
    axis = Axis(years.start, min(years.stop - 1, years.start + MOST_YEARS - 1))
    obstacles = tuple((x - 1, x + 4) for x in axis.year_ends)
    lanes = (_lane(row, axis, paid_on, today, show, obstacles) for row in rows)
    return Timeline(
        axis=axis,
        lanes=tuple(lane for lane in lanes if lane is not None),
        today_x=axis.x(today) if axis.holds(today) else None,
    )


def _lane(
    row: Row,
    axis: Axis,
    paid_on: PaidOn,
    today: date,
    show: Callable[[Money], str],
    obstacles: Sequence[Span],
) -> Lane | None:
    if row.contract is None:
        return None
    marks = sorted(_marks(row, row.contract, axis, paid_on, today), key=lambda mark: mark.x)
    return Lane(row, tuple(labelled(marks, show, obstacles)), _service(row.contract, axis))


def _marks(
    row: Row, contract: ContractFacts, axis: Axis, paid_on: PaidOn, today: date
) -> Iterable[Mark]:
    for one in contract.instalments:
        for year, amount in one.paid_by_year().items():
            on = paid_on.get((one.id, year))
            if amount and on is not None and axis.holds(on):
                yield Mark(MarkKind.PAID, one.no, on, amount, axis.x(on))
        if one.open and one.due_on is not None and axis.holds(one.due_on):
            kind = _kind(row, one, one.due_on, today)
            yield Mark(kind, one.no, one.due_on, one.open, axis.x(one.due_on))


def _kind(row: Row, one: InstalmentFacts, due_on: date, today: date) -> MarkKind:
    """Overdue only once its trigger has happened; short where the budget of its year is."""
    if one.triggered_on is not None and one.triggered_on <= today and due_on < today:
        return MarkKind.OVERDUE
    cell = row.cell(max(due_on.year, today.year))
    is_planned = due_on.year == today.year + 1
    lacks = cell.gap if is_planned else cell.cash_gap if due_on.year <= today.year else None
    return MarkKind.SHORT if lacks else MarkKind.DUE


def _service(contract: ContractFacts, axis: Axis) -> Span | None:
    days = [one.due_on for one in contract.instalments if one.due_on and not one.withdrawn]
    begins = contract.service_from or contract.signed_on
    ends = contract.service_to or max(days, default=begins)
    if ends < axis.start or begins > year_end(axis.last):
        return None
    return axis.x(begins), axis.x(ends)


def labelled(
    marks: Sequence[Mark], show: Callable[[Money], str], obstacles: Sequence[Span] = ()
) -> Iterable[Mark]:
    """Give each unpaid mark, from left to right, its label where one fits: right of it, else left.

    A label may touch neither a mark nor another label nor an obstacle, nor leave the drawing.
    """
    taken = [*obstacles, *((mark.x - RADIUS, mark.x + RADIUS) for mark in marks)]
    for mark in marks:
        width = len(show(mark.amount)) * DIGIT
        right, left = mark.x + RADIUS + GAP, mark.x - RADIUS - GAP - width
        places = () if mark.kind is MarkKind.PAID else (right, left)
        start = next((x for x in places if _is_free(x, x + width, taken)), None)
        if start is not None:
            taken.append((start, start + width))
        yield Mark(
            mark.kind,
            mark.no,
            mark.on,
            mark.amount,
            mark.x,
            start,
        )


def _is_free(start: int, end: int, taken: Iterable[Span]) -> bool:
    inside = start >= 0 and end <= WIDTH
    return inside and all(end < left or start > right for left, right in taken)
