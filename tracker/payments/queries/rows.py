"""Payments as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.payments.rules.commands import PaymentKind


@dataclass(frozen=True)
class PaymentRow:
    """One row of payment as lists show it; ``left`` is what could still be reversed of it."""

    id: int
    uid: str
    instalment_id: int
    instalment_no: int
    instalment_name: str
    contract_id: int
    contract_number: str
    project_id: int
    kind: PaymentKind
    amount: Money
    left: Money
    paid_on: date
    fiscal_year: int
    prior_year: bool
    voucher: str
    reverses_id: int | None
    reason: str
    explanation: str
    override_by: str
    override_reason: str
    backfilled: bool
    recorded_by: str


def payments_of_instalment(instalment_id: int) -> tuple[PaymentRow, ...]:
    """Its payments and reversals, oldest first."""
    return _rows(Payment.instalment_id == instalment_id)


def payments_of_contract(contract_id: int) -> tuple[PaymentRow, ...]:
    """The contract's payments and reversals, oldest first."""
    return _rows(Payment.contract_id == contract_id)


def payments_of_project(project_id: int) -> tuple[PaymentRow, ...]:
    """The project's payments and reversals, oldest first."""
    return _rows(Payment.project_id == project_id)


def payments_of_year(year: int) -> tuple[PaymentRow, ...]:
    """All that was booked into a fiscal year, later reversals that leave it alone included."""
    return _rows(Payment.fiscal_year == year)


def _rows(condition: ColumnElement[bool]) -> tuple[PaymentRow, ...]:
    query = (
        select(Payment)
        .where(condition)
        .order_by(Payment.paid_on, Payment.id)
        .options(
            joinedload(Payment.instalment),
            joinedload(Payment.contract),
            joinedload(Payment.recorded_by),
            selectinload(Payment.reversals),
        )
    )
    return tuple(payment_row(payment) for payment in db.session.scalars(query))


def payment_row(payment: Payment) -> PaymentRow:
    """One mapped row as lists show it."""
    return PaymentRow(
        id=payment.id,
        uid=payment.uid,
        instalment_id=payment.instalment_id,
        instalment_no=payment.instalment.no,
        instalment_name=payment.instalment.name,
        contract_id=payment.contract_id,
        contract_number=payment.contract.number,
        project_id=payment.project_id,
        kind=payment.kind,
        amount=payment.amount,
        left=payment.left if payment.kind is PaymentKind.PAYMENT else ZERO,
        paid_on=payment.paid_on,
        fiscal_year=payment.fiscal_year,
        prior_year=payment.prior_year,
        voucher=payment.voucher,
        reverses_id=payment.reverses_id,
        reason=payment.reason,
        explanation=payment.explanation,
        override_by=payment.override_by,
        override_reason=payment.override_reason,
        backfilled=payment.backfilled,
        recorded_by=payment.recorded_by.name if payment.recorded_by else "",
    )
