from dataclasses import replace
from datetime import date

import pytest

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.register import (
    PAGE_SIZE,
    Filters,
    Result,
    Row,
    Sort,
    View,
    select,
)
from tracker.procurement.rules import Method
from tracker.projects.rules import Stage

TODAY = date(2022, 11, 15)
YEARS = (2022, 2023, 2024)


def row(code: str, due_on: date | None = None, **fields: object) -> Row:
    made = Row(
        code=code,
        name=f"项目{code}",
        stage=Stage.PERFORMANCE,
        department_id=1,
        department="数据资源室",
        owner_id=1,
        owner="周敏",
        years=frozenset({2022}),
        next=NextStep(Label("付款", "Pay"), due_on) if due_on else None,
        words=(code, f"项目{code}"),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def chosen(rows: list[Row], **asked: object) -> Result:
    filters = Filters(**{"year": 2022, **asked})  # type: ignore[arg-type]
    return select(rows, filters, YEARS, TODAY)


def codes(result: Result) -> list[str]:
    return [row.code for row in result.rows]


def test_the_next_deadline_comes_first_and_rows_without_one_last() -> None:
    rows = [row("1"), row("2", date(2022, 12, 1)), row("3", date(2022, 11, 10))]

    assert codes(chosen(rows)) == ["3", "2", "1"]
    assert codes(chosen(rows, descending=True)) == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View.ALL, ["1", "2", "3", "4", "5"]),
        (View.ATTENTION, ["1", "2"]),
        (View.OVERDUE, ["1"]),
        (View.CROSS_YEAR, ["3"]),
        (View.GAP, ["4"]),
        (View.ACTUAL, ["5"]),
    ],
)
def test_each_saved_view_keeps_its_rows(view: View, expected: list[str]) -> None:
    rows = [
        row("1", date(2022, 11, 14)),
        row("2", date(2022, 11, 25)),
        row("3", date(2022, 11, 26), due={2022: Money(5), 2023: Money(5), 2024: ZERO}),
        row("4", gaps=frozenset({2023}), due={2023: Money(5)}),
        row("5", ceiling=Money(100), gaps=frozenset({2022})),
    ]

    result = chosen(rows, view=view)

    assert codes(result) == expected
    assert result.counts[view] == len(expected)


def test_a_passed_estimate_needs_attention_but_is_not_overdue() -> None:
    late = row("1", next=NextStep(Label("初验", "Acceptance"), date(2022, 11, 1), estimated=True))

    assert late.needs_attention(TODAY)
    assert not late.is_overdue(TODAY)


@pytest.mark.parametrize(
    "asked",
    [
        {"stage": Stage.PAYMENT},
        {"method": Method("single_source")},
        {"department_id": 2},
        {"owner_id": 2},
        {"query": "会议室"},
        {"year": 2023},
    ],
)
def test_each_filter_leaves_the_others_out(asked: dict[str, object]) -> None:
    wanted = row(
        "1",
        stage=Stage.PAYMENT,
        methods=(Method("single_source"),),
        department_id=2,
        owner_id=2,
        words=("区机关大楼会议室多媒体设备",),
        years=frozenset({2022, 2023}),
    )

    assert codes(chosen([wanted, row("2")], **asked)) == ["1"]


def test_without_a_year_all_years_are_shown() -> None:
    rows = [row("1", years=frozenset({2021})), row("2")]

    assert codes(chosen(rows, year=None)) == ["1", "2"]
    assert codes(chosen(rows)) == ["2"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.CODE, "12"),
        (Sort.AMOUNT, "12"),
        (Sort.PAID, "21"),
        (Sort.UNPAID, "12"),
        (Sort.DUE, "12"),
        (Sort.DUE_NEXT, "21"),
        (Sort.DUE_LATER, "12"),
    ],
)
def test_every_column_can_be_sorted_both_ways(sort: Sort, expected: str) -> None:
    low = {2022: Money(1), 2023: Money(9), 2024: ZERO}
    high = {2022: Money(2), 2023: Money(8), 2024: Money(1)}
    rows = [
        row("1", amount=Money(10), paid=Money(8), unpaid=Money(2), due=low),
        row("2", amount=Money(20), paid=Money(2), unpaid=Money(18), due=high),
    ]

    assert codes(chosen(rows, sort=sort)) == list(expected)
    assert codes(chosen(rows, sort=sort, descending=True)) == list(reversed(expected))


def test_totals_follow_the_filter_and_not_the_page() -> None:
    rows = [
        row(f"{number:03}", amount=Money(3), paid=Money(1), unpaid=Money(2), due={2023: Money(2)})
        for number in range(PAGE_SIZE + 1)
    ]

    second = chosen(rows, page=2)

    assert (len(second.rows), second.count, second.pages) == (1, PAGE_SIZE + 1, 2)
    assert second.totals.amount == Money(3 * (PAGE_SIZE + 1))
    assert second.totals.due == {2022: ZERO, 2023: Money(2 * (PAGE_SIZE + 1)), 2024: ZERO}


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (99, 1)])
def test_a_page_out_of_range_shows_the_nearest(asked: int, shown: int) -> None:
    assert chosen([row("1")], page=asked).page == shown


def test_an_empty_register_has_one_empty_page() -> None:
    result = chosen([])

    assert (result.rows, result.page, result.pages) == ((), 1, 1)


def test_filters_know_whether_they_leave_rows_out() -> None:
    assert not Filters(2022, view=View.OVERDUE).is_narrowed
    assert Filters(2022, query="x").is_narrowed
    assert Filters(2022, owner_id=3).is_narrowed
