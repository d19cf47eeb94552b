"""The frozen content read back: what the page, the certificate and the ledger show.

Shapes differ by ``schema_version``; a later one gets its reader here, old rounds stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.acceptance.rules.kinds import Category, Method, RoundKind, Seat
from tracker.kernel.money import Money
from tracker.projects.rules import Duty
from tracker.projects.rules.documents import DocumentKind


@dataclass(frozen=True, slots=True)
class FormContract:
    project_code: str
    project_name: str
    number: str
    name: str
    amount: Money
    supplier: str
    method: str
    signed_on: date
    service_from: date | None
    service_to: date | None
    plan_number: str


@dataclass(frozen=True, slots=True)
class FormPart:
    uid: str
    no: int
    name: str
    amount: Money
    condition: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """``called`` is its clause, or its number where none was given."""

    no: int
    clause: str
    category: Category
    agreed: str
    actual: str
    evidence: str

    @property
    def called(self) -> str:
        return self.clause or str(self.no)


@dataclass(frozen=True, slots=True)
class FormDocument:
    uid: str
    name: str
    kind: DocumentKind
    version: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FormSeat:
    uid: str
    name: str
    post: str
    department: str
    seat: Seat
    overlap: Duty | None
    overlap_reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """The content of one round."""

    number: str
    revision: int
    round_no: int
    follows: str
    unit: str
    kind: RoundKind
    method: Method
    contract: FormContract
    parts: tuple[FormPart, ...]
    scope: str
    basis: str
    delivered_on: date | None
    delay_note: str
    meet_at: datetime | None
    place: str
    sign_by: date | None
    items: tuple[FormItem, ...]
    third_party_opinion: str
    user_opinion: str
    problems: str
    documents: tuple[FormDocument, ...]
    roster: tuple[FormSeat, ...]

    @property
    def is_late(self) -> bool:
        """Whether it was finished after the contract wanted it."""
        limit = self.contract.service_to
        return bool(self.delivered_on and limit and self.delivered_on > limit)


_SAME = (
    "number",
    "revision",
    "round_no",
    "follows",
    "unit",
    "scope",
    "basis",
    "delay_note",
    "place",
    "third_party_opinion",
    "user_opinion",
    "problems",
)


def read(content: Mapping[str, Any]) -> Form:
    """The content of a round, as ``frozen.content`` wrote it."""
    same: Any = {name: content[name] for name in _SAME}
    meet_at = content["meet_at"]
    return Form(
        **same,
        kind=RoundKind(content["kind"]),
        method=Method(content["method"]),
        contract=_contract(content["contract"]),
        parts=tuple(_part(row) for row in content["parts"]),
        delivered_on=_day(content["delivered_on"]),
        meet_at=datetime.fromisoformat(meet_at) if meet_at else None,
        sign_by=_day(content["sign_by"]),
        items=tuple(
            FormItem(**{**row, "category": Category(row["category"])}) for row in content["items"]
        ),
        documents=tuple(
            FormDocument(**{**row, "kind": DocumentKind(row["kind"])})
            for row in content["documents"]
        ),
        roster=tuple(_seat(row) for row in content["roster"]),
    )


def _contract(row: Mapping[str, Any]) -> FormContract:
    return FormContract(
        project_code=row["project_code"],
        project_name=row["project_name"],
        number=row["number"],
        name=row["name"],
        amount=Money(row["amount"]),
        supplier=row["supplier"],
        method=row["method"],
        signed_on=date.fromisoformat(row["signed_on"]),
        service_from=_day(row["service_from"]),
        service_to=_day(row["service_to"]),
        plan_number=row.get("plan_number", ""),  # since schema 2
    )


def _part(row: Mapping[str, Any]) -> FormPart:
    return FormPart(row["uid"], row["no"], row["name"], Money(row["amount"]), row["condition"])


def _seat(row: Mapping[str, Any]) -> FormSeat:
    return FormSeat(
        uid=row["uid"],
        name=row["name"],
        post=row["post"],
        department=row["department"],
        seat=Seat(row["seat"]),
        overlap=Duty(row["overlap"]) if row["overlap"] else None,
        overlap_reason=row["overlap_reason"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
