"""What is to be done next about a due instalment, and by whom; the owner, finance or a leader."""

from __future__ import annotations

from datetime import date

from tracker.acceptance.queries.answers import is_by_round
from tracker.accounts.rules import Role
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import DueFrom
from tracker.kernel.labels import Label
from tracker.payments.rules.applying import ApplicationState, Applied
from tracker.reminders.rules.obligations import Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
FINANCE = Label("你是财务，负责登记付款", "You are in finance, which records payments")

PAY = Label("登记付款", "Record the payment")
APPLY = Label("申请付款", "Apply for the payment")
AGAIN = Label("重新申请", "Apply again")
APPROVE = Label("审核付款申请", "Approve the application")
MEET = Label("登记条件成就", "Record the trigger")
ACCEPT = Label("办理验收", "Have it accepted")
ESTIMATE = Label("更新预计日期", "Give a new estimate")
INVOICE = Label("登记发票", "Record the invoice")
THEN_PAID = Label(
    "登记后计入当年支出，余额转入下一笔", "It then counts as spent; the next instalment follows"
)
THEN_MET = Label(
    "登记后本笔转为“可付”，应付日随之确定", "The instalment is then payable, its due day fixed"
)
THEN_ACCEPTED = Label(
    "验收组全员签署合格的当天，本笔转为“可付”",
    "It is payable on the day everybody of the acceptance group has passed it",
)
THEN_ESTIMATED = Label(
    "更新后重新计算应付日和所属财政年度", "Due day and fiscal year are then worked out again"
)
THEN_INVOICED = Label(
    "登记后本笔转为“可付”，自收到发票起计时",
    "The instalment is then payable, from the invoice on",
)
THEN_DECIDED = Label(
    "提交后由领导审核，再由财务登记付款",
    "A leader then approves it, and finance records the payment",
)


def is_stale(row: Instalment, today: date) -> bool:
    """Whether the trigger ought to have happened by now (触发逾期)."""
    expected = row.expected_day
    return row.triggered_on is None and expected is not None and expected < today


def waits(row: Instalment, applied: Applied, today: date) -> bool:
    """Whether nobody can do anything yet but wait: for the trigger, or for those who have an
    application in hand (kinds of their own).
    """
    if row.is_triggered(today):
        return is_applied_for(row, applied)
    return not is_stale(row, today)


def is_applied_for(row: Instalment, applied: Applied) -> bool:
    """Whether applications ask for all that is open, or one came back to its applicant."""
    returned = any(mark.state is ApplicationState.RETURNED for mark in applied.of(row.id))
    return (returned and applied.is_on) or row.open <= applied.under_way(row.id)


def step(row: Instalment, applied: Applied, today: date, rounds_from: date | None = None) -> Step:
    """The next step, whether or not it can be taken yet.

    ``rounds_from`` matters to what waits only, and so to nobody's turn.
    """
    if is_stale(row, today):
        return _record(ESTIMATE, "contracts.estimate", "contracts.estimate", row, THEN_ESTIMATED)
    if is_applied_for(row, applied):
        return _in_hand(row, applied)
    if row.triggered_on is None and is_by_round(row, today, rounds_from):
        page = "acceptance.of_instalment"
        return _record(ACCEPT, page, "acceptance.draft", row, THEN_ACCEPTED)
    if row.triggered_on is None:
        return _record(MEET, "contracts.trigger", "contracts.record_trigger", row, THEN_MET)
    if row.due_from is DueFrom.INVOICE and not row.valid_invoices:
        return _record(INVOICE, "contracts.invoice", "contracts.record_invoice", row, THEN_INVOICED)
    params = {"instalment_id": row.id}
    if applied.is_on:
        turn, after = owner_of(row), THEN_DECIDED
        return Step(Work.PAY, APPLY, "payments.apply", params, "payments.apply", turn, after)
    finance = Seat(FINANCE, role=Role.FINANCE)
    return Step(Work.PAY, PAY, "payments.new", params, "payments.record", finance, THEN_PAID)


def _in_hand(row: Instalment, applied: Applied) -> Step:
    """Its owner waits for whoever has the application, who is told by a kind of its own."""
    mark = applied.of(row.id)[-1]
    work, label = _IN_HAND[mark.state]
    params = {"application_id": mark.id}
    return Step(work, label, "payments.application", params, "payments.read", owner_of(row))


_IN_HAND = {
    ApplicationState.SUBMITTED: (Work.APPROVE, APPROVE),
    ApplicationState.APPROVED: (Work.PAY, PAY),
    ApplicationState.RETURNED: (Work.PAY, AGAIN),
}


def _record(label: Label, endpoint: str, permission: str, row: Instalment, after: Label) -> Step:
    """A step of the owner's."""
    params = {"instalment_id": row.id}
    return Step(Work.RECORD, label, endpoint, params, permission, owner_of(row), after)


def owner_of(row: Instalment) -> Seat:
    """The owner of its project."""
    return Seat(OWNER, user_ids=(row.contract.project.owner_id,))
