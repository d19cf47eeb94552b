"""What a contract says about its instalments, and the commands that change contracts.

A ratio is a whole number of millionths: 300_000 is 30 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import (
    AmendmentKind,
    Basis,
    BondForm,
    ContractKind,
    DueFrom,
    Pricing,
    ProofKind,
    Trigger,
)
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Terms:
    """One instalment as agreed: ``ratio`` for the ratio bases, ``amount`` for the typed ones.

    ``uid`` names the instalment that these terms continue, and is empty for a new one;
    ``deducted`` is what assessments have taken off it.
    """

    no: int
    name: str
    basis: Basis
    trigger: Trigger
    due_count: int
    due_unit: DurationUnit
    due_from: DueFrom = DueFrom.TRIGGER
    ratio: int | None = None
    amount: Money | None = None
    expected_on: date | None = None
    uid: str = ""
    deducted: Money = ZERO

    @property
    def due(self) -> Duration:
        return Duration(self.due_count, self.due_unit)

    @property
    def condition(self) -> Label:
        """When it is to be paid, in words: 初验合格后15个工作日内."""
        trigger, unit = self.trigger.label, self.due_unit.label
        if self.trigger is Trigger.ON_DATE and self.expected_on is not None:
            trigger = Label(f"{self.expected_on}", f"{self.expected_on}")
        if self.due_from is DueFrom.INVOICE:
            trigger = Label(f"{trigger.zh}并收到发票", f"{trigger.en} and the invoice")
        if not self.due_count:
            return Label(f"{trigger.zh}当日", f"on: {trigger.en}")
        return Label(
            f"{trigger.zh}后{self.due_count}{unit.zh}内",
            f"within {self.due_count} {unit.en} of: {trigger.en}",
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that something happened: its kind, and where to find it."""

    kind: ProofKind
    text: str


@dataclass(frozen=True, slots=True)
class Bond:
    """A performance bond (履约保证金)."""

    amount: Money
    form: BondForm
    return_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignContract:
    """A signed contract with its schedule; ``explanation`` is for statutory limits exceeded."""

    number: str
    name: str
    kind: ContractKind
    pricing: Pricing
    amount: Money
    signed_on: date
    schedule: tuple[Terms, ...]
    supplier_id: int | None = None
    award_id: int | None = None
    service_year: int = 1
    annual_fee: Money | None = None
    service_from: date | None = None
    service_to: date | None = None
    warranty_months: int = 0
    payee_account: str = ""
    bond: Bond | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Revise:
    """A new version of the schedule, drafted on top of version ``version``, agreed on ``on``."""

    version: int
    schedule: tuple[Terms, ...]
    on: date
    reason: str
    document: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Amend:
    """An amendment and the schedule that follows from it.

    ``amount`` is without a sign: the kind says which way it goes. A deduction names its instalment
    and needs no schedule.
    """

    version: int
    kind: AmendmentKind
    amount: Money
    on: date
    reason: str
    document: str
    schedule: tuple[Terms, ...] = ()
    instalment_uid: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class RecordInvoice:
    number: str
    issued_on: date
    received_on: date
    amount: Money
    code: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The supplier's claim to ``amount`` of an instalment is contested; the rest stays payable."""

    amount: Money
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Terminate:
    """The end of a contract: ``early`` writes off what was not paid, with ``document``."""

    on: date
    reason: str
    early: bool = False
    document: str = ""
