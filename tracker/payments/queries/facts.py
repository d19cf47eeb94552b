"""The facts a payment is judged by, and what has been spent of budget lines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Instalment
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment, PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.payments.rules.commands import PaymentKind
from tracker.payments.rules.recording import Approved, LineBalance, Payable
from tracker.projects.models import BudgetLine
from tracker.settings import queries as settings


def payable(instalment: Instalment, voucher: str = "") -> Payable:
    """The facts a payment of ``instalment`` is judged by; ``voucher`` as typed."""
    return Payable(
        open=instalment.open,
        signed_on=instalment.contract.signed_on,
        triggered_on=instalment.triggered_on,
        overridden=bool(instalment.override_reason),
        disputed=instalment.disputed_on is not None,
        withdrawn=instalment.is_withdrawn,
        lines=balances(instalment.project_id),
        invoice_ids=frozenset(invoice.id for invoice in instalment.valid_invoices),
        closed_years=closed_years(),
        voucher_used=is_voucher_used(voucher),
        approvals=settings.approvals(),
        applications=approved_of(instalment.id),
    )


def approved_of(instalment_id: int) -> tuple[Approved, ...]:
    """The approved applications of an instalment that are to be paid, the oldest first."""
    query = (
        select(PaymentApplication)
        .filter_by(instalment_id=instalment_id, state=ApplicationState.APPROVED)
        .order_by(PaymentApplication.id)
        .options(
            joinedload(PaymentApplication.applicant),
            joinedload(PaymentApplication.approver),
            selectinload(PaymentApplication.invoice_links),
        )
    )
    return tuple(_approved(one) for one in db.session.scalars(query))


def _approved(one: PaymentApplication) -> Approved:
    return Approved(
        id=one.id,
        number=one.number,
        amount=one.amount,
        applicant_id=one.applicant_id,
        applicant=one.applicant.name if one.applicant else "",
        approver_id=one.approver_id,
        approver=one.approver.name if one.approver else "",
        approved_on=one.approved_on or one.applied_on,
        payee=one.payee,
        payee_bank=one.payee_bank,
        payee_account=one.payee_account,
        budget_line_id=one.budget_line_id,
        invoice_ids=one.request.invoice_ids,
    )


def balances(project_id: int) -> tuple[LineBalance, ...]:
    """The project's budget lines, the oldest first, with what has been spent of them."""
    query = (
        select(BudgetLine)
        .where(BudgetLine.project_id == project_id)
        .order_by(BudgetLine.year, BudgetLine.id)
        .options(selectinload(BudgetLine.entries))
    )
    lines = db.session.scalars(query).all()
    spent = spent_on([line.id for line in lines])
    return tuple(
        LineBalance(
            id=line.id,
            year=line.year,
            fund_source=line.fund_source,
            quota_number=line.quota_number,
            allotted=line.figures.allotted,
            spent=spent.get(line.id, ZERO),
        )
        for line in lines
    )


def spent_on(line_ids: Collection[int], until: date | None = None) -> dict[int, Money]:
    """Σ payments of each line that count in its year, as of the end of ``until``."""
    query = (
        select(Payment.budget_line_id, func.sum(Payment.amount))
        .where(Payment.budget_line_id.in_(line_ids), Payment.prior_year.is_(False))
        .group_by(Payment.budget_line_id)
    )
    if until is not None:
        query = query.where(Payment.paid_on <= until)
    return {line_id: total for line_id, total in db.session.execute(query) if line_id is not None}


def closed_years() -> frozenset[int]:
    """The fiscal years nothing may be booked into any more."""
    return frozenset(year.year for year in settings.fiscal_years() if year.is_closed)


def is_voucher_used(voucher: str) -> bool:
    """Whether a payment that has not been reversed carries this voucher number."""
    if not voucher.strip():
        return False
    query = (
        select(Payment)
        .where(Payment.voucher == voucher.strip(), Payment.kind == PaymentKind.PAYMENT)
        .options(selectinload(Payment.reversals))
    )
    return any(payment.left for payment in db.session.scalars(query))
