"""What can be wrong with what happens to a signed contract: facts, invoices, changes, its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.kinds import AmendmentKind, Pricing, Trigger
from tracker.contracts.rules.schedule import Price
from tracker.contracts.rules.terms import Amend, Proof, RecordInvoice
from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class FutureDate(RuleViolation):
    code = "future_date"
    label = Label("日期不能晚于今天（{today}）", "The date may not be after today ({today})")


class BeforeSigning(RuleViolation):
    code = "before_signing"
    label = Label(
        "日期不能早于合同签订日（{signed_on}）", "The date may not be before signing ({signed_on})"
    )


class NotPositive(RuleViolation):
    code = "not_positive"
    label = Label("金额须大于0", "The amount must be above 0")


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    label = Label("请填写原因", "Enter the reason")


class DocumentMissing(RuleViolation):
    code = "document_missing"
    label = Label(
        "合同已签订，变更须有补充协议或其他书面依据",
        "A signed contract is changed by a supplementary agreement: name it",
    )


class InvoiceTooLarge(RuleViolation):
    code = "invoice_too_large"
    label = Label(
        "发票金额比本笔未开票金额多{more}元",
        "The invoice is {more} yuan above what is not invoiced",
    )


class ReceivedBeforeIssued(RuleViolation):
    code = "received_before_issued"
    label = Label("收到日期不能早于开票日期", "An invoice is not received before it is issued")


class ContractEnded(RuleViolation):
    code = "contract_ended"
    label = Label("合同{number}已终止，不能再修改", "Contract {number} has ended: nothing changes")


class NotInForce(RuleViolation):
    code = "not_in_force"
    label = Label("“{name}”已撤销", "“{name}” was withdrawn")


class AlreadyTriggered(RuleViolation):
    code = "already_triggered"
    label = Label("付款条件已于{on}成就", "The trigger happened on {on}")


class NotTriggered(RuleViolation):
    code = "not_triggered"
    label = Label("付款条件尚未登记为成就", "The trigger is not recorded as having happened")


class RoundRequired(RuleViolation):
    code = "round_required"
    label = Label(
        "“{trigger}”须由验收组全体签署合格才成就，不能手工登记；请从合同页发起验收",
        "“{trigger}” is met only when everybody of the acceptance group passes it; "
        "start a round of acceptance from the page of the contract",
    )


class MetByRound(RuleViolation):
    code = "met_by_round"
    label = Label(
        "付款条件由验收组签署（{evidence}）成就，不能撤回",
        "The condition was met by the signatures of {evidence} and is not taken back",
    )


class TriggerIsAgreed(RuleViolation):
    code = "trigger_is_agreed"
    label = Label(
        "这一笔按合同约定的日期付款，请改付款节点",
        "Its day is agreed in the contract: revise the schedule instead",
    )


class EstimateIsDerived(RuleViolation):
    code = "estimate_is_derived"
    label = Label(
        "质保期满日由终验日期推算，请调整终验的预计日期",
        "The end of warranty follows from the final acceptance: change its estimate",
    )


class EstimateInPast(RuleViolation):
    code = "estimate_in_past"
    label = Label(
        "预计日期不能早于今天（{today}）；已经发生的请登记条件成就",
        "An expected day is not before today ({today}); if it happened, record the trigger",
    )


class ProofMissing(RuleViolation):
    code = "proof_missing"
    label = Label("请写明依据材料", "Name the paper that shows it")


class PaidAlready(RuleViolation):
    code = "paid_already"
    label = Label("这一笔已有付款，不能撤回条件成就", "It has payments: the trigger stays recorded")


class AlreadyDisputed(RuleViolation):
    code = "already_disputed"
    label = Label("这一笔已冻结", "It is disputed already")


class NotDisputed(RuleViolation):
    code = "not_disputed"
    label = Label("这一笔没有冻结", "It is not disputed")


class MoreThanOpen(RuleViolation):
    code = "more_than_open"
    label = Label("争议金额不能多于未付的{open}元", "The dispute is above the {open} yuan open")


class AlreadyVoided(RuleViolation):
    code = "already_voided"
    label = Label("这张发票已作废", "This invoice is voided already")


class StillOpen(RuleViolation):
    code = "still_open"
    label = Label(
        "还有{open}元未付；提前终止须写明原因和依据",
        "{open} yuan are open; an early end needs its reason and its paper",
    )


class ServiceRuns(RuleViolation):
    code = "service_runs"
    label = Label(
        "服务期到{service_to}；提前终止须写明原因和依据",
        "Service runs to {service_to}; an early end needs its reason and its paper",
    )


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    label = Label(
        "你编辑期间，付款节点已由他人改为第{version}版。下面同时列出两个版本，请核对后再保存",
        "Someone made version {version} while you edited. Both are shown: compare, then save",
    )


def check_fact_day(on: date, signed_on: date, today: date, field: str) -> None:
    """Raise unless the fact lies between the signing and today."""
    if on > today:
        raise FutureDate(today=today, field=field)
    if on < signed_on:
        raise BeforeSigning(signed_on=signed_on, field=field)


def check_reason(reason: str, field: str = "reason") -> None:
    """Raise unless a reason is given."""
    if not reason.strip():
        raise ReasonMissing(field=field)


def check_document(document: str, pricing: Pricing) -> None:
    """A change after signing needs its paper, except where what is used is paid."""
    if pricing is Pricing.FIXED and not document.strip():
        raise DocumentMissing(field="document")


def signed_amount(command: Amend) -> Money:
    """The amount of an amendment with its sign; raises when the kind and the amount do not fit."""
    if command.kind is AmendmentKind.TERMS:
        return ZERO
    if command.amount <= ZERO:
        raise NotPositive(field="amount")
    return command.amount if command.kind is AmendmentKind.ADDITION else -command.amount


def changed_price(price: Price, kind: AmendmentKind, signed: Money) -> Price:
    """The price after an amendment; a deduction leaves what ratios are taken of."""
    if kind is AmendmentKind.DEDUCTION:
        return replace(price, deductions=price.deductions - signed)
    return replace(price, amount=price.amount + signed)


def check_proof(proof: Proof) -> None:
    """Raise unless the paper is named."""
    if not proof.text.strip():
        raise ProofMissing(field="evidence")


class EstimateOvertaken(Conflict):
    code = "estimate_overtaken"
    label = Label(
        "第{no}笔的预计日期刚被别人改为{now}，请按新的数据重新试算",
        "The expected date of instalment {no} has just been changed to {now}: try again",
    )


def check_can_estimate(
    trigger: Trigger, triggered_on: date | None, is_derived: bool, today: date, new: date | None
) -> None:
    """Raise unless the trigger is still to come and its day is the owner's to estimate."""
    if trigger is Trigger.ON_DATE:
        raise TriggerIsAgreed(field="expected_on")
    if triggered_on is not None:
        raise AlreadyTriggered(on=triggered_on, field="expected_on")
    if is_derived:
        raise EstimateIsDerived(field="expected_on")
    if new is not None and new < today:
        raise EstimateInPast(today=today, field="expected_on")


def check_dispute(amount: Money, open_amount: Money, is_disputed: bool) -> None:
    """Raise unless ``amount`` is part of what is open."""
    if is_disputed:
        raise AlreadyDisputed(field="amount")
    if amount <= ZERO:
        raise NotPositive(field="amount")
    if amount > open_amount:
        raise MoreThanOpen(open=open_amount, field="amount")


def check_completed(open_amount: Money, service_to: date | None, on: date) -> None:
    """Raise unless nothing is open and the service is over."""
    errors: list[RuleViolation] = []
    if open_amount:
        errors.append(StillOpen(open=open_amount, field="early"))
    if service_to is not None and service_to > on:
        errors.append(ServiceRuns(service_to=service_to, field="early"))
    raise_all(errors)


def check_invoice(command: RecordInvoice, uninvoiced: Money, today: date) -> None:
    """Raise unless the invoice fits what is not invoiced yet, and its days are possible."""
    errors: list[RuleViolation] = []
    if command.amount <= ZERO:
        errors.append(NotPositive(field="amount"))
    elif command.amount > uninvoiced:
        errors.append(InvoiceTooLarge(more=command.amount - uninvoiced, field="amount"))
    if command.received_on > today:
        errors.append(FutureDate(today=today, field="received_on"))
    if command.received_on < command.issued_on:
        errors.append(ReceivedBeforeIssued(field="received_on"))
    raise_all(errors)
