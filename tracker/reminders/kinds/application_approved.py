"""付款申请已审核: finance records the payment, by somebody who had no other part in it."""

from __future__ import annotations

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.reminders.kinds._applications import Turn, kind_of, people
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

FINANCE = Label("你是财务，负责登记付款", "You are in finance, which records payments")


def _seat(row: PaymentApplication) -> Seat:
    return Seat(FINANCE, role=Role.FINANCE, barred=people(row.applicant_id, row.approver_id))


TURN = Turn(
    state=ApplicationState.APPROVED,
    title=Label(
        "{project}第{no}笔付款已审核，待支付", "{project}: instalment {no} approved, to be paid"
    ),
    why=Label(
        "{name}于{day}审核通过{amount}元（{number}）；登记人不能是申请人或审核人",
        "{name} approved {amount} yuan on {day} ({number}); a third person records it",
    ),
    work=Work.PAY,
    button=Label("登记付款", "Record the payment"),
    permission="payments.record",
    after=Label("登记后计入当年支出", "It then counts as spent"),
    seat=_seat,
    page=lambda row: (
        "payments.new",
        {"instalment_id": row.instalment_id, "application": row.id},
    ),
)

KIND = kind_of(
    "application_approved",
    Label("付款申请待支付", "Application to pay"),
    TURN,
    done=Label("已支付", "paid"),
)
