"""财政年度日历: its days, provisional or announced, and the list that each brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.overview import centre as make
from tests.overview.centre import Centre
from tracker.accounts.rules import Actor
from tracker.kernel.errors import Violations
from tracker.reminders import queries
from tracker.reminders.kinds import budget_calendar, year_end
from tracker.reminders.rules.obligations import Absence, Standing
from tracker.settings.budget import BudgetStep, budget_days, check_budget_days
from tracker.settings.queries import budget_calendar as days_of
from tracker.settings.service import set_budget_calendar

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

TODAY, FAR = date(2022, 11, 15), date(2030, 1, 1)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make.make_centre()


def test_the_usual_days_are_provisional_and_an_announced_one_is_not() -> None:
    days = budget_days(2023, {BudgetStep.FIRST_UP: date(2022, 8, 30)})

    assert (days[BudgetStep.FIRST_UP].on, days[BudgetStep.FIRST_UP].provisional) == (
        date(2022, 8, 30),
        False,
    )
    assert (days[BudgetStep.SECOND_UP].on, days[BudgetStep.SECOND_UP].provisional) == (
        date(2022, 12, 5),
        True,
    )
    assert list(days) == list(BudgetStep)


def test_announced_days_lie_about_their_year_and_in_order() -> None:
    check_budget_days(2023, {BudgetStep.FIRST_UP: date(2022, 6, 1)})
    for wrong, code in (
        ({BudgetStep.FIRST_UP: date(2022, 5, 31)}, "budget_day_outside"),
        (
            {BudgetStep.FIRST_UP: date(2022, 9, 1), BudgetStep.SECOND_UP: date(2022, 9, 1)},
            "budget_days_reversed",
        ),
    ):
        with pytest.raises(Violations) as found:
            check_budget_days(2023, wrong)
        assert [one.code for one in found.value.errors] == [code]


def test_each_step_brings_its_list_and_one_long_past_is_gone(centre: Centre) -> None:
    make.command_centre(centre)

    items = budget_calendar.KIND.outstanding(FAR, TODAY)

    assert [item.story.title.zh for item in items][:3] == [
        "2023年预算：一下",
        "2023年预算：二上",
        "2023年预算：年初衔接",
    ]
    second_up = items[1]
    assert "暂定 2022-12-05" in second_up.story.why[0].zh
    assert "2023年须付" in second_up.story.why[1].zh
    assert second_up.step.endpoint == "funding.request_form"
    assert second_up.standing.estimated
    assert budget_calendar.KIND.outstanding(FAR, TODAY, [1]) == ()


def test_an_announced_day_moves_the_reminder(centre: Centre) -> None:
    make.command_centre(centre)
    uid = "budget-2023-second_up"
    before = budget_calendar.KIND.standings([uid])[uid]

    set_budget_calendar(2023, {BudgetStep.SECOND_UP: date(2022, 11, 28)}, centre.finance)

    after = budget_calendar.KIND.standings([uid])[uid]
    assert isinstance(before, Standing)
    assert isinstance(after, Standing)
    assert (before.due_on, after.due_on) == (date(2022, 12, 5), date(2022, 11, 28))
    assert not after.estimated


def test_the_closing_asks_for_a_decision_on_what_the_year_has_not_paid(centre: Centre) -> None:
    contract_id = make.command_centre(centre)

    (item,) = year_end.KIND.outstanding(FAR, TODAY)

    assert item.standing.due_on == date(2022, 12, 25)
    assert "当年未付1笔，合计2,717,440.00元；尚未决定支付、顺延或结转的1笔" in item.story.why[1].zh
    assert len(year_end.KIND.turns(FAR, TODAY)) == 1

    make.happen(contract_id, 2, date(2022, 11, 10))
    make.pay(contract_id, 2, "2717440", date(2022, 11, 14))
    assert year_end.KIND.outstanding(FAR, TODAY) == ()
    assert year_end.KIND.standings([item.subject_uid])[item.subject_uid] is Absence.DONE


def test_on_the_desk_it_stands_with_its_first_reminder(centre: Centre) -> None:
    make.command_centre(centre)

    def titles(today: date) -> set[str]:
        tasks = queries.worklist(centre.finance.id, FAR, today)
        return {task.item.story.title.zh for task in tasks}

    assert "2023年预算：二上" not in titles(date(2022, 11, 19))
    assert "2023年预算：二上" in titles(date(2022, 11, 20))
    for day in (date(2022, 11, 19), date(2022, 11, 20)):
        mine = sum(task.mine for task in queries.worklist(centre.finance.id, day, day))
        assert queries.todo_count(centre.finance.id, day, day) == mine


def test_the_page_keeps_what_was_announced_and_says_what_is_wrong(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    bad = client.post("/settings/budget-calendar/2023", data={"first_up_on": "2021-01-01"})
    assert bad.status_code == 422
    assert "日期应在2022年6月至2023年之内" in bad.text

    client.post("/settings/budget-calendar/2023", data={"first_up_on": "2022-08-30"})
    assert days_of(2023)[BudgetStep.FIRST_UP].on == date(2022, 8, 30)
    page = client.get("/settings/").text
    assert "2022-08-30" in page
    assert "财政年度日历" in page
