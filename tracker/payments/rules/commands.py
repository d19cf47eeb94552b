"""Kinds of payment rows, and the commands that forms, the demo and services share.

Amounts of payments are positive; those of reversals (冲正) are typed positive and stored negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.money import Money


class PaymentKind(StrEnum):
    PAYMENT = "payment"
    CORRECTION = "correction"
    REFUND = "refund"

    @property
    def label(self) -> Label:
        return _KINDS[self]

    @property
    def explanation(self) -> Label:
        """What a person choosing between the kinds of reversal has to know."""
        return _KIND_HINTS[self]


_KINDS = {
    PaymentKind.PAYMENT: Label("付款", "Payment"),
    PaymentKind.CORRECTION: Label("更正登记", "Correction"),
    PaymentKind.REFUND: Label("款项退回", "Refund"),
}
_KIND_HINTS = {
    PaymentKind.PAYMENT: Label("已支付的款项", "Money paid"),
    PaymentKind.CORRECTION: Label(
        "登记有误，钱没有这样付出；在原付款年度冲减，该年度已关闭的计入本年",
        "Entered by mistake; counts in the year of the payment, or today if that year is closed",
    ),
    PaymentKind.REFUND: Label(
        "钱已付出又退回；跨年退回不改动上年数字，未付金额回到本年",
        "Paid and come back; an older year stays as it was, and the amount is open again",
    ),
}
REVERSALS = (PaymentKind.CORRECTION, PaymentKind.REFUND)


@dataclass(frozen=True)
class Draft:
    """A payment as far as it has been typed; what is missing is the form's own affair."""

    amount: Money | None
    paid_on: date | None
    voucher: str
    budget_line_id: int | None
    invoice_id: int | None
    explanation: str
    application_id: int | None = None


@dataclass(frozen=True)
class RecordPayment:
    """One payment of an instalment, or part of one; the fiscal year follows from ``paid_on``.

    ``application_id`` is the approved application it carries out, where payments are approved.
    """

    amount: Money
    paid_on: date
    voucher: str
    budget_line_id: int | None = None
    invoice_id: int | None = None
    explanation: str = ""
    backfilled: bool = False
    application_id: int | None = None

    @property
    def draft(self) -> Draft:
        return Draft(
            amount=self.amount,
            paid_on=self.paid_on,
            voucher=self.voucher,
            budget_line_id=self.budget_line_id,
            invoice_id=self.invoice_id,
            explanation=self.explanation,
            application_id=self.application_id,
        )


@dataclass(frozen=True)
class ReversePayment:
    """Take back (part of) a payment: ``amount`` is positive, ``on`` the day the money came back."""

    amount: Money
    kind: PaymentKind
    on: date
    reason: str
