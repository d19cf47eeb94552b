"""The content that everybody signs, as plain data in a fixed shape.

Its canonical JSON is kept when a round is opened; the SHA-256 of that text is the fingerprint. A
later shape gets a later ``SCHEMA``: what was signed under an older one stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.acceptance.rules import stored
from tracker.acceptance.rules.commands import Plan
from tracker.acceptance.rules.roster import Seated
from tracker.acceptance.rules.standards import Team
from tracker.kernel.money import Money

SCHEMA = 1
WITH_PLAN_NUMBER = 2  # the same, and the number of the procurement plan (采购计划编号)


@dataclass(frozen=True, slots=True)
class Head:
    """What the round is called, and who opened it when."""

    uid: str
    number: str
    revision: int
    round_no: int
    follows: str
    unit: str
    opened_at: datetime
    opened_by: str


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """The contract as the form names it; ``method`` is the word for how it was procured."""

    project_uid: str
    project_code: str
    project_name: str
    uid: str
    number: str
    name: str
    amount: Money
    supplier: str
    method: str
    signed_on: date
    service_from: date | None
    service_to: date | None
    plan_number: str = ""

    @property
    def schema(self) -> int:
        """The shape that holds all that is known of the contract."""
        return WITH_PLAN_NUMBER if self.plan_number else SCHEMA


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment that the round unlocks."""

    uid: str
    no: int
    name: str
    amount: Money
    trigger: str
    condition: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the manifest: its name, kind, size in bytes and SHA-256."""

    uid: str
    name: str
    kind: str
    version: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything that opening a round fixes."""

    head: Head
    contract: ContractFacts
    plan: Plan
    parts: Sequence[Part]
    documents: Sequence[Document]
    roster: Sequence[Seated]
    team: Team


def content(frozen: Frozen) -> dict[str, Any]:
    """The content, ready for canonical JSON."""
    return {
        "schema_version": frozen.contract.schema,
        "type": "acceptance",
        **_head(frozen.head),
        "contract": _contract(frozen.contract),
        "parts": [_part(part) for part in frozen.parts],
        **_plan(frozen.plan),
        "documents": [_document(document) for document in frozen.documents],
        "roster": [_seated(one) for one in frozen.roster],
        "rule": {
            "least": frozen.team.least,
            "odd": frozen.team.odd,
            "source": frozen.team.source,
        },
    }


def _head(head: Head) -> dict[str, Any]:
    return {
        "uid": head.uid,
        "number": head.number,
        "revision": head.revision,
        "round_no": head.round_no,
        "follows": head.follows,
        "unit": head.unit,
        "opened_at": head.opened_at,
        "opened_by": head.opened_by,
    }


def _contract(facts: ContractFacts) -> dict[str, Any]:
    known = {"plan_number": facts.plan_number} if facts.plan_number else {}
    return {
        **known,
        "project_uid": facts.project_uid,
        "project_code": facts.project_code,
        "project_name": facts.project_name,
        "uid": facts.uid,
        "number": facts.number,
        "name": facts.name,
        "amount": facts.amount,
        "supplier": facts.supplier,
        "method": facts.method,
        "signed_on": facts.signed_on,
        "service_from": facts.service_from,
        "service_to": facts.service_to,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "uid": part.uid,
        "no": part.no,
        "name": part.name,
        "amount": part.amount,
        "trigger": part.trigger,
        "condition": part.condition,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "method": plan.method,
        "scope": plan.scope,
        "basis": plan.basis,
        "delivered_on": plan.delivered_on,
        "delay_note": plan.delay_note,
        "meet_at": plan.meet_at,
        "place": plan.place,
        "sign_by": plan.sign_by,
        "items": [{"no": no, **stored.item_data(item)} for no, item in enumerate(plan.items, 1)],
        "third_party_opinion": plan.third_party_opinion,
        "user_opinion": plan.user_opinion,
        "problems": plan.problems,
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "uid": document.uid,
        "name": document.name,
        "kind": document.kind,
        "version": document.version,
        "size": document.size,
        "sha256": document.sha256,
    }


def _seated(one: Seated) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "name": one.name,
        "post": one.post,
        "department": one.department,
        "seat": one.seat,
        "signs": one.seat.signs,
        "overlap": one.overlap,
        "overlap_reason": one.overlap_reason if one.overlap else "",
    }
