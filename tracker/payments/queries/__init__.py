"""Reads of payments: what may be paid, what was paid and applied for, and the facts of forms."""

from tracker.payments.queries.application_pages import application_page, apply_page
from tracker.payments.queries.applications import (
    ApplicationRow,
    applications,
    applied_for,
    applied_in,
    awaiting_count,
    usual_view,
    years_applied,
)
from tracker.payments.queries.cases import case_of, evidence_of, to_follow
from tracker.payments.queries.facts import approved_of, closed_years, payable, spent_on
from tracker.payments.queries.invoices import InvoiceRow, invoice_register, years_received
from tracker.payments.queries.leaving import open_applications
from tracker.payments.queries.ledger import LedgerRow, payment_ledger, years_paid
from tracker.payments.queries.pages import instalment_page, reversal_page
from tracker.payments.queries.papers import subjects
from tracker.payments.queries.rows import (
    PaymentRow,
    payments_of_contract,
    payments_of_instalment,
    payments_of_project,
    payments_of_year,
)

__all__ = [
    "ApplicationRow",
    "InvoiceRow",
    "LedgerRow",
    "PaymentRow",
    "application_page",
    "applications",
    "applied_for",
    "applied_in",
    "apply_page",
    "approved_of",
    "awaiting_count",
    "case_of",
    "closed_years",
    "evidence_of",
    "instalment_page",
    "invoice_register",
    "open_applications",
    "payable",
    "payment_ledger",
    "payments_of_contract",
    "payments_of_instalment",
    "payments_of_project",
    "payments_of_year",
    "reversal_page",
    "spent_on",
    "subjects",
    "to_follow",
    "usual_view",
    "years_applied",
    "years_paid",
    "years_received",
]
