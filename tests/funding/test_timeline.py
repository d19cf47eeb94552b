"""The payment timeline: which mark stands where, and which labels there is room for."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tracker.funding.rules.facts import (
    ContractFacts,
    InstalmentFacts,
    PaymentFacts,
    ProjectFacts,
)
from tracker.funding.rules.lines import LineFacts
from tracker.funding.rules.matrix import matrix
from tracker.funding.rules.timeline import (
    GAP,
    MOST_YEARS,
    RADIUS,
    WIDTH,
    Axis,
    Lane,
    Mark,
    MarkKind,
    labelled,
    timeline,
)
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import LineFigures

TODAY = date(2022, 11, 15)
PROJECT = ProjectFacts(1, "2022-06", "综合指挥中心")
FOUR = Money.yuan("1234")  # shown as four figures, 28 wide


def show(amount: Money) -> str:
    return f"{amount.decimal:.0f}"


def part(no: int, due_on: date | None, amount: str = "100", **fields: object) -> InstalmentFacts:
    made = {"id": no, "no": no, "name": "", "amount": Money.yuan(amount), "due_on": due_on}
    return InstalmentFacts(**{**made, **fields})  # type: ignore[arg-type]


def drawn(
    *parts: InstalmentFacts,
    paid_on: dict[tuple[int, int], date] | None = None,
    lines: tuple[LineFacts, ...] = (),
) -> Lane:
    amount = sum((one.amount for one in parts), start=ZERO)
    contract = ContractFacts(1, "HT-1", PROJECT, amount, date(2022, 3, 1), parts)
    rows = matrix([contract], lines, TODAY).rows
    (lane,) = timeline(rows, range(2022, 2025), paid_on or {}, TODAY, show).lanes
    return lane


def budget(year: int, amount: str) -> LineFacts:
    money = Money.yuan(amount)
    figures = LineFigures(approved=money, allotted_entries=money, is_approved=True)
    return LineFacts(year, PROJECT, year, figures)


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (date(2021, 6, 1), 0),
        (date(2022, 1, 1), 0),
        (date(2023, 1, 1), 500),
        (date(2023, 12, 31), 999),
        (date(2024, 2, 1), WIDTH),
    ],
)
def test_a_day_lies_between_the_first_of_january_and_the_last_of_december(
    day: date, x: int
) -> None:
    assert Axis(2022, 2023).x(day) == x


def test_every_year_but_the_first_opens_with_a_year_end() -> None:
    axis = Axis(2022, 2024)

    assert len(axis.year_ends) == 2
    assert axis.year_ends[0] == axis.x(date(2023, 1, 1))
    assert [year for year, _ in axis.heads] == [2022, 2023, 2024]
    assert [month for month, _ in axis.ticks] == [4, 7, 10] * 3


def test_a_century_of_instalments_is_not_drawn() -> None:
    found = timeline((), range(2022, 2122), {}, TODAY, show)

    assert len(found.axis.years) == MOST_YEARS


@pytest.mark.parametrize(
    ("due_on", "triggered_on", "lines", "kind"),
    [
        (date(2022, 11, 14), date(2022, 11, 1), (budget(2022, "100"),), MarkKind.OVERDUE),
        (date(2022, 11, 14), None, (budget(2022, "100"),), MarkKind.DUE),
        (date(2022, 11, 15), date(2022, 11, 1), (budget(2022, "100"),), MarkKind.DUE),
        (date(2022, 12, 1), None, (budget(2022, "99.99"),), MarkKind.SHORT),
        (date(2023, 5, 1), None, (budget(2023, "100"),), MarkKind.DUE),
        (date(2023, 5, 1), None, (), MarkKind.SHORT),
        (date(2024, 5, 1), None, (), MarkKind.DUE),
    ],
)
def test_the_mark_tells_what_is_the_matter(
    due_on: date, triggered_on: date | None, lines: tuple[LineFacts, ...], kind: MarkKind
) -> None:
    (mark,) = drawn(part(1, due_on, triggered_on=triggered_on), lines=lines).marks

    assert (mark.kind, mark.on) == (kind, due_on)


def test_what_is_partly_paid_stands_on_both_days() -> None:
    paid = (PaymentFacts(Money.yuan("40"), 2022),)
    days = {(1, 2022): date(2022, 10, 20)}

    marks = drawn(part(1, date(2022, 12, 1), payments=paid), paid_on=days).marks

    assert [(mark.kind, mark.amount) for mark in marks] == [
        (MarkKind.PAID, Money.yuan("40")),
        (MarkKind.SHORT, Money.yuan("60")),
    ]


def test_what_has_no_day_or_lies_outside_the_years_is_not_drawn() -> None:
    assert drawn(part(1, None), part(2, date(2030, 1, 1))).marks == ()


def mark(x: int, amount: Money = FOUR, kind: MarkKind = MarkKind.DUE) -> Mark:
    return Mark(kind, 1, TODAY, amount, x)


RIGHT = RADIUS + GAP
WIDE = 28


@pytest.mark.parametrize(
    ("marks", "labels"),
    [
        ([mark(100)], [100 + RIGHT]),
        ([mark(WIDTH - 10)], [WIDTH - 10 - RIGHT - WIDE]),
        ([mark(100), mark(150)], [100 + RIGHT, 150 + RIGHT]),
        ([mark(100), mark(140)], [100 - RIGHT - WIDE, 140 + RIGHT]),
        ([mark(10), mark(40)], [None, 40 + RIGHT]),
        ([mark(100, kind=MarkKind.PAID)], [None]),
        ([mark(500), mark(500)], [500 + RIGHT, 500 - RIGHT - WIDE]),
    ],
)
def test_a_label_stands_right_of_its_mark_else_left_else_nowhere(
    marks: list[Mark], labels: list[int | None]
) -> None:
    assert [one.label_x for one in labelled(marks, show)] == labels


def test_a_label_does_not_cross_a_year_end() -> None:
    (one,) = labelled([mark(490)], show, obstacles=[(499, 504)])

    assert one.label_x == 490 - RIGHT - WIDE


def test_no_two_labels_of_a_lane_ever_touch() -> None:
    crowd = [mark(x) for x in sorted((place * place * 7) % WIDTH for place in range(30))]

    starts = [one.label_x for one in labelled(crowd, show) if one.label_x is not None]

    assert 5 < len(starts) < len(crowd)
    assert all(after - before > WIDE for before, after in pairwise(starts))
