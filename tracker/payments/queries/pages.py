"""What stands on the pages of payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import joinedload

from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.contracts.rules.kinds import DueFrom
from tracker.contracts.rules.state import InstalmentState
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.payments.queries.facts import payable
from tracker.payments.queries.rows import PaymentRow, payment_row
from tracker.payments.rules.checklist import Facts, Item, checklist
from tracker.payments.rules.commands import RecordPayment
from tracker.payments.rules.recording import LineBalance, Payable
from tracker.settings import queries as settings


@dataclass(frozen=True)
class InstalmentPage:
    """What stands around the forms of one instalment."""

    id: int
    no: int
    name: str
    contract_id: int
    contract_name: str
    project_code: str
    project_name: str
    supplier: str
    open: Money
    paid: Money
    due_on: date | None
    state: InstalmentState
    condition: Label
    triggered_on: date | None
    expected_on: date | None
    is_triggered: bool
    override_by: str
    override_reason: str
    payable: Payable
    usual: RecordPayment
    invoices: tuple[tuple[int, str], ...]
    checks: tuple[Item, ...]


def instalment_page(
    instalment_id: int, today: date, voucher: str = "", application_id: int | None = None
) -> InstalmentPage:
    """The facts of an instalment on the day it is to be paid.

    The usual case carries out ``application_id``, or the only approved application there is.
    """
    project = joinedload(Instalment.contract).joinedload(Contract.project)
    instalment = db.session.get(Instalment, instalment_id, options=(project,))
    if instalment is None:
        raise NotFound
    contract = instalment.contract
    facts = payable(instalment, voucher)
    of_today = facts.lines_of(today.year)
    return InstalmentPage(
        id=instalment.id,
        no=instalment.no,
        name=instalment.name,
        contract_id=contract.id,
        contract_name=contract.name,
        project_code=contract.project.code,
        project_name=contract.project.name,
        supplier=contract.supplier.name if contract.supplier else "",
        open=instalment.open,
        paid=instalment.paid,
        due_on=instalment.due_on,
        state=instalment.state(today),
        condition=instalment.trigger.label,
        triggered_on=instalment.triggered_on,
        expected_on=instalment.expected_day,
        is_triggered=instalment.is_triggered(today),
        override_by=instalment.override_by,
        override_reason=instalment.override_reason,
        payable=facts,
        usual=_usual(facts, application_id, today),
        invoices=tuple((one.id, _invoice_name(one)) for one in instalment.valid_invoices),
        checks=checklist(_check_facts(instalment, of_today, today)),
    )


def _usual(payable: Payable, application_id: int | None, today: date) -> RecordPayment:
    """All that is open, paid today; from the year's line and for the invoice if there is one."""
    lines = [line.id for line in payable.lines_of(today.year)]
    if application_id is None:
        application_id = _only([one.id for one in payable.applications])
    approved = payable.approved(application_id)
    if approved is not None:
        of_year = approved.budget_line_id if approved.budget_line_id in lines else None
        return RecordPayment(
            amount=approved.amount,
            paid_on=today,
            voucher="",
            budget_line_id=of_year or _only(lines),
            invoice_id=_only(approved.invoice_ids),
            application_id=approved.id,
        )
    return RecordPayment(
        amount=payable.open,
        paid_on=today,
        voucher="",
        budget_line_id=_only(lines),
        invoice_id=_only(payable.invoice_ids),
    )


def _only(ids: Collection[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None


def _invoice_name(invoice: Invoice) -> str:
    return f"{invoice.number}（{invoice.amount}）"


def _check_facts(instalment: Instalment, lines: tuple[LineBalance, ...], today: date) -> Facts:
    contract = instalment.contract
    invoices = [invoice.amount for invoice in instalment.valid_invoices]
    return Facts(
        condition=instalment.trigger.label,
        triggered=instalment.is_triggered(today),
        overridden=bool(instalment.override_reason),
        open=instalment.open,
        invoiced=sum(invoices, start=-instalment.paid) if invoices else None,
        invoice_starts_clock=instalment.due_from is DueFrom.INVOICE,
        payee_account=contract.payee_account,
        supplier_account=contract.supplier.bank_account if contract.supplier else "",
        year=today.year,
        left=sum((line.left for line in lines), start=ZERO) if lines else None,
    )


@dataclass(frozen=True)
class ReversalPage:
    """A payment on the way to being reversed."""

    payment: PaymentRow
    contract_name: str
    project_code: str
    project_name: str
    is_year_closed: bool


def reversal_page(payment_id: int) -> ReversalPage:
    """The payment with what its reversal depends on."""
    payment = db.session.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    return ReversalPage(
        payment=payment_row(payment),
        contract_name=payment.contract.name,
        project_code=payment.project.code,
        project_name=payment.project.name,
        is_year_closed=settings.fiscal_year(payment.fiscal_year).is_closed,
    )
