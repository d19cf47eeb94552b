"""The sums of the database are those of the matrix, on the same books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.contracts.centre import Centre, make_centre, other_project, pay, sign
from tests.funding.test_service import new_line
from tracker.accounts.rules import SYSTEM
from tracker.funding import queries
from tracker.funding.queries.sums import open_by
from tracker.funding.rules.demand import Demand
from tracker.funding.rules.matrix import Matrix
from tracker.infra.db import db
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import Money
from tracker.projects.models import BudgetLine
from tracker.projects.rules import EntryKind, NewEntry
from tracker.projects.service import add_entry, add_line

TODAY = date(2022, 11, 15)


def demanded(whole: Matrix, year: int) -> Demand:
    total = whole.total(year)
    return Demand(total.due, total.budgeted, total.gap, total.contracts, total.instalments)


def agree(today: date) -> None:
    """Every figure that the database adds up, against the matrix of everything."""
    whole = queries.matrix(today)
    for year in (today.year + 1, today.year + 2):
        assert queries.demand(year, today) == demanded(whole, year)
    this = whole.total(today.year)
    assert open_by(year_end(today.year)) == this.due - this.paid


@pytest.fixture
def centre(app: Flask, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.mark.demo
def test_in_the_demo_centre_they_agree(app: Flask) -> None:
    agree(TODAY)
    agree(date(2023, 2, 1))


def test_with_nothing_there_they_agree(centre: Centre) -> None:
    agree(TODAY)
    assert queries.demand(2023, TODAY) == Demand()


amounts = st.integers(1, 3_000_000).map(lambda yuan: f"{yuan}.17")
kinds = st.sampled_from(["requested", "approved"])


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(first=kinds, amount=amounts, changes=st.lists(st.tuples(kinds, amounts), max_size=3))
def test_however_the_budget_of_next_year_came_about_they_agree(
    centre: Centre, first: str, amount: str, changes: list[tuple[str, str]]
) -> None:
    """The books grow from one example to the next: contracts, part payments, lines, entries."""
    number = db.session.scalar(select(func.count(BudgetLine.id))) or 0
    contract = sign(centre, number=f"HT-{number}")
    pay(contract, 1, f"{number + 1}.33", TODAY)
    line = replace(new_line(2023, **{first: amount}), fund_source=f"资金{number}")
    line_id = add_line(centre.project_id, line, SYSTEM)
    for kind, changed in changes:
        entry = NewEntry(EntryKind(kind), Money.yuan(changed), TODAY, "调整")
        add_entry(line_id, entry, SYSTEM)

    agree(TODAY)


def test_a_page_that_reads_only_what_is_alive_shows_the_same_cells(
    centre: Centre, frozen: Callable[[date], None]
) -> None:
    """Projects that are paid up and past are left out; every cell from the year on is the same."""
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 8))
    add_line(centre.project_id, new_line(2022, approved="700000", allotted="650000"), SYSTEM)
    past = other_project(centre)
    add_line(past, new_line(2021, approved="100"), SYSTEM)

    whole = queries.matrix(TODAY)
    seen = queries.overview(2022, 2024, TODAY).matrix

    assert past not in {row.project.id for row in seen.rows}
    for year in range(2022, 2026):
        assert seen.total(year) == whole.total(year)
    assert [row.check for row in seen.rows] == [
        row.check for row in whole.rows if row.project.id != past
    ]
    one = queries.matrix_of_project(centre.project_id, TODAY)
    assert one.rows == tuple(row for row in whole.rows if row.project.id == centre.project_id)
