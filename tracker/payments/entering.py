"""A payment as it enters, inside the transaction of a use case; forms and the import share it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tracker.accounts.rules import Actor
from tracker.contracts.models import Instalment
from tracker.infra.db import db
from tracker.kernel.errors import RuleViolation, Violations
from tracker.payments import queries
from tracker.payments.models import Payment
from tracker.payments.rules import recording
from tracker.payments.rules.commands import RecordPayment


def check_payment(instalment: Instalment, command: RecordPayment, today: date) -> None:
    """Raise what ``recording.violations`` finds; the instalment must be locked."""
    payable = queries.payable(instalment, command.voucher)
    refuse(recording.violations(payable, command.draft, today))


def enter_payment(
    instalment: Instalment, command: RecordPayment, actor: Actor, at: datetime
) -> Payment:
    """A payment that was checked. The stage of the project is the caller's to keep."""
    payment = Payment.of(instalment, command, actor, at)
    db.session.add(payment)
    settle(instalment)
    return payment


def settle(instalment: Instalment) -> None:
    """Write what hangs on the paid sum: the day it was settled."""
    paid_on = max(payment.paid_on for payment in instalment.payments)
    instalment.settle(instalment.paid, paid_on)


def refuse(found: Sequence[RuleViolation]) -> None:
    """Raise what was found: alone, or all of it together."""
    if len(found) == 1:
        raise found[0]
    if found:
        raise Violations(found)
