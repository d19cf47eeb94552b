"""延后, 转办 and 已办理: what they change, for whom, and what they never change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contracts.calendar import CALENDAR
from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    make_person,
    move,
)
from tests.reminders.test_any_kind import Signature
from tests.support.servers import Mailbox
from tracker.accounts.rules import Actor, Role
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.errors import RuleViolation
from tracker.reminders import queries, registry
from tracker.reminders.models import Delivery, Handling, Obligation, Transfer
from tracker.reminders.queries.detail import detail
from tracker.reminders.rules.answers import (
    NotByNote,
    SnoozeNotAhead,
    SnoozeOnRestDay,
    SnoozeOverdue,
    SnoozePastDue,
    SnoozePastYearEnd,
    SnoozeTooLong,
    TransferPending,
    TransferToInactive,
    TransferToSelf,
    TransferWithoutRight,
    check_snooze,
    latest_snooze,
)
from tracker.reminders.rules.states import ObligationState
from tracker.reminders.service import answers, delivery, sweep
from tracker.reminders.service.told import NotTold

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

DUE = date(2022, 11, 30)
TODAY = date(2022, 11, 15)  # stage 15


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


@pytest.fixture
def key(centre: Centre, frozen: Freeze) -> int:
    """An obligation due in a fortnight, told of; its id."""
    make_contract(centre, due_on(DUE))
    frozen(TODAY)
    sweep.plan(TODAY)
    return db.session.query(Obligation).one().id


def told_on(frozen: Freeze, day: date) -> set[str]:
    """Who is told on a day, by the sweep of that day."""
    before = {row.id for row in db.session.query(Delivery)}
    frozen(day)
    sweep.plan(day)
    return {row.recipient.login for row in db.session.query(Delivery) if row.id not in before}


@pytest.mark.parametrize(
    ("until", "due", "today", "error"),
    [
        (date(2022, 11, 16), DUE, TODAY, None),
        (date(2022, 11, 29), DUE, TODAY, None),
        (TODAY, DUE, TODAY, SnoozeNotAhead),
        (DUE, DUE, TODAY, SnoozePastDue),
        (date(2022, 11, 30), date(2023, 3, 1), TODAY, SnoozeTooLong),
        (date(2022, 11, 19), DUE, TODAY, SnoozeOnRestDay),
        (date(2022, 11, 16), TODAY, TODAY, SnoozeOverdue),
        (date(2023, 1, 3), date(2023, 3, 1), date(2022, 12, 28), SnoozePastYearEnd),
    ],
)
def test_a_snooze_ends_before_the_due_day_in_the_year_within_ten_working_days(
    until: date, due: date, today: date, error: type[RuleViolation] | None
) -> None:
    if error is None:
        check_snooze(until, due, today, CALENDAR)
        assert until <= (latest_snooze(due, today, CALENDAR) or today)
        return
    with pytest.raises(error):
        check_snooze(until, due, today, CALENDAR)


def test_who_put_it_off_is_told_on_his_day_and_the_others_as_planned(
    centre: Centre, key: int, frozen: Freeze
) -> None:
    answers.snooze(key, centre.finance, date(2022, 11, 25), "等用款计划批复")

    assert told_on(frozen, date(2022, 11, 23)) == {"owner"}  # stage 7
    assert told_on(frozen, date(2022, 11, 24)) == set()
    assert told_on(frozen, date(2022, 11, 25)) == {"finance"}
    assert told_on(frozen, date(2022, 11, 29)) == {"owner", "finance"}  # stage 1


def test_a_missed_snooze_day_is_caught_up(centre: Centre, key: int, frozen: Freeze) -> None:
    answers.snooze(key, centre.finance, date(2022, 11, 24))

    assert told_on(frozen, date(2022, 11, 28)) == {"owner", "finance"}  # the other missed stage 7


def test_when_everybody_put_it_off_nobody_is_told_until_the_first_day(
    centre: Centre, key: int, frozen: Freeze
) -> None:
    answers.snooze(key, centre.finance, date(2022, 11, 24))
    answers.snooze(key, centre.owner, date(2022, 11, 25))

    assert told_on(frozen, date(2022, 11, 23)) == set()
    assert told_on(frozen, date(2022, 11, 24)) == {"finance"}
    assert told_on(frozen, date(2022, 11, 25)) == {"owner"}


def test_a_moved_day_forgets_what_was_put_off(centre: Centre, frozen: Freeze) -> None:
    (instalment,) = make_contract(centre, expected_on(DUE))
    assert told_on(frozen, TODAY) == {"owner", "finance"}
    key = db.session.query(Obligation).one().id
    answers.snooze(key, centre.finance, date(2022, 11, 28))

    move(instalment, date(2022, 11, 20))

    assert told_on(frozen, date(2022, 11, 16)) == {"owner", "finance"}


def test_only_who_was_told_may_answer(centre: Centre, key: int) -> None:
    with pytest.raises(NotTold):
        answers.snooze(key, centre.leader, date(2022, 11, 25))
    with pytest.raises(NotTold):
        answers.hand_over(key, centre.leader, centre.finance.id)


def test_a_transfer_moves_the_place_only_once_it_is_accepted(
    centre: Centre, key: int, frozen: Freeze
) -> None:
    other = make_person("finance2", Role.FINANCE)
    answers.hand_over(key, centre.finance, other.id, "我休假")
    asked = db.session.query(Transfer).one()

    assert told_on(frozen, date(2022, 11, 16)) == set()
    assert queries.unread_count(other.id) == 1  # the request itself
    answers.accept(asked.id, other)

    assert told_on(frozen, date(2022, 11, 23)) == {"owner", "finance2"}
    horizon = date(2022, 12, 31)
    mine = [task.mine for task in queries.worklist(centre.finance.id, horizon, DUE)]
    assert mine == [False]
    assert queries.todo_count(centre.finance.id, horizon, DUE) == 0
    assert queries.todo_count(other.id, horizon, DUE) == 1

    answers.take_back(asked.id, centre.finance)
    assert told_on(frozen, date(2022, 11, 29)) == {"owner", "finance", "finance2"}


def test_what_is_returned_stays_with_its_giver(centre: Centre, key: int, frozen: Freeze) -> None:
    answers.hand_over(key, centre.owner, make_person("owner2", Role.PROJECT_OWNER).id)
    asked = db.session.query(Transfer).one()

    answers.decline(asked.id, asked.taker.actor, "不归我管")

    assert told_on(frozen, date(2022, 11, 23)) == {"owner", "finance"}
    page = detail(key, centre.owner, TODAY)
    assert any(one.note == "不归我管" for one in page.events)


def test_nothing_is_handed_to_who_cannot_take_it(centre: Centre, key: int) -> None:
    gone = make_person("gone", Role.FINANCE)
    change_person(gone, active=False)

    for to_id, error in (
        (gone.id, TransferToInactive),
        (centre.finance.id, TransferToSelf),
        (centre.deputy.id, TransferWithoutRight),
    ):
        with pytest.raises(error):
            answers.hand_over(key, centre.finance, to_id)

    other = make_person("finance2", Role.FINANCE)
    answers.hand_over(key, centre.finance, other.id)
    with pytest.raises(TransferPending):
        answers.hand_over(key, centre.finance, other.id)


def test_a_payment_ends_with_its_record_and_not_with_a_note(centre: Centre, key: int) -> None:
    with pytest.raises(NotByNote):
        answers.handle(key, centre.finance, "线下已付")


@pytest.fixture
def by_note(centre: Centre, frozen: Freeze, monkeypatch: pytest.MonkeyPatch) -> int:
    """An obligation that a note ends; its id."""
    frozen(date(2022, 11, 17))
    signature = Signature(centre.finance)
    kind = signature.kind
    object.__setattr__(kind, "by_note", True)
    monkeypatch.setitem(registry.KINDS, "signature", kind)  # type: ignore[arg-type]
    sweep.plan(date(2022, 11, 17))
    return db.session.query(Obligation).one().id


def test_a_note_ends_what_no_page_ends_and_can_be_taken_back(
    centre: Centre, by_note: int, frozen: Freeze
) -> None:
    horizon, day = date(2022, 12, 31), date(2022, 11, 17)
    answers.handle(by_note, centre.finance, "11月16日已签纸质件")

    assert queries.worklist(centre.finance.id, horizon, day) == ()
    assert queries.todo_count(centre.finance.id, horizon, day) == 0
    assert db.session.query(Obligation).one().state is ObligationState.CLOSED
    assert told_on(frozen, date(2022, 11, 21)) == set()

    answers.reopen(by_note, centre.finance)
    assert queries.todo_count(centre.finance.id, horizon, day) == 1
    assert told_on(frozen, date(2022, 11, 22)) == {"finance"}
    assert db.session.query(Handling).one().undone_at is not None


def test_the_pages_take_an_answer_and_keep_what_was_typed(
    centre: Centre, key: int, client: FlaskClient, login: Login
) -> None:
    other = make_person("finance2", Role.FINANCE)
    login(client, centre.finance)
    for name in ("snooze", "transfer", "handle"):
        assert client.get(f"/reminders/{key}/{name}").status_code == 200

    bad = client.post(f"/reminders/{key}/snooze", data={"until_on": "2022-12-20", "note": "等批复"})
    assert bad.status_code == 422
    assert "最迟延后到期限前一天（期限 2022-11-30）" in bad.text
    assert "等批复" in bad.text

    client.post(f"/reminders/{key}/snooze", data={"until_on": "2022-11-25"})
    client.post(f"/reminders/{key}/transfer", data={"to_id": str(other.id), "note": "休假"})
    page = client.get(f"/reminders/{key}").text
    for words in ("你已延后到2022-11-25 周五", "转给finance2某：待对方接受", "收回"):
        assert words in page, words

    login(client, other)
    assert "finance某请你接手" in client.get("/reminders/").text
    asked = db.session.query(Transfer).one()
    client.post(f"/reminders/transfers/{asked.id}/accept", data={})
    assert "已接手，今后提醒你" in client.get("/reminders/").text


def test_a_note_ends_it_on_the_page(
    centre: Centre, by_note: int, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    empty = client.post(f"/reminders/{by_note}/handle", data={"note": " "})
    assert empty.status_code == 422
    assert "请写明办理情况" in empty.text

    client.post(f"/reminders/{by_note}/handle", data={"note": "已签纸质件"})
    page = client.get(f"/reminders/{by_note}").text
    assert "办结：已签纸质件" in page
    client.post(f"/reminders/{by_note}/reopen", data={})
    assert "已撤销办结" in client.get(f"/reminders/{by_note}").text


# --- asking by mail -------------------------------------------------------------------------------


@pytest.fixture
def mail(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    return smtp


def asked_by_mail(frozen: Freeze, key: int, centre: Centre) -> int:
    frozen(clock.at(TODAY, 10))
    return answers.hand_over(key, centre.owner, centre.finance.id, "出差两周")


def requests() -> list[Delivery]:
    return db.session.query(Delivery).filter(Delivery.transfer_id != 0).all()


def test_whoever_is_asked_to_take_over_gets_a_mail_and_is_told_nothing_else(
    centre: Centre, frozen: Freeze, mail: Mailbox
) -> None:
    taker = make_person("taker", Role.PROJECT_OWNER)
    make_contract(centre, due_on(DUE))
    frozen(clock.at(TODAY, 10))
    sweep.plan(TODAY)
    key = db.session.query(Obligation).one().id

    answers.hand_over(key, centre.owner, taker.id, "出差两周")
    delivery.send_due()
    delivery.send_due()

    (message,) = mail.to("taker@example.cn")
    assert "owner某请你接手（出差两周）" in message.get_content()
    assert db.session.get_one(Obligation, key).told_to(taker.id) == []
    with pytest.raises(NotTold):
        answers.snooze(key, taker, date(2022, 11, 21))


@pytest.mark.parametrize("answer", ["take_back", "decline", "accept"])
def test_what_was_answered_before_the_mail_left_is_not_asked(
    centre: Centre, key: int, frozen: Freeze, mail: Mailbox, answer: str
) -> None:
    transfer_id = asked_by_mail(frozen, key, centre)

    if answer == "take_back":
        answers.take_back(transfer_id, centre.owner)
    else:
        getattr(answers, answer)(transfer_id, centre.finance)
    delivery.send_due()

    (row,) = requests()
    assert (row.status, row.reason) == ("cancelled", "transfer")
    assert mail.messages == []


def test_without_a_mail_server_the_page_alone_asks(
    centre: Centre, key: int, frozen: Freeze
) -> None:
    asked_by_mail(frozen, key, centre)

    assert requests() == []
