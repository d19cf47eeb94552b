"""Reads of payments: what may be paid, what was paid, and the facts of the forms."""

from tracker.payments.queries.facts import closed_years, payable, spent_on
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
    "PaymentRow",
    "closed_years",
    "instalment_page",
    "payable",
    "payments_of_contract",
    "payments_of_instalment",
    "payments_of_project",
    "payments_of_year",
    "reversal_page",
    "spent_on",
    "subjects",
]
