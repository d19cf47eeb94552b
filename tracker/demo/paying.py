"""Paying in the demonstration centre: directly at first, then through applications."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from tracker.contracts.models import Instalment
from tracker.demo import people
from tracker.demo.diary import Diary
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.payments import queries
from tracker.payments import service as payments
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState, Apply
from tracker.payments.rules.commands import RecordPayment
from tracker.projects.models import BudgetLine
from tracker.settings.queries import work_calendar

ON_PAPER = "纸质材料已核对，扫描件待补（示例）"
AHEAD = timedelta(days=3)  # of the payment: when its owner applies for it


class Paying:
    """An instalment is applied for, approved and paid, each by another person on their own day."""

    def __init__(self, diary: Diary, owner: str) -> None:
        self._diary, self._owner = diary, owner

    def pay_later(self, instalment_id: int, invoiced_on: date, paid_on: date) -> None:
        if paid_on >= people.APPROVED_SINCE:
            before = work_calendar().last_on_or_before
            applied_on = max(invoiced_on, before(paid_on - AHEAD))
            approved_on = max(applied_on, before(paid_on - timedelta(days=1)))
            self._diary.enter(applied_on, partial(apply, instalment_id, self._owner))
            self._diary.enter(approved_on, partial(approve, instalment_id))
        self._diary.enter(paid_on, partial(_pay, instalment_id))


def apply(instalment_id: int, owner: str, amount: Money | None = None) -> None:
    """The owner asks for ``amount``, else for all that is open, unless that has been done."""
    page = queries.apply_page(instalment_id, clock.today())
    if not page.case.free:
        return
    usual = page.usual
    command = Apply(
        amount=amount or page.case.free,
        payee=usual.payee or "零星支出收款人（示例）",
        payee_bank=usual.payee_bank,
        payee_account=usual.payee_account,
        reason=usual.reason,
        budget_line_id=usual.budget_line_id,
        invoice_ids=usual.invoice_ids,
        explanation=ON_PAPER,
    )
    payments.apply(instalment_id, people.actor(owner), command)


def approve(instalment_id: int) -> None:
    """The leader agrees to what waits for him."""
    application = latest(instalment_id, ApplicationState.SUBMITTED)
    if application is not None:
        payments.approve(application.id, people.actor("leader"), "同意支付")


def _pay(instalment_id: int) -> None:
    instalment, today = db.session.get_one(Instalment, instalment_id), clock.today()
    line = _line(instalment.project_id, today)
    invoice = next(iter(instalment.invoices), None)
    application = latest(instalment_id, ApplicationState.APPROVED)
    command = RecordPayment(
        amount=instalment.open,
        paid_on=today,
        voucher=f"{today.year}-{instalment.contract_id:03}{instalment.no:02}",
        budget_line_id=line.id if line else None,
        invoice_id=invoice.id if invoice else None,
        application_id=application.id if application else None,
    )
    payments.record(instalment.id, people.actor("finance"), command)


def latest(instalment_id: int, state: ApplicationState) -> PaymentApplication | None:
    """The newest application of an instalment in that state."""
    query = (
        select(PaymentApplication)
        .filter_by(instalment_id=instalment_id, state=state)
        .order_by(PaymentApplication.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def _line(project_id: int, day: date) -> BudgetLine | None:
    query = select(BudgetLine).filter_by(project_id=project_id, year=day.year)
    return db.session.scalars(query).first()
