"""Recording a payment, taking one back, and a leader's approval to pay early."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.accounts.rules import Actor, allow
from tracker.contracts import queries as contracts
from tracker.contracts.models import Instalment
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.payments import queries
from tracker.payments.entering import check_payment, enter_payment, refuse, settle
from tracker.payments.models import Payment, PaymentApplication
from tracker.payments.rules import duties, recording, reversing
from tracker.payments.rules.commands import RecordPayment, ReversePayment
from tracker.payments.service.locking import locked_instalment
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind


def record(
    instalment_id: int, actor: Actor, command: RecordPayment, files: Sequence[Incoming] = ()
) -> int:
    """Record a payment of (part of) an instalment and return its id.

    Raises what ``recording.violations`` finds; where payments are approved first, the recorder is
    neither who applied nor who approved. Two payments of the same instalment wait for each
    other, so that together they never exceed it.
    """
    allow("payments.record", actor)
    with received(files) as uploads, transaction():
        instalment = locked_instalment(instalment_id)
        check_payment(instalment, command, clock.today())
        application = _carry_out(command, actor)
        payment = enter_payment(instalment, command, actor, clock.now())
        if application is not None:
            application.pay(payment, actor, clock.now())
        _keep_stage(instalment)
        filing = Filing(target(payment), DocumentKind.RECEIPT)
        put_on_record(instalment.contract.project, filing, uploads, actor)
        _record("payments.record", payment, actor)
    return payment.id


def reverse(payment_id: int, actor: Actor, command: ReversePayment) -> int:
    """Take (part of) a payment back by a negative row; return that row's id (MODEL 6.2)."""
    allow("payments.reverse", actor)
    with transaction():
        payment = db.session.get(Payment, payment_id)
        if payment is None:
            raise NotFound
        instalment = locked_instalment(payment.instalment_id)
        today = clock.today()
        refuse(reversing.violations(payment.facts, command, today))
        booking = reversing.book(payment.facts, command, queries.closed_years(), today)
        reversal = payment.reverse(command, booking, actor, clock.now())
        db.session.add(reversal)
        settle(instalment)
        _keep_stage(instalment)
        _record("payments.reverse", reversal, actor)
    return reversal.id


def override(instalment_id: int, actor: Actor, reason: str) -> None:
    """A leader lets an instalment be paid before its trigger; the reason stays visible."""
    allow("payments.override", actor)
    with transaction():
        instalment = locked_instalment(instalment_id)
        payable = queries.payable(instalment)
        refuse(recording.override_violations(payable, reason, clock.today()))
        instalment.override(actor.name, reason.strip())
        audit.record(
            "payments.override",
            instalment,
            actor,
            reason=reason.strip(),
            detail=f"{instalment.contract.number} 第{instalment.no}笔",
            project=instalment.contract.project,
        )


def _carry_out(command: RecordPayment, actor: Actor) -> PaymentApplication | None:
    """The application the payment carries out, locked; the recorder had no other part in it."""
    if command.application_id is None:
        return None
    application = lock(PaymentApplication, command.application_id)
    refuse(duties.recorder_violations(application.applicant_id, application.approver_id, actor))
    return application


def _keep_stage(instalment: Instalment) -> None:
    project = instalment.contract.project
    project.claim_stage(**contracts.stage_claims(project.id, clock.today()))


def _record(action: str, payment: Payment, actor: Actor) -> None:
    instalment = payment.instalment
    detail = f"{instalment.contract.number} 第{instalment.no}笔 {abs(payment.amount)}元"
    audit.record(
        action,
        payment,
        actor,
        reason=payment.reason or payment.explanation,
        detail=f"{detail}，凭证号{payment.voucher}",
        project=instalment.contract.project,
    )
