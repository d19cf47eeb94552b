"""What happens to a signed contract: estimates, triggers, invoices, publication, filing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.accounts.rules import Actor, allow
from tracker.contracts.entering import enter_notice, enter_trigger
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.contracts.queries import similar_invoices
from tracker.contracts.rules import facts, invoices
from tracker.contracts.rules.kinds import ProofKind, Trigger
from tracker.contracts.rules.papers import paper_of_proof
from tracker.contracts.rules.terms import Proof, RecordInvoice
from tracker.contracts.service.locking import keep_stage, locked_contract, locked_instalment
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind
from tracker.settings.queries import work_calendar


def estimate(instalment_id: int, actor: Actor, expected_on: date | None, reason: str = "") -> None:
    """Set the day on which the trigger is expected; what hangs on it slips with it."""
    allow("contracts.estimate", actor)
    today = clock.today()
    with transaction():
        instalment = locked_instalment(instalment_id, actor)
        facts.check_can_estimate(
            instalment.trigger,
            instalment.triggered_on,
            instalment.is_estimate_derived,
            today,
            expected_on,
        )
        instalment.estimate(expected_on, work_calendar())
        _finish("contracts.estimate", instalment, actor, reason)


def record_trigger(
    instalment_id: int, actor: Actor, on: date, proof: Proof, files: Sequence[Incoming] = ()
) -> None:
    """Record that the trigger happened, with what shows it."""
    allow("contracts.record_trigger", actor)
    today = clock.today()
    with received(files) as uploads, transaction():
        instalment = locked_instalment(instalment_id, actor)
        enter_trigger(instalment, on, proof, today)
        filing = Filing(target(instalment), paper_of_proof(proof.kind))
        put_on_record(instalment.contract.project, filing, uploads, actor)
        _finish("contracts.record_trigger", instalment, actor, proof.text)


def retract_trigger(instalment_id: int, actor: Actor, reason: str) -> None:
    """Take back a trigger that was recorded in error; refused once there are payments."""
    allow("contracts.retract_trigger", actor)
    with transaction():
        instalment = locked_instalment(instalment_id, actor)
        facts.check_reason(reason)
        if instalment.trigger in (Trigger.SIGNING, Trigger.ON_DATE):
            raise facts.TriggerIsAgreed
        if instalment.triggered_on is None:
            raise facts.NotTriggered
        if instalment.evidence_kind is ProofKind.ROUND:
            raise facts.MetByRound(evidence=instalment.evidence)
        if instalment.paid:
            raise facts.PaidAlready
        instalment.retract_trigger(work_calendar())
        _finish("contracts.retract_trigger", instalment, actor, reason)


def record_invoice(
    instalment_id: int, actor: Actor, command: RecordInvoice, files: Sequence[Incoming] = ()
) -> int:
    """Record an invoice received for an instalment; its id."""
    allow("contracts.record_invoice", actor)
    today = clock.today()
    with received(files) as uploads, transaction():
        instalment = locked_instalment(instalment_id, actor)
        contract = instalment.contract
        facts.check_invoice(command, instalment.uninvoiced, today)
        known = similar_invoices(contract, command.number)
        invoices.check_unused(command.code, command.number, command.explanation, known)
        invoice = Invoice.of(instalment, command)
        db.session.add(invoice)
        contract.reckon(work_calendar())
        filing = Filing(target(invoice), DocumentKind.INVOICE)
        put_on_record(contract.project, filing, uploads, actor)
        detail = f"{contract.number} 第{instalment.no}笔 {invoice.number} {invoice.amount}元"
        audit.record(
            "contracts.record_invoice",
            invoice,
            actor,
            reason=invoice.explanation,
            detail=detail,
            project=contract.project,
        )
        return invoice.id


def void_invoice(invoice_id: int, actor: Actor, reason: str) -> None:
    """Void an invoice that was entered in error; its number may be entered again."""
    allow("contracts.void_invoice", actor)
    with transaction():
        invoice = db.session.get(Invoice, invoice_id)
        if invoice is None:
            raise NotFound
        locked_instalment(invoice.instalment_id, actor)
        invoice = lock(Invoice, invoice_id)
        facts.check_reason(reason)
        if not invoice.is_valid:
            raise facts.AlreadyVoided
        invoice.void(clock.today(), reason.strip())
        contract = invoice.contract
        contract.reckon(work_calendar())
        audit.record(
            "contracts.void_invoice",
            invoice,
            actor,
            reason=reason.strip(),
            detail=f"{contract.number} {invoice.number}",
            project=contract.project,
        )


def publish(contract_id: int, actor: Actor, on: date, explanation: str = "") -> None:
    """Record that the contract was published (合同公告); a late one needs its explanation."""
    allow("contracts.publish", actor)
    with transaction():
        contract = locked_contract(contract_id, actor)
        enter_notice("publishing", contract, on, explanation, clock.today())
        _finish_contract("contracts.publish", contract, actor, explanation)


def file(contract_id: int, actor: Actor, on: date, explanation: str = "") -> None:
    """Record that the contract was filed (备案); a late one needs its explanation."""
    allow("contracts.file", actor)
    with transaction():
        contract = locked_contract(contract_id, actor)
        enter_notice("filing", contract, on, explanation, clock.today())
        _finish_contract("contracts.file", contract, actor, explanation)


def _finish_contract(action: str, contract: Contract, actor: Actor, reason: str) -> None:
    keep_contract_clocks(contract, law())
    keep_stage(contract.project, clock.today())
    audit.record(
        action,
        contract,
        actor,
        reason=reason.strip(),
        detail=contract.number,
        project=contract.project,
    )


def _finish(action: str, instalment: Instalment, actor: Actor, reason: str) -> None:
    contract = instalment.contract
    keep_stage(contract.project, clock.today())
    audit.record(
        action,
        instalment,
        actor,
        reason=reason.strip(),
        detail=f"{contract.number} 第{instalment.no}笔",
        project=contract.project,
    )
