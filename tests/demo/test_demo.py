"""The demonstration centre: built through the use cases, it comes out at the real figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tracker.accounts.models import User
from tracker.demo import build
from tracker.funding.documents import as_json
from tracker.funding.queries import overview, unit_year
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.kernel.money import Money
from tracker.reminders.queries import worklist
from tracker.reminders.rules.obligations import Urgency

Freeze = Callable[[date], None]

DEMO_DAY = date(2022, 11, 15)
ANY_DAY = date(2026, 11, 24)

# 2022 年各项目支出（元），取自单位的支出清单
PAID_2022 = {
    "2022-01": "20600.00",
    "2022-02": "170000.00",
    "2022-03": "809600.00",
    "2022-04": "99500.00",
    "2022-05": "477400.00",
    "2022-06": "4755520.00",
    "2022-07": "984040.00",
    "2022-08": "197900.00",
    "2022-09": "165040.00",
    "2022-10": "659580.00",
    "2022-11": "414964.00",
    "2022-12": "135860.00",
    "2022-13": "700000.00",
    "2022-14": "100000.00",
}


@pytest.mark.demo
def test_in_november_the_years_stand_at_the_figures_of_the_guide(app: Flask) -> None:
    years = as_json(overview(2022, 2023, DEMO_DAY))["years"]
    unit = unit_year(2022, DEMO_DAY)

    assert (years["2022"]["due"], years["2022"]["paid"]) == ("9690004.00", "5228915.00")
    assert (years["2023"]["due"], years["2023"]["budgeted"]) == ("4855743.00", "3561920.00")
    assert years["2023"]["gap"] == "1293823.00"
    assert (unit.approved.plain, unit.allotted.plain) == ("16166600.00", "13789000.00")


@pytest.mark.demo
def test_what_the_demo_recorded_is_sound_and_adds_up(app: Flask) -> None:
    assert verify(app.config["TRACKER"].audit_key).problem is None
    assert _contracts_that_do_not_add_up(DEMO_DAY) == []


def test_the_year_2022_ends_with_what_the_unit_really_paid(app: Flask, frozen: Freeze) -> None:
    new_year = date(2023, 1, 1)
    frozen(new_year)
    build.create(new_year)

    assert _paid_by_project(2022, new_year) == {**PAID_2022, "sum": "9690004.00"}
    assert unit_year(2022, new_year).spent == Money.yuan("9690004.00") + Money.yuan("1903800.00")
    assert verify(app.config["TRACKER"].audit_key).is_sound
    assert _contracts_that_do_not_add_up(new_year) == []


@pytest.mark.once
def test_on_a_day_of_today_there_is_something_of_everything(app: Flask, frozen: Freeze) -> None:
    frozen(ANY_DAY)
    build.create(ANY_DAY)

    urgent = _urgencies_over_all_desks()
    plan = overview(ANY_DAY.year, ANY_DAY.year + 1, ANY_DAY)
    assert urgent[Urgency.OVERDUE]
    assert urgent[Urgency.TODAY]
    assert urgent[Urgency.AHEAD]
    assert plan.total(ANY_DAY.year + 1).due > plan.total(ANY_DAY.year + 1).gap > Money(0)
    assert any(row.undated for row in plan.rows)
    assert verify(app.config["TRACKER"].audit_key).is_sound
    assert _contracts_that_do_not_add_up(ANY_DAY) == []


def _paid_by_project(year: int, today: date) -> dict[str, str]:
    paid: dict[str, Money] = {}
    for row in overview(year, year, today).rows:
        already = paid.get(row.project.code, Money(0))
        paid[row.project.code] = already + row.cell(year).paid
    paid["sum"] = sum(paid.values(), start=Money(0))
    return {code: money.plain for code, money in paid.items() if money}


def _contracts_that_do_not_add_up(today: date) -> list[str]:
    """核对: each contract's years, undated and reversed amounts make up its amount."""
    shown = as_json(overview(2021, today.year + 3, today))["contracts"]
    return [row["contract"] for row in shown if row["check"] is not True]


def _urgencies_over_all_desks() -> Counter[Urgency]:
    horizon = ANY_DAY + timedelta(days=90)
    people = db.session.scalars(select(User.id)).all()
    tasks = [task for person in people for task in worklist(person, horizon, ANY_DAY)]
    return Counter(task.urgency for task in tasks)
