"""The weekly list to the leaders, the page behind it, and a reminder on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.reminders.centre import Centre, due_on, expected_on, make_centre, make_contract
from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.models import Obligation, Reminder
from tracker.reminders.models.overdue import WEEKLY, overdue_since
from tracker.reminders.service import answers, sweep
from tracker.settings.queries import work_calendar

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

DUE = date(2022, 11, 1)  # a Tuesday; the 16th working day after it is Wednesday 11-23
MONDAY = date(2022, 11, 28)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


def tick(frozen: Freeze, day: date) -> None:
    frozen(clock.at(day, 10))
    sweep.plan(day)


def weekly() -> list[Reminder]:
    query = select(Reminder).join(Reminder.obligation).where(Obligation.kind == WEEKLY)
    return list(db.session.scalars(query.order_by(Reminder.id)))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 11, 22), date(2022, 10, 31)),
        (date(2022, 11, 23), date(2022, 11, 1)),
        (date(2022, 11, 27), date(2022, 11, 3)),  # a Sunday counts as the Friday before it
    ],
)
def test_late_is_more_than_fifteen_working_days(app: Flask, today: date, expected: date) -> None:
    calendar = work_calendar()

    day = overdue_since(today, calendar)

    assert day == expected
    assert calendar.count(day, today) > 15 >= calendar.count(day + timedelta(days=1), today)


def test_the_leaders_get_one_list_a_week(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE), due_on(date(2022, 11, 21), no=2))

    for day in (date(2022, 11, 22), date(2022, 11, 23), date(2022, 11, 24), MONDAY, MONDAY):
        tick(frozen, day)

    lists = weekly()
    people = {row.recipient_id for one in lists for row in one.deliveries}
    assert [one.obligation.subject_uid for one in lists] == ["week:2022-11-21", "week:2022-11-28"]
    assert people == {centre.leader.id}
    assert lists[0].obligation.story.title.zh == "1件事项逾期超过15个工作日"


def test_an_estimate_is_never_late(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, expected_on(DUE))

    tick(frozen, MONDAY)

    assert weekly() == []


def test_a_note_ends_the_list_of_this_week_alone(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE))
    for _times in range(2):  # the first run gets to know it
        tick(frozen, date(2022, 11, 23))
    (first,) = weekly()

    answers.handle(first.obligation_id, centre.leader, "已约谈")
    tick(frozen, date(2022, 11, 24))
    before = len(weekly())
    tick(frozen, MONDAY)

    assert (before, len(weekly())) == (1, 2)


def test_the_page_lists_what_is_late_and_whose_it_is(
    centre: Centre, frozen: Freeze, client: FlaskClient, login: Login
) -> None:
    make_contract(centre, due_on(DUE, amount="329790.00"))
    tick(frozen, MONDAY)
    login(client, centre.leader)

    page = client.get("/reminders/overdue").get_data(as_text=True)

    assert "19个工作日" in page
    assert "329,790.00" in page
    assert centre.owner.name in page


def test_a_reminder_can_be_printed_and_taken_along(
    centre: Centre, frozen: Freeze, client: FlaskClient, login: Login
) -> None:
    make_contract(centre, due_on(DUE, amount="329790.00"))
    tick(frozen, date(2022, 11, 2))
    login(client, centre.finance)
    (obligation,) = db.session.scalars(select(Obligation))

    page = client.get(f"/reminders/{obligation.id}/sheet").get_data(as_text=True)
    paper = client.get(f"/reminders/{obligation.id}/sheet.pdf")
    shown = client.get(f"/reminders/{obligation.id}").get_data(as_text=True)

    for words in ("提醒单", "329,790.00元", "2022-11-01", "为什么提醒", "接收人", "已送达"):
        assert words in page
    assert paper.data.startswith(b"%PDF")
    assert "到2022-11-04 周五仍无人知悉" in shown
    assert f"另告知：{centre.leader.name}" in shown


def test_a_sheet_of_nothing_is_not_found(centre: Centre, client: FlaskClient, login: Login) -> None:
    login(client, centre.finance)

    assert client.get("/reminders/99/sheet").status_code == 404
