"""The outbox: what leaves, when, to whom, how often, and what happens when something breaks."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    make_person,
    move,
    pay,
)
from tests.support.servers import Mailbox
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.infra import clock, lease
from tracker.infra.db import db
from tracker.projects.service import hand_over
from tracker.reminders import registry
from tracker.reminders.channels import email
from tracker.reminders.models import Attempt, Delivery
from tracker.reminders.rules import outbox
from tracker.reminders.rules.outbox import Channel, Message
from tracker.reminders.rules.preferences import Choices, MailMode
from tracker.reminders.service import acknowledge, delivery, operation, preferences, sweep

Freeze = Callable[[date | datetime], None]

DUE = date(2022, 11, 30)
DAY = date(2022, 11, 23)  # stage 7
TEN = clock.at(DAY, 10)


@pytest.fixture
def mail(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Mail is in use, over a server that keeps what it gets."""
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@unit.example.cn")
    monkeypatch.setenv("TRACKER_BASE_URL", "https://tracker.example.cn/app/")
    return smtp


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


@pytest.fixture
def planned(centre: Centre, mail: Mailbox, frozen: Freeze) -> int:
    """One reminder, a week ahead, is in the outbox; the id of its instalment."""
    (instalment,) = make_contract(centre, expected_on(DUE, amount="627000.00"))
    frozen(TEN)
    sweep.plan(DAY)
    return instalment


def choose(actor: Actor, **choices: object) -> None:
    """What this person wants of mails."""
    preferences.choose(actor, Choices(**choices))  # type: ignore[arg-type]


def mails() -> dict[str, Delivery]:
    """The deliveries by mail, by login; of the last reminder of each."""
    query = select(Delivery).where(Delivery.channel == "email").order_by(Delivery.id)
    return {row.recipient.login: row for row in db.session.scalars(query)}


def states() -> dict[str, tuple[str, str]]:
    return {login: (row.status, row.reason) for login, row in mails().items()}


# --- what leaves ----------------------------------------------------------------------------------


def test_each_recipient_gets_one_message_of_his_own(planned: int, mail: Mailbox) -> None:
    done = delivery.deliver()

    assert (done.sent, done.failed, len(mail.messages)) == (2, 0, 2)
    (message,) = mail.to("finance@example.cn")
    assert message["Subject"] == "【剩7天】数据平台建设第1笔付款"
    assert message["From"].addresses[0].addr_spec == "tracker@unit.example.cn"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == TEN
    row = mails()["finance"]
    assert message["Message-ID"] == f"<{row.message_id}@unit.example.cn>"
    body = message.get_content()
    obligation_id = row.reminder.obligation_id
    assert f"https://tracker.example.cn/app/reminders/{obligation_id}" in body
    assert "627,000.00元" in body
    assert "预计应付日：2022-11-30" in body
    assert "你是财务" in body
    assert [(one.number, one.succeeded, one.detail) for one in row.log] == [(1, True, "250 OK")]

    assert delivery.deliver().sent == 0
    assert len(mail.messages) == 2


def test_the_inbox_has_it_at_once_and_without_a_mail_server_nothing_else_is_planned(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    frozen(TEN)
    sweep.plan(DAY)

    rows = db.session.scalars(select(Delivery)).all()

    assert {(row.channel, row.status) for row in rows} == {("inbox", "sent")}
    assert len(rows) == 2


def test_a_person_without_an_address_is_told_in_the_inbox_only(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    change_person(centre.finance, email="")
    make_contract(centre, due_on(DUE))
    frozen(TEN)
    sweep.plan(DAY)

    assert set(mails()) == {"owner"}


def test_a_reader_of_english_gets_english(centre: Centre, mail: Mailbox, frozen: Freeze) -> None:
    change_person(centre.finance, language="en")
    make_contract(centre, due_on(DUE))
    frozen(TEN)
    sweep.plan(DAY)

    delivery.deliver()

    (message,) = mail.to("finance@example.cn")
    assert message["Subject"] == "[7 days left] 数据平台建设, instalment 1"
    assert "You are in finance" in message.get_content()


@pytest.mark.parametrize(("hour", "minute", "leaves"), [(8, 59, 0), (9, 0, 2), (17, 0, 0)])
def test_outside_the_send_window_messages_wait(
    planned: int, frozen: Freeze, hour: int, minute: int, leaves: int
) -> None:
    frozen(clock.at(DAY + timedelta(days=1), hour, minute))

    done = delivery.deliver()

    assert (done.sent, done.waiting) == (leaves, 2 - leaves)


# --- the last look --------------------------------------------------------------------------------


def test_what_was_paid_meanwhile_is_not_sent(centre: Centre, mail: Mailbox, frozen: Freeze) -> None:
    (instalment,) = make_contract(centre, due_on(DUE))
    frozen(clock.at(DUE, 10))
    sweep.plan(DUE)
    pay(instalment, "1000.00", on=DUE)

    done = delivery.deliver()

    assert (done.sent, done.cancelled, mail.messages) == (0, 2, [])
    assert set(states().values()) == {("cancelled", "done")}


def test_what_was_moved_meanwhile_is_not_sent(planned: int, mail: Mailbox) -> None:
    move(planned, date(2022, 12, 31))

    delivery.deliver()

    assert mail.messages == []
    assert set(states().values()) == {("cancelled", "rescheduled")}


def test_the_deputy_gets_a_delivery_of_his_own_when_the_recipient_has_gone(
    centre: Centre, planned: int, mail: Mailbox
) -> None:
    change_person(centre.owner, active=False)

    delivery.deliver()
    delivery.deliver()

    assert mail.to("owner@example.cn") == []
    assert len(mail.to("deputy@example.cn")) == 1
    assert states()["owner"] == ("cancelled", "recipient")
    assert "你是owner某的代理人" in mail.to("deputy@example.cn")[0].get_content()


def test_somebody_who_is_no_longer_in_charge_is_not_told(
    centre: Centre, planned: int, mail: Mailbox
) -> None:
    successor = make_person("successor", Role.PROJECT_OWNER)
    hand_over(centre.owner.id, successor.id, SYSTEM)

    delivery.deliver()
    delivery.deliver()

    assert mail.to("owner@example.cn") == []
    assert len(mail.to("successor@example.cn")) == 1


def test_a_more_urgent_stage_takes_the_place_of_a_message_that_has_not_left(
    planned: int, mail: Mailbox, frozen: Freeze
) -> None:
    mail.refuse()
    delivery.deliver()
    frozen(clock.at(date(2022, 11, 29), 10))
    sweep.plan(date(2022, 11, 29))
    mail.accept()

    delivery.deliver()

    subjects = [message["Subject"] for message in mail.to("finance@example.cn")]
    assert subjects == ["【剩1天】数据平台建设第1笔付款"]


def test_who_has_acknowledged_in_the_inbox_gets_no_mail_and_the_others_do(
    centre: Centre, planned: int, mail: Mailbox
) -> None:
    obligation_id = mails()["finance"].reminder.obligation_id
    acknowledge.acknowledge(obligation_id, centre.finance, "等用款计划批复")

    delivery.deliver()

    assert mail.to("finance@example.cn") == []
    assert len(mail.to("owner@example.cn")) == 1


def test_a_mail_leaves_after_all_once_the_acknowledgement_is_taken_back(
    centre: Centre, planned: int, mail: Mailbox
) -> None:
    obligation_id = mails()["finance"].reminder.obligation_id
    acknowledge.acknowledge(obligation_id, centre.finance, "等用款计划批复")
    acknowledge.take_back(obligation_id, centre.finance)

    delivery.deliver()

    assert len(mail.to("finance@example.cn")) == 1


# --- when something breaks ------------------------------------------------------------------------


def test_a_refused_message_is_tried_again_after_a_minute_and_keeps_its_id(
    planned: int, mail: Mailbox, frozen: Freeze
) -> None:
    mail.refuse("451 try again later")
    assert delivery.deliver().failed == 2
    assert delivery.deliver().failed == 0

    row = mails()["finance"]
    assert (row.status, row.attempts, row.next_try_at) == ("queued", 1, TEN + timedelta(minutes=1))
    assert "451" in row.last_error

    mail.accept()
    frozen(TEN + timedelta(minutes=1))
    assert delivery.deliver().sent == 2
    tries = [(one.number, one.succeeded) for one in mails()["finance"].log]
    assert tries == [(1, False), (2, True)]


def test_after_the_last_try_it_is_dead_and_the_administrator_can_queue_it_again(
    centre: Centre, planned: int, mail: Mailbox, frozen: Freeze
) -> None:
    mail.refuse("550 no such user")
    at = TEN
    for wait in (0, 1, 5, 30, 120, 360, 1440, 1440, 1440):
        at += timedelta(minutes=wait)
        frozen(at)
        delivery.send_due()
    row = mails()["finance"]
    assert (row.status, len(row.log)) == ("dead", 9)

    mail.accept()
    operation.requeue(row.id, centre.admin)
    delivery.send_due()

    row = mails()["finance"]
    assert (row.status, len(row.log), row.last_error) == ("sent", 10, "")


def test_a_process_killed_after_sending_repeats_the_message_under_the_same_id(
    planned: int, mail: Mailbox, frozen: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send_and_die(message: Message) -> str:
        email.send(message)
        raise KeyboardInterrupt

    working = registry.CHANNELS["email"]
    dying = Channel(working.label, working.icon, working.reaches, send_and_die)
    monkeypatch.setitem(registry.CHANNELS, "email", dying)  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        delivery.send_due()
    monkeypatch.setitem(registry.CHANNELS, "email", working)  # type: ignore[arg-type]
    (first,) = mail.messages

    frozen(TEN + timedelta(minutes=9))
    delivery.send_due()  # the lease still runs: only the other recipient's leaves
    assert len(mail.messages) == 2

    frozen(TEN + timedelta(minutes=10))
    delivery.send_due()
    frozen(TEN + timedelta(minutes=11))
    delivery.send_due()

    again = mail.to(first["To"].addresses[0].addr_spec)
    assert [message["Message-ID"] for message in again] == [first["Message-ID"]] * 2
    (login,) = (login for login, row in mails().items() if len(row.log) == 2)
    assert [one.succeeded for one in mails()[login].log] == [False, True]


@pytest.fixture
def silent_server() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_server_that_hangs_costs_a_time_out_and_nothing_else(
    centre: Centre, planned: int, silent_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(silent_server))
    monkeypatch.setattr(email, "TIMEOUT", 0.2)

    done = delivery.deliver()

    assert done.failed == 2
    assert "timed out" in mails()["finance"].last_error
    assert len(db.session.scalars(select(Attempt)).all()) == 2


def test_two_processes_send_every_message_once(
    app: Flask, centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    make_contract(centre, *(due_on(DUE, no=no, amount="10.00") for no in range(1, 7)))
    choose(centre.owner, mail=MailMode.SINGLES)
    choose(centre.finance, mail=MailMode.SINGLES)
    frozen(TEN)
    sweep.plan(DAY)
    failures: list[BaseException] = []
    start = threading.Barrier(2)

    def send() -> None:
        with app.app_context():
            start.wait()
            try:
                delivery.send_due()
            except BaseException as error:  # noqa: BLE001 - shown by the assertion below
                failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.rollback()

    assert failures == []
    assert len(mail.messages) == 12
    assert set(Counter(message["Message-ID"] for message in mail.messages).values()) == {1}


def test_a_copy_of_the_database_on_another_machine_sends_nothing(
    planned: int, mail: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lease.is_sender()
    monkeypatch.setattr(socket, "gethostname", lambda: "workstation")

    done = delivery.deliver()

    assert (done.sent, done.waiting, mail.messages) == (0, 2, [])


# --- the administrator's test ---------------------------------------------------------------------


def test_the_mail_test_says_what_the_server_said(
    centre: Centre, mail: Mailbox, frozen: Freeze
) -> None:
    assert operation.send_test_mail(centre.admin) == "250 OK"
    assert mail.to("admin@example.cn")[0]["Subject"] == "邮件测试"

    mail.refuse("554 not from you")
    with pytest.raises(operation.MailRefused, match="554"):
        operation.send_test_mail(centre.admin)


def test_the_mail_test_says_what_is_missing(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(outbox.NoMailServer):
        operation.send_test_mail(centre.admin)

    monkeypatch.setenv("TRACKER_SMTP_HOST", "127.0.0.1")
    change_person(centre.admin, email="")
    with pytest.raises(outbox.NoAddress):
        operation.send_test_mail(centre.admin)


def test_a_mail_that_a_new_day_held_back_is_sent_again_for_its_stage(
    planned: int, mail: Mailbox, frozen: Freeze
) -> None:
    mail.refuse()
    delivery.deliver()
    move(planned, date(2022, 12, 5))  # five days later: what was told before is not repeated
    sweep.plan(DAY)
    assert set(states().values()) == {("cancelled", "rescheduled")}

    mail.accept()
    frozen(clock.at(date(2022, 11, 28), 10))
    sweep.plan(date(2022, 11, 28))
    delivery.deliver()

    (message,) = mail.to("owner@example.cn")
    assert message["Subject"] == "【剩7天】数据平台建设第1笔付款"
    assert "2022-12-05" in message.get_content()
