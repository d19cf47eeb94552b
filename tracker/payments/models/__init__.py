"""Payments, and the applications that come before them."""

from tracker.payments.models.application import (
    ApplicationInvoice,
    ApplicationStep,
    PaymentApplication,
)
from tracker.payments.models.payment import Payment

__all__ = ["ApplicationInvoice", "ApplicationStep", "Payment", "PaymentApplication"]
