"""Outstanding instalments for the tests of pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.rules.obligations import Outstanding, Standing, Step, Story
from tracker.reminders.rules.people import Seat

FINANCE = Seat(Label("财务", "finance"), role=Role.FINANCE)
OWNER = Seat(Label("负责人", "owner"), user_id=1)
PAY = Step(
    label=Label("登记付款", "Record the payment"),
    endpoint="payments.new",
    params={"instalment_id": 5},
    permission="payments.record",
    turn=FINANCE,
)
MEET = replace(
    PAY,
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
        project="2022-06",
        project_name="综合指挥中心",
        supplier="某公司",
        contract_id=6,
        contract="FR-06",
        part=2,
        budget_year=year or due_on.year,
        why=(),
    )
    standing = Standing(due_on, Money.yuan("100"), responsible_id=1, estimated=estimated)
    return Outstanding(f"uid {subject_id}", subject_id, standing, story, step, ZERO, waits)
