"""The register in the database finds, orders and adds up what the facts say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.overview import oracle
from tracker.accounts.models import Department, User
from tracker.infra.db import db
from tracker.kernel.money import ZERO
from tracker.overview.queries import register
from tracker.overview.rules.register import PAGE_SIZE, Asked, Filters, Sort, View
from tracker.overview.service import index
from tracker.procurement.rules import methods
from tracker.projects.models import Project
from tracker.projects.rules import Stage

pytestmark = pytest.mark.demo

TODAY = date(2022, 11, 15)
NEXT_YEAR = date(2023, 1, 5)


def asked(filters: Filters, today: date, person_id: int = 0) -> Asked:
    first = filters.year or today.year
    return Asked(filters, (first, first + 1, first + 2), today, person_id)


def differs(rows: list[oracle.Naive], wanted: Asked) -> str:
    """What the register says otherwise than the oracle; nothing when it is right."""
    passed = [row for row in rows if oracle.passes(row, wanted.filters)]
    in_views = {view: [row for row in passed if oracle.in_view(row, view, wanted)] for view in View}
    chosen = oracle.ordered(in_views[wanted.filters.view], wanted)
    found = register.result(wanted)
    due = {year: sum((r.due.get(year, ZERO) for r in chosen), ZERO) for year in wanted.years}
    pairs = {
        "order": (list(found.ids), [row.project.id for row in chosen[:PAGE_SIZE]]),
        "counts": (found.counts, {view: len(of_view) for view, of_view in in_views.items()}),
        "paid": (found.totals.paid, sum((row.paid for row in chosen), ZERO)),
        "unpaid": (found.totals.unpaid, sum((row.unpaid for row in chosen), ZERO)),
        "undated": (found.totals.undated, sum((row.undated for row in chosen), ZERO)),
        "due": (found.totals.due, due),
        "count": (register.count(wanted), len(chosen)),
    }
    off = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return f"{wanted.filters}: {off}" if off else ""


def questions() -> Iterator[Filters]:
    """Every year with every view, and every other filter and order by itself."""
    for year in (None, 2021, 2022, 2023, 2024, 2025, 2031):
        yield from (Filters(year, view) for view in View)
    for year in (None, 2022, 2023):
        yield from (Filters(year, stage=stage) for stage in Stage)
        yield from (Filters(year, method=method) for method in methods())
        for sort in Sort:
            yield Filters(year, sort=sort)
            yield Filters(year, sort=sort, descending=True)
    for query in ("网络", "某某 公司", "2022-06", "%", "_", "\\", "没有", "ｆｒ", "指挥中心项目"):
        yield Filters(None, query=query)
    for (owner_id,) in db.session.execute(select(User.id)):
        yield Filters(None, owner_id=owner_id)
    for (department_id,) in db.session.execute(select(Department.id)):
        yield Filters(2022, department_id=department_id)


def test_it_says_what_the_facts_say_whatever_is_asked(app: Flask) -> None:
    rows = oracle.naive_rows(TODAY)
    owner_id = rows[0].project.owner_id

    wrong = [differs(rows, asked(one, TODAY, owner_id)) for one in questions()]

    assert [one for one in wrong if one] == []


def test_on_new_year_it_is_right_at_once_and_stays_so_after_the_hourly_run(
    app: Flask, frozen: Callable[[date], None]
) -> None:
    """Nothing has run yet: what is open of 2022 stands in 2023 by itself (MODEL 4)."""
    frozen(NEXT_YEAR)
    rows = oracle.naive_rows(NEXT_YEAR)

    before = [differs(rows, asked(one, NEXT_YEAR)) for one in questions()]
    changed = index.refresh()
    after = [differs(rows, asked(one, NEXT_YEAR)) for one in questions()]

    assert [one for one in before if one] == []
    assert changed == len(rows)
    assert [one for one in after if one] == []
    assert index.refresh() == 0


def test_a_page_out_of_range_is_the_nearest(app: Flask) -> None:
    one = asked(Filters(2022), TODAY)

    assert register.result(replace(one, filters=Filters(2022, page=99))).page == 1
    assert register.result(replace(one, filters=Filters(2022, page=0))).page == 1
    assert register.result(replace(one, filters=Filters(2031))).pages == 1


def test_everything_comes_in_the_order_of_the_pages(app: Flask) -> None:
    one = asked(Filters(None, sort=Sort.CODE), TODAY)

    every = [key for ids in register.all_ids(one) for key in ids]

    assert every == list(db.session.scalars(select(Project.id).order_by(Project.code)))
