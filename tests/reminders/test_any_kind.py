"""A kind that is no payment: without money, budget or contract, and of named people."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reminders.centre import Centre, change_person, make_centre
from tests.support.servers import Mailbox
from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders import queries, registry
from tracker.reminders.models import Delivery, Obligation
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
    Urgency,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.work import Wording, Work
from tracker.reminders.service import delivery, sweep

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

DUE, TODAY = date(2022, 11, 24), date(2022, 11, 17)  # stage 7
UID = "00000000-0000-4000-8000-000000000001"
MEMBER = Label("你是验收组成员，尚未签署", "You are a member and have not signed")


class Signature:
    """One signature that two people owe."""

    def __init__(self, *people: Actor, project: str = "") -> None:
        self.seat = Seat(MEMBER, user_ids=tuple(one.id for one in people))
        self.project = project
        self.absence: Absence | None = None

    @property
    def kind(self) -> Kind:
        return Kind(
            name="signature",
            label=Label("验收签署", "Signatures"),
            cadence=Cadence(leads=(7, 3, 0), repeat=1),
            outstanding=self.outstanding,
            turns=lambda _horizon, _today: (self.seat,),
            standings=self.standings,
            apart=lambda: self.absence,
            wording=Wording(due=Label("签署期限", "Sign by"), done=Label("已签署", "signed")),
        )

    def outstanding(
        self, _horizon: date, _today: date, _projects: object = None
    ) -> tuple[Outstanding, ...]:
        if self.absence:
            return ()
        story = Story(
            title=Label("院内设备终验待签署", "Final acceptance to sign"),
            subject=Label("终验", "final acceptance"),
            why=(Label("成员须逐一签署", "Every member signs"),),
            page=Page(Label("查看送达管理", "See operation"), "reminders.operation"),
            project=self.project,
            project_name=self.project and "数据平台建设",
        )
        step = Step(
            Work.SIGN, Label("去签署", "Sign"), "reminders.index", {}, "reminders.read", self.seat
        )
        return (Outstanding(UID, 1, Standing(DUE, (self.seat,)), story, step),)

    def standings(self, uids: Collection[str]) -> dict[str, Standing | Absence]:
        return dict.fromkeys(uids, self.absence or Standing(DUE, (self.seat,)))


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def signature(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Signature:
    found = Signature(centre.owner, centre.finance)
    monkeypatch.setitem(registry.KINDS, "signature", found.kind)  # type: ignore[arg-type]
    return found


def told() -> set[str]:
    return {row.recipient.login for row in db.session.query(Delivery)}


def test_it_is_told_to_the_people_it_names_and_to_nobody_else(
    centre: Centre, signature: Signature
) -> None:
    (made,) = sweep.remind(TODAY)

    assert told() == {"owner", "finance"}
    assert made == {
        "kind": "signature",
        "title": "院内设备终验待签署",
        "project": "",
        "contract": None,
        "instalment": None,
        "budget_year": None,
        "stage": 7,
        "due_on": "2022-11-24",
        "amount": "0.00",
        "recipients": ["owner某", "finance某"],
        "why": "成员须逐一签署",
    }


def test_it_stands_in_the_worklist_of_each_of_them(centre: Centre, signature: Signature) -> None:
    (task,) = queries.worklist(centre.finance.id, DUE, TODAY)

    assert (task.urgency, task.mine, task.item.step.work) == (Urgency.AHEAD, True, Work.SIGN)
    assert queries.todo_count(centre.owner.id, DUE, TODAY) == 1
    assert queries.todo_count(centre.leader.id, DUE, TODAY) == 0


def test_who_may_not_take_the_step_himself_is_left_out(
    centre: Centre, signature: Signature
) -> None:
    signature.seat = Seat(
        MEMBER, user_ids=(centre.owner.id, centre.finance.id), barred=(centre.owner.id,)
    )

    sweep.plan(TODAY)

    assert told() == {"deputy", "finance"}


def test_the_deputy_takes_the_place_of_a_named_person_who_left(
    centre: Centre, signature: Signature
) -> None:
    change_person(centre.owner, active=False)

    sweep.plan(TODAY)

    assert told() == {"deputy", "finance"}


@pytest.mark.parametrize("project", ["", "2022-06"])
def test_pages_show_what_there_is_and_no_money(
    centre: Centre, signature: Signature, client: FlaskClient, login: Login, project: str
) -> None:
    signature.project = project
    sweep.plan(TODAY)
    login(client, centre.finance)

    desk = client.get("/?work=sign").get_data(as_text=True)
    page = client.get("/reminders/").get_data(as_text=True)

    for words in ("签署 1", "终验", "去签署", "签署期限 ", "成员须逐一签署"):
        assert words in desk, words
    assert ("/projects/2022-06" in desk) is bool(project)
    for words in (
        "签署期限2022-11-24 周四",
        "去签署（办理）",
        "查看送达管理",
        "院内设备终验待签署",
    ):
        assert words in page, words
    for absent in ("元", "预算年度", "应付日", "第0笔"):
        assert absent not in page.partition("split-list")[2].partition("</main>")[0], absent


def test_its_end_is_told_in_its_own_words(
    centre: Centre, signature: Signature, client: FlaskClient, login: Login
) -> None:
    sweep.plan(TODAY)
    signature.absence = Absence.DONE
    sweep.plan(TODAY)
    login(client, centre.finance)

    page = client.get(f"/reminders/{db.session.query(Obligation).one().id}")

    assert "已签署" in page.get_data(as_text=True)


def test_a_mail_about_it_names_no_contract_and_no_amount(
    centre: Centre,
    signature: Signature,
    smtp: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    frozen: Freeze,
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    frozen(clock.at(TODAY, 10))
    sweep.plan(TODAY)

    delivery.deliver()

    (message,) = smtp.to("finance@example.cn")
    body = message.get_content()
    assert message["Subject"] == "【剩7天】院内设备终验待签署"
    assert "签署期限：2022-11-24（剩7天）" in body
    for absent in ("项目：", "合同：", "元", "预算"):
        assert absent not in body, absent


def test_a_daily_cadence_has_every_day_once(signature: Signature) -> None:
    stages = signature.kind.cadence.stages()

    assert [next(stages) for _ in range(6)] == [7, 3, 0, -1, -2, -3]
