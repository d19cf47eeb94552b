"""What a person may do next with an instalment: buttons are shown for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.accounts.rules import Actor, Role, allows
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.contracts.rules.state import InstalmentFacts, is_triggered
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules.applying import ApplicationState, Mark


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody's roles allow on one project; ``edits`` as the project itself says."""

    user_id: int = 0
    applies: bool = False
    approves: bool = False
    pays: bool = False
    overrides: bool = False
    records: bool = False
    invoices: bool = False
    estimates: bool = False
    deducts: bool = False
    disputes: bool = False
    settles: bool = False
    accepts: bool = False

    @classmethod
    def of(cls, actor: Actor, *, edits: bool) -> Rights:
        """The rights of ``actor`` on a project that he may edit, or not."""
        prepares = edits or Role.ACCEPTANCE in actor.roles
        return cls(
            user_id=actor.id,
            applies=edits and allows("payments.apply", actor.roles),
            approves=allows("payments.approve", actor.roles),
            pays=allows("payments.record", actor.roles),
            overrides=allows("payments.override", actor.roles),
            records=edits and allows("contracts.record_trigger", actor.roles),
            invoices=edits and allows("contracts.record_invoice", actor.roles),
            estimates=edits and allows("contracts.estimate", actor.roles),
            deducts=edits and allows("contracts.amend", actor.roles),
            disputes=edits and allows("contracts.dispute", actor.roles),
            settles=edits and allows("contracts.undispute", actor.roles),
            accepts=prepares and allows("acceptance.draft", actor.roles),
        )


@dataclass(frozen=True, slots=True)
class Action:
    """A link to the page of an instalment, or of its application, where something can be done."""

    endpoint: str
    label: Label
    params: Mapping[str, int] = field(default_factory=dict)

    def address(self, instalment_id: int) -> Mapping[str, int]:
        """The arguments of the address."""
        if "application_id" in self.params:
            return self.params
        return {"instalment_id": instalment_id, **self.params}


APPLY = Action("payments.apply", Label("申请付款", "Apply for payment"))
AGAIN = Action("payments.apply", Label("重新申请", "Apply again"))
APPROVE = Action("payments.application", Label("审核付款申请", "Approve the application"))
PAY = Action("payments.new", Label("登记付款", "Record payment"))
OVERRIDE = Action("payments.override", Label("特批提前付款", "Approve early payment"))
TRIGGER = Action("contracts.trigger", Label("登记条件成就", "Record trigger"))
ACCEPT = Action("acceptance.of_instalment", Label("办理验收", "Have it accepted"))
INVOICE = Action("contracts.invoice", Label("登记发票", "Record invoice"))
ESTIMATE = Action("contracts.estimate", Label("调整预计日期", "Change expected date"))
DEDUCT = Action("contracts.deduct", Label("考核扣款", "Deduct"))
DISPUTE = Action("contracts.dispute", Label("冻结争议款", "Freeze what is disputed"))
UNDISPUTE = Action("contracts.undispute", Label("解除冻结", "End the dispute"))


@dataclass(frozen=True, slots=True)
class Situation:
    """What the offer depends on, beside the facts of the state.

    ``by_round``: only the acceptance group's signatures meet the condition.
    """

    facts: InstalmentFacts
    trigger: Trigger
    uninvoiced: Money
    is_overridden: bool = False
    approval_is_on: bool = False
    marks: tuple[Mark, ...] = ()
    by_round: bool = False

    @property
    def free(self) -> Money:
        """What nobody has applied for yet."""
        asked = (mark.amount for mark in self.marks if mark.state.is_under_way)
        return self.facts.open - sum(asked, start=ZERO)


def offered(one: Situation, rights: Rights, today: date) -> tuple[Action, ...]:
    """The actions in the order of use."""
    return tuple(_offered(one, rights, today))


def _offered(one: Situation, rights: Rights, today: date) -> Iterable[Action]:
    facts = one.facts
    if facts.is_withdrawn or not facts.open:
        return
    triggered = is_triggered(facts.triggered_on, today)
    if not facts.is_disputed and (triggered or one.is_overridden):
        yield from _paying(one, rights)
    if facts.triggered_on is None:
        yield from _meeting(one, rights)
    if rights.invoices and one.uninvoiced and (triggered or facts.due_from is DueFrom.INVOICE):
        yield INVOICE
    if rights.estimates and facts.triggered_on is None and one.trigger is not Trigger.SIGNING:
        yield ESTIMATE
    if rights.overrides and not triggered and not one.is_overridden and not facts.is_disputed:
        yield OVERRIDE


def _paying(one: Situation, rights: Rights) -> Iterable[Action]:
    """Applying, approving and recording are for three people: none is offered his own."""
    for mark in one.marks:
        others = {mark.applicant_id, mark.approver_id}
        waits = mark.state is ApplicationState.SUBMITTED
        approved = mark.state is ApplicationState.APPROVED
        if waits and rights.approves and rights.user_id != mark.applicant_id:
            yield replace(APPROVE, params={"application_id": mark.id})
        if approved and rights.pays and rights.user_id not in others:
            yield replace(PAY, params={"application": mark.id})
    if not one.approval_is_on:
        if rights.pays:
            yield PAY
    elif rights.applies and one.free:
        returned = any(mark.state is ApplicationState.RETURNED for mark in one.marks)
        yield AGAIN if returned else APPLY


def _meeting(one: Situation, rights: Rights) -> Iterable[Action]:
    if one.by_round and rights.accepts:
        yield ACCEPT
    if rights.records and not one.by_round:
        yield TRIGGER


def further(facts: InstalmentFacts, rights: Rights) -> tuple[Action, ...]:
    """What is rarely done: shown on the page of the contract only."""
    return tuple(_further(facts, rights))


def _further(facts: InstalmentFacts, rights: Rights) -> Iterable[Action]:
    if facts.is_withdrawn or not facts.open:
        return
    if rights.deducts:
        yield DEDUCT
    if facts.is_disputed and rights.settles:
        yield UNDISPUTE
    if not facts.is_disputed and rights.disputes:
        yield DISPUTE
