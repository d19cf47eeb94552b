"""付款申请被退回: its applicant has to apply again, or the payment stays undone."""

from __future__ import annotations

from tracker.kernel.labels import Label
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.reminders.kinds._applications import Turn, kind_of, people
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

APPLICANT = Label("这是你的付款申请", "This is your application")


def _seat(row: PaymentApplication) -> Seat:
    return Seat(APPLICANT, user_ids=people(row.applicant_id))


TURN = Turn(
    state=ApplicationState.RETURNED,
    title=Label(
        "{project}第{no}笔付款申请被退回", "{project}: application for instalment {no} returned"
    ),
    why=Label("{name}退回，意见：{opinion}", "Returned by {name}: {opinion}"),
    work=Work.PAY,
    button=Label("重新申请", "Apply again"),
    permission="payments.apply",
    after=Label("提交后由领导审核", "A leader then approves it"),
    seat=_seat,
    page=lambda row: ("payments.apply", {"instalment_id": row.instalment_id}),
)

KIND = kind_of(
    "application_returned",
    Label("付款申请被退回", "Application returned"),
    TURN,
    done=Label("已重新申请", "applied for again"),
)
