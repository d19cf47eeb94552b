"""What a person may do next with an instalment: buttons are shown for nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.accounts.rules import Actor, Role, allows
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.contracts.rules.state import InstalmentFacts, is_triggered
from tracker.kernel.labels import Label
from tracker.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody's roles allow on one project; ``edits`` as the project itself says."""

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
    """A link to the page of an instalment where something can be done."""

    endpoint: str
    label: Label


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
    by_round: bool = False


def offered(one: Situation, rights: Rights, today: date) -> tuple[Action, ...]:
    """The actions in the order of use."""
    return tuple(_offered(one, rights, today))


def _offered(one: Situation, rights: Rights, today: date) -> Iterable[Action]:
    facts = one.facts
    if facts.is_withdrawn or not facts.open:
        return
    triggered = is_triggered(facts.triggered_on, today)
    if rights.pays and not facts.is_disputed and (triggered or one.is_overridden):
        yield PAY
    if facts.triggered_on is None:
        yield from _meeting(one, rights)
    if rights.invoices and one.uninvoiced and (triggered or facts.due_from is DueFrom.INVOICE):
        yield INVOICE
    if rights.estimates and facts.triggered_on is None and one.trigger is not Trigger.SIGNING:
        yield ESTIMATE
    if rights.overrides and not triggered and not one.is_overridden and not facts.is_disputed:
        yield OVERRIDE


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
