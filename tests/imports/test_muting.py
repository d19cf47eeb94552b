"""Reminders after an import: the past keeps still, the future fires, one summary tells of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.imports import books
from tests.projects.office import Office, make_office
from tracker.contracts.models import Instalment
from tracker.contracts.service.facts import estimate
from tracker.imports import queries
from tracker.imports.service import confirming, looking
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Delivery, Obligation, Reminder
from tracker.reminders.models.overdue import is_any_long_overdue, long_overdue
from tracker.reminders.queries.inbox import Tab, inbox
from tracker.reminders.rules.muting import is_history, told_as
from tracker.reminders.rules.obligations import Record, Standing
from tracker.reminders.rules.stages import Arming, Cadence, Past, choose, firings
from tracker.reminders.rules.states import ReminderStatus
from tracker.reminders.service import sweep
from tracker.settings.queries import work_calendar

TODAY = date(2022, 11, 15)
WEEKDAYS = WorkCalendar(frozenset(), frozenset(), frozenset())
CADENCE = Cadence()


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(TODAY)
    return make_office()


def carry(office: Office, *days: date) -> None:
    """Import a contract with an instalment agreed for each of these days."""
    rows = [
        {
            "合同编号": "HT-2021-001",
            "付款节点": f"第{no}笔",
            "本笔金额": 1000,
            "付款条件": "指定日期",
            "预计日期": day,
        }
        for no, day in enumerate(days, start=1)
    ]
    blank = dict.fromkeys(("本笔比例", "付款期限", "已付金额", "付款日期", "凭证号", "质保月数"))
    first = books.contract(**blank) | rows[0] | {"合同金额": 1000 * len(days)}
    content = books.workbook([books.project()], [first, *rows[1:]])
    uid = looking.look("台账.xlsx", BytesIO(content), office.finance)
    confirming.confirm(uid, queries.looked(uid, office.finance).result.fingerprint, office.finance)


def sweep_through(frozen: Callable[[date], None], first: date, last: date) -> None:
    for ahead in range((last - first).days + 1):
        frozen(first + timedelta(days=ahead))
        sweep.plan(first + timedelta(days=ahead))


def told(kind: str = "payment_due") -> list[tuple[int, int, date]]:
    """Number of the instalment, stage and day of each reminder."""
    query = (
        select(Instalment.no, Reminder.stage, Reminder.created_on)
        .join(Obligation, Obligation.subject_uid == Instalment.uid)
        .join(Reminder, Reminder.obligation_id == Obligation.id)
        .where(Obligation.kind == kind, Reminder.status == ReminderStatus.SENT)
    )
    return [(no, stage, on) for no, stage, on in db.session.execute(query.order_by(Reminder.id))]


def kinds_told() -> set[str]:
    query = select(Obligation.kind).join(Reminder).where(Reminder.status == ReminderStatus.SENT)
    return set(db.session.scalars(query))


def told_to(kind: str) -> set[int]:
    query = select(Delivery.recipient_id).join(Delivery.reminder).join(Reminder.obligation)
    return {one for one in db.session.scalars(query.where(Obligation.kind == kind)) if one}


def test_on_the_day_of_an_import_the_summary_alone_is_sent(office: Office) -> None:
    carry(office, date(2022, 8, 1), TODAY, date(2022, 11, 20))

    sweep.plan(TODAY)
    sweep.plan(TODAY)

    assert kinds_told() == {"import_summary"}
    assert told_to("import_summary") == {office.owner.id, office.finance.id}


def test_the_summary_says_how_much_stands_with_whom(office: Office) -> None:
    carry(office, date(2022, 8, 1), date(2022, 11, 10), date(2022, 11, 20))

    sweep.plan(TODAY)

    story = db.session.scalars(select(Obligation).filter_by(kind="import_summary")).one().story
    assert story.title.zh == "导入完成：台账.xlsx"
    assert "李晓雯：3件待办，其中已过期2件（历史1件）" in [line.zh for line in story.why]


def test_what_comes_up_after_the_import_is_told_as_usual(
    office: Office, frozen: Callable[[date], None]
) -> None:
    carry(office, date(2022, 11, 22), date(2022, 12, 1))

    sweep_through(frozen, TODAY, date(2022, 11, 23))

    assert told() == [
        (2, 15, date(2022, 11, 16)),
        (1, 1, date(2022, 11, 21)),
        (1, 0, date(2022, 11, 22)),
        (1, -1, date(2022, 11, 23)),
    ]


def test_a_sweep_that_comes_late_catches_up_only_from_the_import_on(
    office: Office, frozen: Callable[[date], None]
) -> None:
    carry(office, date(2022, 11, 18), date(2022, 11, 25))

    frozen(date(2022, 11, 17))
    sweep.plan(date(2022, 11, 17))

    assert told() == [(1, 1, date(2022, 11, 17))]


def test_history_is_marked_and_told_to_nobody_above(
    office: Office, frozen: Callable[[date], None]
) -> None:
    carry(office, date(2022, 8, 2), date(2022, 10, 20))

    sweep_through(frozen, TODAY, date(2022, 11, 30))

    old = {row.due_on: row.is_history for row in _payments()}
    assert old == {date(2022, 8, 2): True, date(2022, 10, 20): False}
    leaders = select(Instalment.no).join(Obligation, Obligation.subject_uid == Instalment.uid)
    leaders = leaders.join(Reminder).join(Delivery).where(Delivery.recipient_id == office.leader.id)
    assert set(db.session.scalars(leaders)) == {2}
    assert (1, -112, date(2022, 11, 22)) in told()
    entries = inbox(office.finance.id, Tab.PENDING, date(2022, 11, 30)).entries
    assert {one.due_on for one in entries if one.is_history} == {date(2022, 8, 2)}


def test_the_weekly_list_of_delays_leaves_history_out(
    office: Office, frozen: Callable[[date], None]
) -> None:
    carry(office, date(2022, 8, 2))
    sweep.plan(TODAY)

    assert long_overdue(TODAY, work_calendar()) == []
    assert not is_any_long_overdue(TODAY, work_calendar())


def test_a_new_estimate_after_the_import_is_news(
    office: Office, frozen: Callable[[date], None]
) -> None:
    example = books.worked_example()
    content = books.workbook([books.project()], example)
    uid = looking.look("台账.xlsx", BytesIO(content), office.finance)
    confirming.confirm(uid, queries.looked(uid, office.finance).result.fingerprint, office.finance)
    sweep.plan(TODAY)
    frozen(date(2022, 11, 16))
    second = db.session.scalars(select(Instalment).filter_by(no=2)).one()

    estimate(second.id, office.finance, date(2022, 11, 17), "提前")
    sweep.plan(date(2022, 11, 16))

    assert [(no, on) for no, _stage, on in told()] == [(2, date(2022, 11, 16))]


def _payments() -> Sequence[Obligation]:
    return db.session.scalars(select(Obligation).filter_by(kind="payment_due")).all()


# --- the rules ------------------------------------------------------------------------------------

DAYS = st.dates(date(2022, 1, 1), date(2023, 12, 31))


@given(due_on=DAYS, imported_on=DAYS)
def test_nothing_of_the_past_is_told_and_nothing_of_the_future_is_lost(
    due_on: date, imported_on: date
) -> None:
    arming = Arming(1, due_on, imported_on, imported_on)
    past: list[Past] = []
    covered: set[int] = set()
    last = imported_on + timedelta(days=100)
    for ahead in range(101):
        today = imported_on + timedelta(days=ahead)
        choice = choose(arming, past, today, CADENCE, WEEKDAYS)
        if choice is None:
            continue
        assert choice.firing.fire_on > imported_on
        stages = [choice.firing.stage, *(one.stage for one in choice.earlier)]
        covered |= set(stages)
        past.append(Past(1, stages[0], due_on, ReminderStatus.SENT, today))

    fired = firings(due_on, last, CADENCE, WEEKDAYS)
    to_come = {one.stage for one in fired if imported_on < one.fire_on < last - timedelta(days=4)}
    assert to_come <= covered


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (None, False),
        (date(2022, 10, 16), False),
        (date(2022, 10, 15), True),
    ],
)
def test_history_begins_over_thirty_days_before_the_import(
    due_on: date | None, expected: bool
) -> None:
    assert is_history(due_on, TODAY) is expected
    assert is_history(due_on, None) is False
    assert told_as(-14, due_on, TODAY) == (0 if expected else -14)


def test_a_change_of_the_amount_keeps_still_and_one_of_the_day_does_not() -> None:
    before = Record.first(Standing(date(2022, 8, 1), (), Money(100)), TODAY, TODAY)
    later = TODAY + timedelta(days=3)

    paid = before.follow(Standing(date(2022, 8, 1), (), Money(50)), later, TODAY)
    moved = paid.follow(Standing(date(2022, 12, 1), (), Money(50)), later, TODAY)
    again = moved.follow(Standing(date(2022, 9, 1), (), Money(50)), later, later)

    assert (paid.muted_on, moved.muted_on, again.muted_on) == (TODAY, None, later)
