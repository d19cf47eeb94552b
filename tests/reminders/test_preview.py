"""What a change of a rule would do is shown before anybody makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contracts.calendar import CALENDAR
from tests.reminders.centre import due_on, make_centre, make_contract
from tracker.accounts.rules import Actor
from tracker.kernel.labels import Label
from tracker.reminders.rules.preview import BadLeads, BadRepeat, Subject, compare, read_cadence
from tracker.reminders.rules.stages import Cadence

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

TODAY, DUE = date(2022, 11, 15), date(2022, 11, 30)
NOW = Cadence((15, 7, 0), 30)
TITLE = Label("付款", "payment")


@pytest.mark.parametrize("text", ["30, 15, 1", "30，15、1", " 30,15,1 "])
def test_stages_are_read_as_people_type_them(text: str) -> None:
    assert read_cadence(text, "7") == Cadence((30, 15, 1), 7)


@pytest.mark.parametrize("text", ["", "7, 15", "7, 7", "-1", "a", "7,,1", "１５", "999", "7.5"])
def test_stages_that_cannot_hold_are_refused(text: str) -> None:
    with pytest.raises(BadLeads, match="从远到近"):
        read_cadence(text, "7")


@pytest.mark.parametrize("text", ["", "0", "-1", "x", "999"])
def test_an_interval_that_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BadRepeat):
        read_cadence("7", text)


def test_the_calendar_tells_the_days_of_both() -> None:
    then = Cadence((10, 7, 0), 30)

    days = compare([Subject(TITLE, DUE)], NOW, then, TODAY, CALENDAR)

    told = {day.on: (len(day.before), len(day.after)) for day in days if day.on <= DUE}
    assert told == {
        TODAY: (1, 0),
        date(2022, 11, 18): (0, 1),  # ten days before is a Sunday
        date(2022, 11, 23): (1, 1),
        DUE: (1, 1),
    }
    assert [day.on for day in days if day.is_changed] == [TODAY, date(2022, 11, 18)]


def test_what_lies_behind_or_far_ahead_is_not_shown() -> None:
    subjects = [Subject(TITLE, date(2024, 1, 1)), Subject(TITLE, date(2022, 11, 14))]

    days = compare(subjects, NOW, NOW, TODAY, CALENDAR)

    assert [day.on for day in days] == [
        TODAY,
        date(2022, 12, 14),
        date(2023, 1, 13),
        date(2023, 2, 13),
    ]


def test_the_pages_show_every_rule_and_try_a_change(
    app: Flask, frozen: Freeze, client: FlaskClient, login: Login
) -> None:
    frozen(date(2022, 8, 1))
    centre = make_centre()
    make_contract(centre, due_on(DUE))
    frozen(TODAY)
    login(client, centre.finance)

    rules = client.get("/reminders/rules").get_data(as_text=True)
    changed = client.get("/reminders/rules/payment_due?leads=10,0&repeat=7").get_data(as_text=True)
    refused = client.get("/reminders/rules/payment_due?leads=1,2&repeat=7")

    assert "60, 30, 15, 7, 1, 0" in rules
    assert "合同一年一签（地方做法）（待核）" in rules
    assert "2022-11-18" in changed
    assert refused.status_code == 422
    assert 'value="1,2"' in refused.get_data(as_text=True)
    assert client.get("/reminders/rules/nothing").status_code == 404
