"""Hour and form of mails, what cannot be muted, the one summary of a day, and the calendar feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    move,
    pay,
)
from tests.reminders.test_any_kind import Signature
from tests.support.servers import Mailbox
from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders import registry
from tracker.reminders.models import Delivery, Digest
from tracker.reminders.queries.feed import token_of
from tracker.reminders.rules.digest import Group, group_of
from tracker.reminders.rules.preferences import CannotBeMuted, Choices, HourOutsideWindow, MailMode
from tracker.reminders.service import delivery, preferences, sweep

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

DAY = date(2022, 11, 23)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


@pytest.fixture
def mail(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    return smtp


def three(centre: Centre) -> list[int]:
    """Three payments: in a week, in a month, and today."""
    days = (date(2022, 11, 30), date(2022, 12, 23), DAY)
    return make_contract(
        centre, *(due_on(day, no=no, amount=f"{no}00") for no, day in enumerate(days, start=1))
    )


def at(frozen: Freeze, day: date, hour: int) -> None:
    frozen(clock.at(day, hour))
    sweep.plan(day)
    delivery.deliver()


def to_finance(mail: Mailbox) -> list[str]:
    return [message["Subject"] for message in mail.to("finance@example.cn")]


def test_what_is_not_urgent_leaves_as_one_summary_and_what_is_due_today_alone(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    three(centre)

    at(frozen, DAY, 10)

    assert sorted(to_finance(mail)) == [
        "【今天】数据平台建设第3笔付款",
        "【提醒汇总】2件：数据平台建设第1笔付款等",
    ]
    body = next(m for m in mail.to("finance@example.cn") if "汇总" in m["Subject"]).get_content()
    week, month = body.index("7天内 1"), body.index("一个月内 1")
    assert week < body.index("第1笔付款（应付日 2022-11-30）") < month
    assert "未付金额：200.00元" in body


def test_what_comes_after_the_summary_waits_for_the_next_day(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    make_contract(centre, due_on(date(2022, 11, 30)))
    at(frozen, DAY, 10)
    make_contract(centre, due_on(date(2022, 12, 8)), number="HT-2")

    at(frozen, DAY, 11)
    assert len(to_finance(mail)) == 1
    at(frozen, date(2022, 11, 24), 9)
    assert len(to_finance(mail)) == 2


def test_the_summary_leaves_at_the_hour_that_its_reader_chose(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    preferences.choose(centre.finance, Choices(digest_hour=14))
    three(centre)

    at(frozen, DAY, 10)
    assert to_finance(mail) == ["【今天】数据平台建设第3笔付款"]
    at(frozen, DAY, 14)
    assert len(to_finance(mail)) == 2


def test_a_summary_that_failed_is_sent_again_under_its_message_id_without_what_is_done(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    first, _second, third = three(centre)
    mail.refuse()
    at(frozen, DAY, 10)
    pay(third, "300", DAY)
    (digest,) = db.session.query(Digest).filter_by(recipient_id=centre.finance.id)
    ids = {row.digest_id for row in db.session.query(Delivery).filter_by(digest_id=digest.id)}
    assert len(ids) == 1

    mail.accept()
    at(frozen, DAY, 11)

    (message,) = mail.to("finance@example.cn")
    assert message["Message-ID"].startswith(f"<{digest.message_id}@")
    assert first


def test_who_wants_no_mails_gets_those_that_cannot_be_muted_on_the_day(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    preferences.choose(centre.finance, Choices(mail=MailMode.OFF))
    three(centre)

    at(frozen, DAY, 10)

    assert to_finance(mail) == ["【今天】数据平台建设第3笔付款"]
    reasons = {row.reason for row in db.session.query(Delivery).filter_by(status="cancelled")}
    assert reasons == {"muted"}


def test_a_kind_can_be_muted_unless_it_must_arrive(
    centre: Centre, mail: Mailbox, frozen: Freeze, monkeypatch: Any
) -> None:
    monkeypatch.setitem(registry.KINDS, "signature", Signature(centre.finance).kind)
    preferences.choose(centre.finance, Choices(muted=frozenset({"signature"})))

    at(frozen, date(2022, 11, 17), 10)

    assert to_finance(mail) == []
    with pytest.raises(CannotBeMuted):
        preferences.choose(centre.finance, Choices(muted=frozenset({"payment_due"})))
    with pytest.raises(HourOutsideWindow):
        preferences.choose(centre.finance, Choices(digest_hour=18))


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2022, 11, 22), Group.OVERDUE),
        (DAY, Group.TODAY),
        (date(2022, 11, 30), Group.WEEK),
        (date(2022, 12, 1), Group.MONTH),
        (date(2022, 12, 24), Group.MONTH),
        (date(2022, 12, 25), Group.LATER),
    ],
)
def test_a_summary_is_grouped_by_days_left(due: date, group: Group) -> None:
    assert group_of(due, DAY) is group


def test_the_page_keeps_choices_and_refuses_an_hour_outside_the_window(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    done = client.post(
        "/reminders/preferences",
        data={"digest_hour": "14", "mail": "digest", "muted": ["bond_return"]},
    )
    assert done.status_code == 303
    page = client.get("/reminders/preferences").text
    assert '<option selected value="14">' in page
    bad = client.post("/reminders/preferences", data={"digest_hour": "20", "mail": "digest"})
    assert bad.status_code == 422


# --- the calendar ---------------------------------------------------------------------------------


def events(client: FlaskClient, token: str) -> list[Any]:
    answer = client.get(f"/reminders/feed/{token}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_the_feed_shows_what_concerns_its_reader_without_signing_in(
    centre: Centre, client: FlaskClient, frozen: Freeze
) -> None:
    make_contract(centre, due_on(date(2022, 11, 30)))
    frozen(DAY)
    sweep.plan(DAY)
    preferences.open_feed(centre.finance)

    (event,) = events(client, token_of(centre.finance.id))

    assert event["summary"] == "数据平台建设第1笔付款"
    assert event["dtstart"].dt == date(2022, 11, 30)
    assert event["sequence"] == 1
    assert "指定日期 2022-11-30" in event["description"]


def test_a_new_day_keeps_the_uid_and_raises_the_sequence(
    centre: Centre, client: FlaskClient, frozen: Freeze
) -> None:
    (instalment,) = make_contract(centre, expected_on(date(2022, 11, 30)))
    frozen(DAY)
    sweep.plan(DAY)
    preferences.open_feed(centre.finance)
    (before,) = events(client, token_of(centre.finance.id))

    move(instalment, date(2022, 12, 14))
    sweep.plan(DAY)
    (after,) = events(client, token_of(centre.finance.id))

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert (after["dtstart"].dt, after["status"]) == (date(2022, 12, 14), "TENTATIVE")


def test_an_address_that_is_revoked_unknown_or_of_somebody_gone_is_not_found(
    centre: Centre, client: FlaskClient
) -> None:
    preferences.open_feed(centre.finance)
    old = token_of(centre.finance.id)
    preferences.open_feed(centre.finance)
    new = token_of(centre.finance.id)

    assert client.get(f"/reminders/feed/{old}.ics").status_code == 404
    assert client.get("/reminders/feed/nothing.ics").status_code == 404
    assert client.get(f"/reminders/feed/{new}.ics").status_code == 200

    change_person(centre.finance, active=False)
    assert client.get(f"/reminders/feed/{new}.ics").status_code == 404
    change_person(centre.finance, active=True)
    preferences.close_feed(centre.finance)
    assert client.get(f"/reminders/feed/{new}.ics").status_code == 404


def test_the_address_is_on_the_page_of_its_owner(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    client.post("/reminders/preferences/feed", data={})
    assert token_of(centre.finance.id) in client.get("/reminders/preferences").text
    client.post("/reminders/preferences/feed/close", data={})
    assert "生成订阅地址" in client.get("/reminders/preferences").text
