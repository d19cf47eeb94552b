"""The facts a payment is judged by, and what has been spent of budget lines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tracker.contracts.models import Instalment
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.payments.rules.commands import PaymentKind
from tracker.payments.rules.recording import LineBalance, Payable
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
        lines=_balances(instalment.project_id),
        invoice_ids=frozenset(invoice.id for invoice in instalment.valid_invoices),
        closed_years=closed_years(),
        voucher_used=is_voucher_used(voucher),
    )


def _balances(project_id: int) -> tuple[LineBalance, ...]:
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
