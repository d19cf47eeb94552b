"""What nobody answers is reported: to the head of department, then to leader and group leader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.reminders.centre import (
    Centre,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    make_person,
)
from tests.reminders.test_people import directory, person
from tests.support.servers import Mailbox
from tracker.accounts.models import Department, User
from tracker.accounts.rules import SYSTEM, Actor, GroupKind, Role
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.kernel.labels import Label
from tracker.reminders.models import Delivery, Obligation
from tracker.reminders.rules.escalation import reported, reports_on
from tracker.reminders.rules.people import Recipient
from tracker.reminders.service import acknowledge, answers, delivery, sweep
from tracker.settings.queries import work_calendar

Freeze = Callable[[date | datetime], None]

DUE = date(2022, 11, 30)
TOLD = date(2022, 11, 23)  # a Wednesday, stage 7
REPORTED = date(2022, 11, 25)
BECAUSE = Label("你是项目负责人", "You own the project")


@pytest.mark.parametrize(
    ("stage", "told_on", "expected"),
    [
        (15, TOLD, None),
        (8, TOLD, None),
        (7, TOLD, date(2022, 11, 25)),
        (0, date(2022, 11, 24), date(2022, 11, 28)),  # over a weekend
        (-1, date(2022, 9, 30), date(2022, 10, 9)),  # over the national holiday
    ],
)
def test_a_reminder_of_the_last_week_is_reported_after_two_working_days(
    app: Flask, stage: int, told_on: date, expected: date | None
) -> None:
    assert reports_on(stage, told_on, work_calendar()) == expected


@pytest.mark.parametrize(
    ("stage", "group", "expected"),
    [
        (7, GroupKind.ACCEPTANCE, [(2, "人1、人3")]),
        (0, GroupKind.ACCEPTANCE, [(2, "人1、人3")]),
        (-1, None, [(2, "人1、人3"), (8, "分管领导")]),
        (-1, GroupKind.ACCEPTANCE, [(2, "人1、人3"), (8, "分管领导"), (9, "组长")]),
        (-1, GroupKind.PROCUREMENT, [(2, "人1、人3"), (8, "分管领导")]),
    ],
)
def test_who_hears_of_it_depends_on_how_late_it_is(
    stage: int, group: GroupKind | None, expected: list[tuple[int, str]]
) -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, head_id=2),
        person(2, Role.PROJECT_OWNER, head_id=2),
        person(3, Role.FINANCE, head_id=2),
        person(8, Role.LEADER),
        person(9, Role.ACCEPTANCE, leads=frozenset({GroupKind.ACCEPTANCE})),
    )
    told = [Recipient(people[key], BECAUSE) for key in (1, 3)]

    found = reported(told, stage, group, people)

    assert [one.person.id for one in found] == [key for key, _words in expected]
    assert all(words in one.because.zh for one, (_key, words) in zip(found, expected, strict=True))


def test_an_estimate_that_has_passed_is_no_matter_for_the_leaders() -> None:
    people = directory(person(1, head_id=2), person(2, Role.FINANCE), person(8, Role.LEADER))
    told = [Recipient(people[1], BECAUSE)]

    (found,) = reported(told, -7, GroupKind.ACCEPTANCE, people, estimated=True)

    assert found.person.id == 2


def test_nobody_is_told_twice_and_a_head_is_not_reported_to_himself() -> None:
    people = directory(person(1, Role.PROJECT_OWNER, head_id=1), person(8, Role.LEADER))

    assert reported([Recipient(people[1], BECAUSE)], 7, None, people) == ()
    told = [Recipient(people[key], BECAUSE) for key in (1, 8)]
    assert reported(told, -1, None, people) == ()


def test_the_deputy_stands_in_for_a_head_who_has_left() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, head_id=2),
        person(2, Role.PROJECT_OWNER, active=False, deputy_id=3),
        person(3, Role.PROJECT_OWNER),
    )

    assert [
        one.person.id for one in reported([Recipient(people[1], BECAUSE)], 7, None, people)
    ] == [3]


# --- through the sweep ----------------------------------------------------------------------------


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


@pytest.fixture
def head(centre: Centre) -> Actor:
    """The head of the department of the project's owner."""
    found = make_person("head", Role.PROJECT_OWNER)
    with transaction():
        department = db.session.scalars(select(Department)).one()
        department.head_id = found.id
        db.session.get_one(User, centre.owner.id).department_id = department.id
        audit.record("accounts.departments", department, SYSTEM)
    return found


def told(actor: Actor, channel: str = "inbox") -> list[Delivery]:
    query = select(Delivery).where(Delivery.recipient_id == actor.id, Delivery.channel == channel)
    return list(db.session.scalars(query.order_by(Delivery.id)))


def tick(frozen: Freeze, day: date) -> None:
    frozen(clock.at(day, 10))
    sweep.plan(day)
    delivery.send_due()


def obligation_id() -> int:
    return db.session.scalars(select(Obligation.id)).one()


def test_the_head_hears_of_it_once_and_by_the_same_reminder(
    centre: Centre, head: Actor, frozen: Freeze
) -> None:
    make_contract(centre, expected_on(DUE))
    for day in (TOLD, date(2022, 11, 24)):
        tick(frozen, day)
    before = told(head)
    for _times in range(3):
        tick(frozen, REPORTED)

    (row,) = told(head)
    assert before == []
    assert "owner某2个工作日内没有知悉" in row.because.zh
    assert row.reminder.stage == 7


@pytest.mark.parametrize("answer", ["acknowledge", "snooze", "hand_over"])
def test_any_answer_keeps_it_from_being_reported(
    centre: Centre, head: Actor, frozen: Freeze, answer: str
) -> None:
    make_contract(centre, expected_on(DUE))
    tick(frozen, TOLD)
    if answer == "acknowledge":
        acknowledge.acknowledge(obligation_id(), centre.owner)
    elif answer == "snooze":
        answers.snooze(obligation_id(), centre.owner, date(2022, 11, 28))
    else:
        answers.hand_over(obligation_id(), centre.owner, centre.finance.id)

    tick(frozen, REPORTED)

    assert told(head) == []


def test_an_answer_before_the_mail_leaves_takes_the_report_back(
    centre: Centre, head: Actor, frozen: Freeze, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    make_contract(centre, expected_on(DUE))
    tick(frozen, TOLD)
    frozen(clock.at(REPORTED, 8))
    sweep.plan(REPORTED)

    acknowledge.acknowledge(obligation_id(), centre.finance)
    frozen(clock.at(REPORTED, 10))
    delivery.send_due()

    (row,) = told(head, "email")
    assert (row.status, row.reason) == ("cancelled", "answered")
    assert smtp.to("head@example.cn") == []


def test_what_is_overdue_and_unanswered_reaches_the_leader(
    centre: Centre, head: Actor, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    for day in (date(2022, 12, 1), date(2022, 12, 2)):
        tick(frozen, day)
    before = told(centre.leader)
    tick(frozen, date(2022, 12, 5))

    (row,) = told(centre.leader)
    assert before == []
    assert "报告分管领导" in row.because.zh
