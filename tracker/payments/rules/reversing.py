"""Reversals (冲正): how much may be taken back, and in which year it counts (MODEL 6.2)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from tracker.kernel.errors import RuleViolation
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules import errors
from tracker.payments.rules.commands import REVERSALS, PaymentKind, ReversePayment


@dataclass(frozen=True)
class Reversible:
    """A payment as reversing it sees it; ``left`` is what earlier reversals have left of it."""

    kind: PaymentKind
    paid_on: date
    fiscal_year: int
    left: Money


@dataclass(frozen=True)
class Booking:
    """Where a reversal counts; ``prior_year`` leaves the payment's own year as it was."""

    on: date
    fiscal_year: int
    prior_year: bool


def violations(payment: Reversible, command: ReversePayment, today: date) -> list[RuleViolation]:
    """Everything that speaks against the reversal, its year apart (see ``book``)."""
    if payment.kind is not PaymentKind.PAYMENT:
        return [errors.NotReversible()]
    found: list[RuleViolation] = []
    if command.kind not in REVERSALS:
        found.append(errors.NotAReversal(field="kind"))
    if command.amount <= ZERO:
        found.append(errors.NotPositive(field="amount"))
    if command.amount > payment.left:
        found.append(errors.ReversedTooMuch(field="amount", left=payment.left))
    if command.on > today:
        found.append(errors.FutureDate(field="on", today=today))
    if command.on < payment.paid_on:
        found.append(errors.BeforePayment(field="on", paid_on=payment.paid_on))
    if not command.reason.strip():
        found.append(errors.NoReason(field="reason"))
    return found


def book(payment: Reversible, command: ReversePayment, closed: Set[int], today: date) -> Booking:
    """A correction counts in the payment's year, a refund in the year it came back.

    When that year is closed, it counts from today. Raises ``ClosedYear`` if today's is closed, too.
    """
    corrects = command.kind is PaymentKind.CORRECTION
    on = payment.paid_on if corrects else command.on
    if fiscal_year(on) not in closed:
        return Booking(on, fiscal_year(on), fiscal_year(on) != payment.fiscal_year)
    year = fiscal_year(today)
    if year in closed:
        raise errors.ClosedYear(field="on", year=year)
    return Booking(today if corrects else on, year, year != payment.fiscal_year)
