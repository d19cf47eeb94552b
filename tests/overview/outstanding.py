"""Outstanding instalments for the tests of pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.rules.obligations import (
    Outstanding,
    Page,
    Payment,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

FINANCE = Seat(Label("财务", "finance"), role=Role.FINANCE)
OWNER = Seat(Label("负责人", "owner"), user_ids=(1,))
PAY = Step(
    work=Work.PAY,
    label=Label("登记付款", "Record the payment"),
    endpoint="payments.new",
    params={"instalment_id": 5},
    permission="payments.record",
    turn=FINANCE,
)
MEET = replace(
    PAY,
    work=Work.RECORD,
    label=Label("登记条件成就", "Record the trigger"),
    endpoint="contracts.trigger",
    permission="contracts.record_trigger",
    turn=OWNER,
)


def item(
    due_on: date,
    *,
    subject_id: int = 5,
    step: Step = PAY,
    year: int | None = None,
    estimated: bool = False,
    waits: bool = False,
) -> Outstanding:
    """The second instalment of FR-06, 100 yuan, due on that day."""
    story = Story(
        title=Label("第2笔付款", "instalment 2"),
        subject=Label("第2笔", "instalment 2"),
        why=(),
        page=Page(Label("查看合同", "See the contract"), "overview.contract", {"contract_id": 6}),
        project="2022-06",
        project_name="综合指挥中心",
        payment=Payment("某公司", 6, "FR-06", 2, year or due_on.year),
    )
    standing = Standing(due_on, (OWNER, FINANCE), Money.yuan("100"), estimated=estimated)
    return Outstanding(f"uid {subject_id}", subject_id, standing, story, step, waits=waits)
