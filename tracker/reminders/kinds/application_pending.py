"""付款申请待审核: an application waits for a leader who is not its applicant."""

from __future__ import annotations

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.reminders.kinds._applications import Turn, kind_of, people
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

LEADER = Label(
    "你是领导，负责审核他人的付款申请", "You are a leader and approve applications of others"
)


def _seat(row: PaymentApplication) -> Seat:
    return Seat(LEADER, role=Role.LEADER, barred=people(row.applicant_id))


TURN = Turn(
    state=ApplicationState.SUBMITTED,
    title=Label(
        "{project}第{no}笔付款申请待审核", "{project}: application for instalment {no} to approve"
    ),
    why=Label(
        "{name}于{day}申请付款{amount}元（{number}），申请人不能审核自己的申请",
        "{name} applied for {amount} yuan on {day} ({number}); another person has to approve it",
    ),
    work=Work.APPROVE,
    button=Label("审核付款申请", "Approve the application"),
    permission="payments.approve",
    after=Label("审核通过后由财务登记付款", "Finance then records the payment"),
    seat=_seat,
    page=lambda row: ("payments.application", {"application_id": row.id}),
)

KIND = kind_of(
    "application_pending",
    Label("付款申请待审核", "Application to approve"),
    TURN,
    done=Label("已审核", "decided"),
)
