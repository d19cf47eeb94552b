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
    REQUIREMENT = "requirement"
    MARKET_STUDY = "market_study"
    PROCUREMENT_PLAN = "procurement_plan"
    APPROVAL = "approval"
    AGENCY_AGREEMENT = "agency_agreement"
    NOTICE = "notice"
    PANEL_RECORD = "panel_record"
    OPENING_RECORD = "opening_record"
    QUOTES = "quotes"
    NEGOTIATION_RECORD = "negotiation_record"
    SCORE_SHEETS = "score_sheets"
    EVALUATION_REPORT = "evaluation_report"
    MINUTES = "minutes"
    AWARD_NOTICE = "award_notice"
    OBJECTION = "objection"
    LEGAL_OPINION = "legal_opinion"
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
    DocumentKind.REQUIREMENT: Label("采购需求", "Requirement"),
    DocumentKind.MARKET_STUDY: Label("需求调查报告", "Market study"),
    DocumentKind.PROCUREMENT_PLAN: Label("采购实施计划", "Procurement plan"),
    DocumentKind.APPROVAL: Label("批复文件", "Approval"),
    DocumentKind.AGENCY_AGREEMENT: Label("委托代理协议", "Agency agreement"),
    DocumentKind.NOTICE: Label("公告", "Notice"),
    DocumentKind.PANEL_RECORD: Label("评审小组名单", "Panel record"),
    DocumentKind.OPENING_RECORD: Label("开标记录", "Opening record"),
    DocumentKind.QUOTES: Label("报价与响应文件", "Quotes and responses"),
    DocumentKind.NEGOTIATION_RECORD: Label("谈判、磋商记录", "Negotiation record"),
    DocumentKind.SCORE_SHEETS: Label("评分表", "Score sheets"),
    DocumentKind.EVALUATION_REPORT: Label("评审报告", "Evaluation report"),
    DocumentKind.MINUTES: Label("会议纪要", "Minutes"),
    DocumentKind.AWARD_NOTICE: Label("中标、成交通知书", "Award notice"),
    DocumentKind.OBJECTION: Label("质疑、投诉文书", "Challenge or complaint"),
    DocumentKind.LEGAL_OPINION: Label("合同审核意见", "Opinion on the contract"),
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
    """A record of a project that files may belong to; ``part_of`` are the uids of what holds it.

    Papers follow from its ``facts``; ``expects`` names those that it calls for by itself.
    """

    target: Target
    label: Label
    part_of: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    expects: tuple[DocumentKind, ...] = ()

    @property
    def calls(self) -> tuple[Missing, ...]:
        """Every paper that ought to be there because of this record."""
        kinds = (*(EXPECTED[fact] for fact in self.facts), *self.expects)
        return tuple(Missing(kind, self) for kind in kinds)


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
    calls = [call for subject in subjects for call in subject.calls]
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
