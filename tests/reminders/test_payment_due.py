"""What the reminder of a due instalment says, whose turn it is, and when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.reminders.centre import (
    WHY,
    Centre,
    due_on,
    expected_on,
    happen,
    make_centre,
    make_contract,
    pay,
)
from tracker.accounts.rules import SYSTEM, Role
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.contracts.rules.terms import RecordInvoice, Revise
from tracker.contracts.service import facts
from tracker.contracts.service.schedule import revise_schedule
from tracker.infra.db import db
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.money import ZERO, Money
from tracker.reminders import queries
from tracker.reminders.kinds._payment_due_words import Facts, why
from tracker.reminders.kinds.payment_due import KIND
from tracker.reminders.rules.obligations import Absence, Urgency

Freeze = Callable[[date], None]

FIFTEEN = Duration(15, DurationUnit.WORKING_DAY)
BASE = Facts(
    trigger=Trigger.FINAL_ACCEPTANCE,
    starts_on=date(2023, 5, 31),
    happened=False,
    stale=False,
    due=FIFTEEN,
    due_from=DueFrom.TRIGGER,
    invoiced_on=None,
    due_on=date(2023, 6, 21),
    provisional=False,
    year=2023,
    gap=ZERO,
    pay_by_on=date(2023, 6, 21),
    closes_on=date(2023, 12, 25),
)


def said(**changes: object) -> list[str]:
    return [line.zh for line in why(replace(BASE, **changes))]  # type: ignore[arg-type]


def test_the_arithmetic_of_an_estimate_is_shown() -> None:
    assert said() == [
        "规则“付款到期”：终验合格 2023-05-31（预计） + 15个工作日 → 预计应付日 2023-06-21",
        "由2023年预算安排，该合同已列足",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"happened": True},
            "规则“付款到期”：终验合格 2023-05-31 + 15个工作日 → 应付日 2023-06-21",
        ),
        (
            {"happened": True, "due_from": DueFrom.INVOICE, "invoiced_on": date(2023, 6, 1)},
            "规则“付款到期”：收到发票 2023-06-01 + 15个工作日 → 应付日 2023-06-21",
        ),
        (
            {"happened": True, "due_from": DueFrom.INVOICE},
            "发票尚未收到，应付日暂按条件成就日计算",
        ),
        (
            {"happened": True, "provisional": True},
            "规则“付款到期”：终验合格 2023-05-31 + 15个工作日 → 应付日 2023-06-21"
            "（2023年放假安排未公布，暂定）",
        ),
        ({"stale": True}, "预计日 2023-05-31 已过而条件尚未成就：请登记条件成就，或更新预计日期"),
        ({"gap": Money.yuan("627000.00")}, "由2023年预算安排，该合同2023年尚缺627,000.00元"),
        ({"year": 2024}, "2023年未付，结入2024年安排"),
        ({"pay_by_on": date(2023, 6, 20)}, "应付日是休息日，最迟 2023-06-20 支付"),
        (
            {"due_on": date(2023, 12, 29), "pay_by_on": date(2023, 12, 25)},
            "2023年于 2023-12-25 封账，最迟 2023-12-25 支付",
        ),
    ],
)
def test_what_is_said_beside_it(changes: dict[str, object], line: str) -> None:
    assert line in said(**changes)


def test_a_due_day_that_is_past_needs_no_last_day_to_pay() -> None:
    assert not [line for line in said(year=2024, pay_by_on=date(2023, 6, 20)) if "最迟" in line]


# --- in the database ------------------------------------------------------------------------------


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


TODAY = date(2022, 11, 15)
HORIZON = date(2023, 3, 1)


def step_of(instalment_id: int) -> tuple[str, bool, Role | int | None]:
    """The end-point of the next step, whether it waits, and whose turn it is."""
    (item,) = (one for one in KIND.outstanding(HORIZON, TODAY) if one.subject_id == instalment_id)
    return item.step.endpoint, item.waits, item.step.turn.role or item.step.turn.user_ids[0]


def test_the_next_step_follows_the_facts(centre: Centre, frozen: Freeze) -> None:
    from_invoice = replace(expected_on(date(2022, 11, 10), no=4), due_from=DueFrom.INVOICE)
    payable, stale, ahead, unbilled = make_contract(
        centre,
        due_on(date(2022, 11, 10)),
        expected_on(date(2022, 11, 14), no=2),
        expected_on(date(2022, 12, 14), no=3),
        from_invoice,
    )
    frozen(TODAY)
    happen(unbilled, on=date(2022, 11, 9))
    owner = centre.owner.id

    assert step_of(payable) == ("payments.new", False, Role.FINANCE)
    assert step_of(stale) == ("contracts.estimate", False, owner)
    assert step_of(ahead) == ("contracts.trigger", True, owner)
    assert step_of(unbilled) == ("contracts.invoice", False, owner)

    invoice = RecordInvoice("0001", date(2022, 11, 14), date(2022, 11, 15), Money.yuan("1000.00"))
    facts.record_invoice(unbilled, SYSTEM, invoice)
    assert step_of(unbilled) == ("payments.new", False, Role.FINANCE)


def test_the_worklist_groups_by_whose_turn_it_is(centre: Centre, frozen: Freeze) -> None:
    make_contract(
        centre,
        due_on(date(2022, 11, 10)),
        due_on(TODAY, no=2),
        due_on(date(2022, 12, 1), no=3),
        expected_on(date(2022, 11, 14), no=4),
        expected_on(date(2022, 12, 14), no=5),
    )
    frozen(TODAY)

    def groups(person: int) -> list[tuple[Urgency, int]]:
        tasks = queries.worklist(person, HORIZON, TODAY)
        return [(task.urgency, int(task.item.story.subject.zh.strip("第笔"))) for task in tasks]

    waiting = Urgency.WAITING
    assert groups(centre.finance.id) == [
        *((Urgency.OVERDUE, 1), (Urgency.TODAY, 2), (waiting, 3), (waiting, 5)),
    ]
    assert groups(centre.owner.id) == [
        *((Urgency.LAPSED, 4), (waiting, 1), (waiting, 2), (waiting, 3), (waiting, 5)),
    ]
    assert groups(centre.leader.id) == []
    assert queries.todo_count(centre.finance.id, HORIZON, TODAY) == 2
    assert queries.todo_count(centre.owner.id, HORIZON, TODAY) == 1


def test_an_instalment_stands_until_it_is_paid_or_withdrawn(centre: Centre, frozen: Freeze) -> None:
    kept, dropped = make_contract(centre, due_on(TODAY), due_on(date(2022, 12, 1), no=2))
    frozen(TODAY)
    uids = {key: db.session.get_one(Instalment, key).uid for key in (kept, dropped)}
    contract = db.session.scalars(select(Contract)).one()
    schedule = tuple(one.terms for one in contract.live_instalments if one.id == kept)
    revise_schedule(contract.id, SYSTEM, Revise(1, schedule, TODAY, WHY, "补充协议1", WHY))

    pay(kept, "1000.00", on=TODAY)

    assert KIND.standings(list(uids.values())) == {
        uids[kept]: Absence.DONE,
        uids[dropped]: Absence.WITHDRAWN,
    }
    assert KIND.standings([]) == {}
    assert KIND.outstanding(HORIZON, TODAY) == ()
