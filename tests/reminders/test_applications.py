"""Applications in the worklist and in reminders: the leader, the applicant, finance, in turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.payments import applying as make
from tests.payments.applying import TODAY, Office
from tracker.accounts.rules import Actor
from tracker.infra.db import db
from tracker.payments import service
from tracker.payments.models import PaymentApplication
from tracker.reminders.queries import worklist
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Absence, Standing, Urgency
from tracker.reminders.service import sweep

HORIZON = TODAY + timedelta(days=90)


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(TODAY)
    return make.open_office()


def tasks(person: Actor) -> list[tuple[str, bool]]:
    """What a person has to do on projects: the button, and whether it waits for others."""
    found = [one for one in worklist(person.id, HORIZON, TODAY) if one.item.story.project]
    return [(task.item.step.label.zh, task.urgency is Urgency.WAITING) for task in found]


def due(person: Actor) -> list[str]:
    return [label for label, waits in tasks(person) if not waits]


def test_an_instalment_that_is_due_asks_its_owner_to_apply(office: Office) -> None:
    assert "申请付款" in due(office.owner)
    assert "登记付款" not in due(office.finance)


def test_each_application_is_the_task_of_one_after_the_other(office: Office) -> None:
    key = make.apply(office)
    assert due(office.leader) == due(office.deputy) == ["审核付款申请"]
    assert "申请付款" not in due(office.owner)
    assert ("审核付款申请", True) in tasks(office.owner)

    service.approve(key, office.leader)
    assert due(office.leader) == []
    assert due(office.finance) == due(office.cashier) == ["登记付款"]

    make.pay(office, key)
    assert due(office.finance) == []


def test_a_returned_one_is_its_applicant_s_until_he_applies_again(office: Office) -> None:
    key = make.apply(office)
    service.send_back(key, office.leader, "缺考核表")

    assert due(office.owner).count("重新申请") == 1
    assert "申请付款" not in due(office.owner)
    (story,) = (
        task.item.story
        for task in worklist(office.owner.id, HORIZON, TODAY)
        if task.item.step.label.zh == "重新申请" and task.urgency is not Urgency.WAITING
    )
    assert story.why[0].zh == "leader退回，意见：缺考核表"

    make.apply(office)
    assert "重新申请" not in due(office.owner)


def test_nobody_is_asked_to_approve_or_record_what_is_their_own(office: Office) -> None:
    key = service.apply(office.instalment_id, office.finance, make.command(office))
    service.approve(key, office.leader)

    assert "登记付款" not in due(office.finance)
    assert due(office.cashier) == ["登记付款"]


def test_the_rest_of_a_partly_applied_instalment_stays_with_its_owner(office: Office) -> None:
    make.apply(office, "600000")

    assert "申请付款" in due(office.owner)


def test_each_turn_is_reminded_of_anew_and_what_is_over_is_closed(office: Office) -> None:
    key = make.apply(office)
    sweep.plan(TODAY)
    service.approve(key, office.leader)
    sweep.plan(TODAY)
    uid = db.session.get_one(PaymentApplication, key).uid

    pending = KINDS["application_pending"].standings([uid])[uid]
    approved = KINDS["application_approved"].standings([uid])[uid]
    assert pending is Absence.DONE
    assert isinstance(approved, Standing)
    assert approved.amount.plain == "627000.00"

    service.withdraw(key, office.owner, "供应商要求缓付")
    assert KINDS["application_approved"].standings([uid])[uid] is Absence.WITHDRAWN


@pytest.mark.parametrize(
    "name", ["application_pending", "application_returned", "application_approved"]
)
def test_days_and_lists_agree(office: Office, name: str) -> None:
    service.send_back(make.apply(office, "1000"), office.leader, "重填")
    make.approved(office, "2000")
    make.apply(office, "3000")
    service.send_back(make.apply(office, "4000"), office.leader, "重填")
    kind = KINDS[name]

    items = kind.outstanding(date.max, TODAY)
    days = list(kind.days([office.centre.project_id]))

    assert sorted(item.standing.due_on for item in items) == sorted(day.due_on for day in days)
    assert len(kind.turns(date.max, TODAY)) == len(items) == 1 or name == "application_pending"
    assert kind.outstanding(date.max, TODAY, [99]) == ()


def test_the_mail_s_page_tells_whose_turn_it_is(
    office: Office, client: FlaskClient, login: Callable[[FlaskClient, Actor], None]
) -> None:
    make.apply(office)
    sweep.plan(TODAY)
    login(client, office.leader)

    body = client.get("/reminders/").text
    assert "付款申请待审核" in body
    assert "审核付款申请" in client.get("/").text
