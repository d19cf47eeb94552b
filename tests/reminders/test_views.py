"""提醒中心 as people use it, and the administrator's page."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    make_centre,
    make_contract,
    make_person,
    pay,
)
from tests.support.servers import Mailbox
from tracker.accounts.rules import Actor, Role
from tracker.infra import clock, lease
from tracker.infra.db import db, transaction
from tracker.infra.lease import JobRun
from tracker.reminders import queries
from tracker.reminders.models import Delivery, Obligation
from tracker.reminders.queries.inbox import PAYMENTS, Tab, inbox
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Urgency
from tracker.reminders.service import acknowledge, answers, delivery, sweep

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

DUE = date(2022, 11, 10)
TODAY = date(2022, 11, 17)  # a week overdue


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


@pytest.fixture
def overdue(centre: Centre, frozen: Freeze) -> int:
    """An instalment a week overdue, told of; its id."""
    (instalment,) = make_contract(centre, due_on(DUE, amount="329790.00"))
    frozen(TODAY)
    sweep.plan(TODAY)
    return instalment


def obligation_id() -> int:
    return db.session.scalars(select(Obligation.id)).one()


def test_the_list_and_the_reasons_are_on_the_page(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    page = client.get("/reminders/").get_data(as_text=True)

    for words in (
        "1条待处理",
        "数据平台建设第1笔付款",
        "逾期7天",
        "329,790.00元",
        "应付日2022-11-10 周四",
        "你是财务，负责登记付款",
        "指定日期 2022-11-10 → 应付日 2022-11-10",
        "下一次在2022-11-24 周四（过期14天催办），提醒：owner某、finance某、leader某",
        f"/instalments/{overdue}/payments/new",
        "登记付款（办理）",
        "已送达",
    ):
        assert words in page, words


def test_acknowledging_moves_it_to_the_second_tab_with_its_note(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    key = obligation_id()

    answer = client.post(f"/reminders/{key}/acknowledge", data={"note": "等用款计划批复"})

    assert (answer.status_code, answer.location) == (302, "/reminders/")
    assert "没有待处理的提醒" in client.get("/reminders/").get_data(as_text=True)
    page = client.get("/reminders/?tab=acknowledged").get_data(as_text=True)
    assert "finance某已知悉过期7天催办：“等用款计划批复”" in page
    assert inbox(centre.owner.id, Tab.PENDING, TODAY).counts[Tab.PENDING] == 1


def test_payments_and_what_was_handed_over_have_tabs_of_their_own(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    assert inbox(centre.finance.id, Tab.GIVEN, TODAY).entries == ()
    other = make_person("finance2", Role.FINANCE)
    transfer = answers.hand_over(obligation_id(), centre.finance, other.id)

    for tab in (Tab.PENDING, Tab.PAYMENTS, Tab.GIVEN):
        assert len(inbox(centre.finance.id, tab, TODAY).entries) == 1
    page = client.get("/reminders/?tab=given").get_data(as_text=True)
    assert "数据平台建设第1笔付款" in page
    assert 'href="/reminders/?tab=payments"' in page

    answers.decline(transfer, other)
    assert inbox(centre.finance.id, Tab.GIVEN, TODAY).counts[Tab.GIVEN] == 0
    pay(overdue, "329790.00", on=TODAY)
    counts = inbox(centre.finance.id, Tab.PAYMENTS, TODAY).counts
    assert (counts[Tab.PAYMENTS], counts[Tab.ENDED]) == (0, 1)


def test_every_kind_about_payments_exists() -> None:
    assert KINDS.keys() >= PAYMENTS


def test_the_next_stage_brings_an_acknowledged_one_back(
    centre: Centre, overdue: int, client: FlaskClient, login: Login, frozen: Freeze
) -> None:
    login(client, centre.finance)
    client.post(f"/reminders/{obligation_id()}/acknowledge", data={"note": ""})
    assert queries.unread_count(centre.finance.id) == 0

    frozen(date(2022, 11, 24))
    sweep.plan(date(2022, 11, 24))

    assert queries.unread_count(centre.finance.id) == 1


def test_what_was_paid_is_in_the_last_tab_at_once_before_any_sweep(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    assert queries.unread_count(centre.finance.id) == 1
    pay(overdue, "329790.00", on=TODAY)

    page = client.get("/reminders/?tab=ended").get_data(as_text=True)

    assert queries.unread_count(centre.finance.id) == 0
    assert "已付清" in page
    assert "登记付款（办理）" not in page
    answer = client.post(f"/reminders/{obligation_id()}/acknowledge", data={"note": ""})
    assert answer.status_code == 422
    assert "已经办结" in answer.get_data(as_text=True)


def test_a_note_that_is_too_long_is_refused_beside_the_field_and_kept(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    note = "等" * 501

    answer = client.post(f"/reminders/{obligation_id()}/acknowledge", data={"note": note})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "说明最多500字" in page
    assert note in page


def test_others_may_read_but_not_acknowledge(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.deputy)
    key = obligation_id()

    page = client.get(f"/reminders/{key}").get_data(as_text=True)

    assert "这条提醒没有发给你" in page
    assert client.post(f"/reminders/{key}/acknowledge", data={}).status_code == 403
    assert client.get("/reminders/999999").status_code == 404


def test_a_second_acknowledgement_is_told_so(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    key = obligation_id()
    client.post(f"/reminders/{key}/acknowledge", data={})

    assert client.post(f"/reminders/{key}/acknowledge", data={}).status_code == 409


def test_a_slip_is_taken_back_from_the_bar_and_the_reminder_stands_again(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    key = obligation_id()
    client.post(f"/reminders/{key}/acknowledge", data={"note": ""})
    page = client.get("/reminders/").get_data(as_text=True)
    assert f'action="/reminders/{key}/acknowledge/undo"' in page

    answer = client.post(f"/reminders/{key}/acknowledge/undo", follow_redirects=True)

    assert "已撤销知悉，照常提醒" in answer.get_data(as_text=True)
    assert queries.unread_count(centre.finance.id) == 1
    assert "finance某已知悉" not in client.get(f"/reminders/{key}").get_data(as_text=True)
    again = client.post(f"/reminders/{key}/acknowledge/undo", follow_redirects=True)
    assert "没有可以撤销的知悉" in again.get_data(as_text=True)


def test_after_ten_minutes_an_acknowledgement_stands(
    centre: Centre, overdue: int, frozen: Freeze
) -> None:
    noon = clock.at(TODAY, 12)
    frozen(noon)
    acknowledge.acknowledge(obligation_id(), centre.finance)
    frozen(noon + timedelta(minutes=10, seconds=1))

    with pytest.raises(acknowledge.TooLateToUndo):
        acknowledge.take_back(obligation_id(), centre.finance)

    assert queries.unread_count(centre.finance.id) == 0


def test_the_plan_says_why_each_stage_was_or_was_not_sent(
    centre: Centre, overdue: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    page = client.get(f"/reminders/{obligation_id()}").get_data(as_text=True)

    assert "登记或改期时已过" in page
    assert "2022-09-09 周五" in page  # 60 days before is a Sunday: shifted, and said so
    assert "2022-09-11 周日是休息日" in page


# --- the worklist and the badge -------------------------------------------------------------------


def test_the_worklist_tells_whose_turn_it_is(centre: Centre, overdue: int) -> None:
    horizon = date(2022, 12, 31)

    (mine,) = queries.worklist(centre.finance.id, horizon, TODAY)
    (others,) = queries.worklist(centre.owner.id, horizon, TODAY)

    assert (mine.urgency, mine.mine) == (Urgency.OVERDUE, True)
    assert (others.urgency, others.mine) == (Urgency.WAITING, False)
    assert queries.todo_count(centre.finance.id, horizon, TODAY) == 1
    assert queries.todo_count(centre.owner.id, horizon, TODAY) == 0


# --- the administrator ----------------------------------------------------------------------------


@pytest.fixture
def mail(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    return smtp


def test_only_administrators_see_the_machinery(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    assert client.get("/reminders/operation").status_code == 403

    login(client, centre.admin)
    page = client.get("/reminders/operation").get_data(as_text=True)
    assert "尚未运行" in page
    assert "没有未能送达的消息" in page


def test_the_mail_test_shows_the_servers_own_answer(
    centre: Centre, mail: Mailbox, client: FlaskClient, login: Login
) -> None:
    login(client, centre.admin)

    answer = client.post("/reminders/test-mail", data={}, follow_redirects=True)
    assert "250 OK" in answer.get_data(as_text=True)

    mail.refuse("554 not from you")
    answer = client.post("/reminders/test-mail", data={}, follow_redirects=True)
    assert "554" in answer.get_data(as_text=True)


def test_a_dead_message_is_listed_and_can_be_sent_again(
    centre: Centre, mail: Mailbox, frozen: Freeze, client: FlaskClient, login: Login
) -> None:
    make_contract(centre, due_on(DUE))
    frozen(clock.at(TODAY, 10))
    sweep.plan(TODAY)
    mail.refuse("550 no such user")
    for day in range(18, 27):
        delivery.send_due()
        frozen(datetime(2022, 11, day, 2, tzinfo=clock.SHANGHAI))
    row = db.session.scalars(select(Delivery).filter_by(status="dead")).first()
    assert row is not None

    login(client, centre.admin)
    assert "550" in client.get("/reminders/operation").get_data(as_text=True)
    client.post(f"/reminders/deliveries/{row.id}/requeue", data={})

    db.session.rollback()
    assert row.status == "queued"


def test_one_that_waits_for_its_next_try_can_be_tried_at_once(
    centre: Centre,
    smtp: Mailbox,
    client: FlaskClient,
    login: Login,
    frozen: Freeze,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    smtp.refuse()
    make_contract(centre, due_on(DUE))
    frozen(clock.at(TODAY, 10))
    sweep.plan(TODAY)
    delivery.send_due()
    row = db.session.scalars(select(Delivery).filter_by(channel="email", attempts=1)).first()
    login(client, centre.admin)

    page = client.get("/reminders/operation").get_data(as_text=True)
    smtp.accept()
    client.post(f"/reminders/deliveries/{row.id}/requeue", data={})
    delivery.send_due()

    assert "正在重试" in page
    db.session.refresh(row)
    assert (row.status, row.attempts) == ("sent", 2)


def test_a_matter_whose_people_have_all_left_is_named_to_the_administrator(
    centre: Centre, client: FlaskClient, login: Login, frozen: Freeze
) -> None:
    for actor in (centre.owner, centre.deputy, centre.finance):
        change_person(actor, active=False)
    make_contract(centre, due_on(DUE))
    frozen(DUE)
    sweep.plan(DUE)
    login(client, centre.admin)

    page = client.get("/reminders/operation").get_data(as_text=True)

    assert "无有效接收人" in page
    assert "数据平台建设第1笔付款" in page


# --- the pulse ------------------------------------------------------------------------------------


def test_the_banner_speaks_until_both_jobs_have_run(centre: Centre, frozen: Freeze) -> None:
    frozen(clock.at(TODAY, 10))
    assert queries.heartbeat().problem is not None

    sweep.tick()
    delivery.deliver()

    beat = queries.heartbeat()
    assert beat.problem is None
    assert beat.as_json()["is_stale"] is False


def test_the_banner_says_when_another_machine_is_the_sender(
    centre: Centre, frozen: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen(clock.at(TODAY, 10))
    sweep.tick()
    delivery.deliver()

    monkeypatch.setattr(socket, "gethostname", lambda: "workstation")

    problem = queries.heartbeat().problem
    assert problem is not None
    assert "--take-over" in problem.zh


def test_a_sweep_that_stands_still_is_noticed_by_the_databases_clock(
    centre: Centre, frozen: Freeze
) -> None:
    frozen(clock.at(TODAY, 10))
    sweep.tick()
    delivery.deliver()
    with transaction():
        run = db.session.get_one(JobRun, sweep.JOB)
        run.succeeded_at = lease.database_now() - timedelta(minutes=31)

    beat = queries.heartbeat()

    assert beat.is_stale
    assert beat.problem is not None
    assert "没有成功运行" in beat.problem.zh
