"""Which papers there are, and which of them ought to be there but are not.

Features say what has happened to a record of theirs (``Fact``); the table says which paper shows
it. A contract signed calls for its text, a payment for the bank's receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.labels import Label


class DocumentKind(StrEnum):
    PROCUREMENT_FILE = "procurement_file"
    CONTRACT = "contract"
    AMENDMENT = "amendment"
    GUARANTEE = "guarantee"
    DELIVERY_NOTE = "delivery_note"
    ACCEPTANCE = "acceptance"
    EVIDENCE = "evidence"
    ASSESSMENT = "assessment"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    BUDGET_APPROVAL = "budget_approval"
    OTHER = "other"

    @property
    def label(self) -> Label:
        return _KINDS[self]


_KINDS = {
    DocumentKind.PROCUREMENT_FILE: Label("采购文件", "Procurement file"),
    DocumentKind.CONTRACT: Label("合同正本", "Contract"),
    DocumentKind.AMENDMENT: Label("补充协议", "Supplementary agreement"),
    DocumentKind.GUARANTEE: Label("保函", "Guarantee"),
    DocumentKind.DELIVERY_NOTE: Label("到货签收单", "Delivery note"),
    DocumentKind.ACCEPTANCE: Label("验收书", "Acceptance certificate"),
    DocumentKind.EVIDENCE: Label("验收资料", "Evidence for acceptance"),
    DocumentKind.ASSESSMENT: Label("考核表", "Assessment sheet"),
    DocumentKind.INVOICE: Label("发票", "Invoice"),
    DocumentKind.RECEIPT: Label("支付回单", "Payment receipt"),
    DocumentKind.BUDGET_APPROVAL: Label("预算批复", "Budget approval"),
    DocumentKind.OTHER: Label("其他文件", "Other"),
}


class Fact(StrEnum):
    """What may have happened to a record, as far as papers follow from it."""

    AWARDED = "awarded"
    SIGNED = "signed"
    AMENDED = "amended"
    DEDUCTED = "deducted"
    GUARANTEED = "guaranteed"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    ASSESSED = "assessed"
    INVOICED = "invoiced"
    PAID = "paid"


EXPECTED: Mapping[Fact, DocumentKind] = {
    Fact.AWARDED: DocumentKind.PROCUREMENT_FILE,
    Fact.SIGNED: DocumentKind.CONTRACT,
    Fact.AMENDED: DocumentKind.AMENDMENT,
    Fact.DEDUCTED: DocumentKind.ASSESSMENT,
    Fact.GUARANTEED: DocumentKind.GUARANTEE,
    Fact.DELIVERED: DocumentKind.DELIVERY_NOTE,
    Fact.ACCEPTED: DocumentKind.ACCEPTANCE,
    Fact.ASSESSED: DocumentKind.ASSESSMENT,
    Fact.INVOICED: DocumentKind.INVOICE,
    Fact.PAID: DocumentKind.RECEIPT,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The record that a file belongs to: its kind of evidence, and its uid."""

    kind: str
    uid: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A record of a project that files may belong to; ``part_of`` are the uids of what holds it."""

    target: Target
    label: Label
    part_of: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper that ought to be there, and the record that calls for it."""

    kind: DocumentKind
    subject: Subject


def missing(
    subjects: Sequence[Subject], held: Iterable[tuple[DocumentKind, str]]
) -> tuple[Missing, ...]:
    """What the facts call for and nothing that is ``held`` (kind, uid of its record) answers.

    Each file answers one call: of its own record first, then of a record that is part of it, so
    that one invoice put with the contract does not pass for those of all its instalments.
    """
    free = Counter(held)
    calls = [Missing(EXPECTED[fact], subject) for subject in subjects for fact in subject.facts]
    open_calls = [call for call in calls if not _answered(call, (call.subject.target.uid,), free)]
    return tuple(call for call in open_calls if not _answered(call, call.subject.part_of, free))


def _answered(
    call: Missing, places: Iterable[str], free: Counter[tuple[DocumentKind, str]]
) -> bool:
    """Whether a file in one of these places is left for it; then it is taken."""
    for uid in places:
        if free[call.kind, uid]:
            free[call.kind, uid] -= 1
            return True
    return False
