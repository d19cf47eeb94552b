from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.overview.rules import address
from tracker.overview.rules.register import Column, Filters, Sort, View
from tracker.procurement.rules.methods import methods
from tracker.projects.rules import Stage

TODAY = date(2022, 11, 15)
PLAIN = Filters(year=2022)


def test_the_plain_address_is_the_register_of_the_running_year() -> None:
    assert address.read({}, TODAY) == (PLAIN, ())
    assert address.write(PLAIN, TODAY) == {}


def test_a_search_without_a_year_looks_through_all_of_them() -> None:
    filters, _ = address.read({"q": " 网站 "}, TODAY)

    assert (filters.year, filters.query) == (None, "网站")
    assert address.write(filters, TODAY) == {"q": "网站"}
    assert address.write(replace(filters, year=2022), TODAY) == {"q": "网站", "year": 2022}


def test_all_years_are_written_out() -> None:
    assert address.write(Filters(year=None), TODAY) == {"year": "all"}
    assert address.read({"year": "all"}, TODAY)[0].year is None


@given(
    st.builds(
        Filters,
        year=st.none() | st.integers(1990, 2099),
        view=st.sampled_from(View),
        query=st.text(max_size=20).map(str.strip),
        stage=st.none() | st.sampled_from(Stage),
        method=st.none() | st.sampled_from(methods()),
        department_id=st.none() | st.integers(1, 10**8),
        owner_id=st.none() | st.integers(1, 10**8),
        sort=st.sampled_from(Sort),
        descending=st.booleans(),
        page=st.integers(1, 10**8),
        columns=st.sets(st.sampled_from(Column), min_size=1).map(
            lambda chosen: tuple(column for column in Column if column in chosen)
        ),
        picked=st.lists(st.from_regex(r"20[0-9]{2}-[0-9]{2}", fullmatch=True), unique=True).map(
            tuple
        ),
    )
)
def test_an_address_leads_back_to_its_filters(filters: Filters) -> None:
    assert address.read_text(address.text_of(filters, TODAY), TODAY) == (filters, ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("year", "22"),
        ("year", "2100"),
        ("year", "二〇二二"),
        ("view", "x"),
        ("stage", "付款"),
        ("method", "x"),
        ("department", "-1"),
        ("owner", "1e3"),
        ("sort", "--amount"),
        ("page", "9999999999"),
    ],
)
def test_what_means_nothing_is_left_out_and_named(name: str, text: str) -> None:
    filters, problems = address.read({name: text}, TODAY)

    assert filters == PLAIN
    assert [f"{name}={text}" in problem.zh for problem in problems] == [True]


def test_an_owner_or_department_nobody_has_is_left_out() -> None:
    filters = Filters(year=2022, department_id=1, owner_id=7)

    known, problems = address.known(filters, departments={1}, owners={2})

    assert (known.department_id, known.owner_id) == (1, None)
    assert len(problems) == 1
    gone = address.known(filters, {1}, {2}, {7: "陈立"}.get)[1]  # type: ignore[arg-type]
    assert [one.zh for one in gone] == ["陈立已没有负责的项目，已忽略这个条件"]
    assert address.known(filters, {2}, {7})[0] == Filters(year=2022, owner_id=7)


def test_a_column_is_sorted_the_useful_way_first_and_then_turned_round() -> None:
    by_amount = address.sorted_by(replace(PLAIN, page=3), Sort.AMOUNT)

    assert (by_amount.sort, by_amount.descending, by_amount.page) == (Sort.AMOUNT, True, 1)
    assert not address.sorted_by(by_amount, Sort.AMOUNT).descending
    assert not address.sorted_by(by_amount, Sort.CODE).descending
