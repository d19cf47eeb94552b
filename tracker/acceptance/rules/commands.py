"""What people hand in: a plan for a round, a verdict, a rectification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.acceptance.rules.kinds import (
    AddendumKind,
    Category,
    Method,
    RoundKind,
    Seat,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing agreed in the contract, what was found, and what shows it."""

    clause: str
    category: Category
    agreed: str
    actual: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """Who is to sit in the group; ``overlap_reason`` where duties do not go together."""

    person_uid: str
    seat: Seat
    overlap_reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it is drafted: everything that opening it freezes, but the documents.

    ``parts`` are the uids of the instalments it unlocks.
    """

    kind: RoundKind
    parts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    roster: tuple[SeatDraft, ...] = ()
    method: Method = Method.OWN
    scope: str = ""
    basis: str = ""
    delivered_on: date | None = None
    delay_note: str = ""
    meet_at: datetime | None = None
    place: str = ""
    sign_by: date | None = None
    third_party_opinion: str = ""
    user_opinion: str = ""
    problems: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """One member's verdict: ``results`` by the number of the item (1 is the first).

    ``fingerprint`` is that of the content the person saw.
    """

    fingerprint: str
    verdict: Verdict | None
    results: Mapping[int, Verdict] = field(default_factory=dict)
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class ReplaceMember:
    """Somebody of the roster cannot come: who takes the seat, until when all sign, and why."""

    absent_uid: str
    substitute_uid: str
    sign_by: date
    reason: str
    overlap_reason: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """Something to be noted beside the signatures.

    ``by`` is who confirmed, gave the opinion, or (of a notice) where it was published;
    ``address`` that of the notice.
    """

    kind: AddendumKind
    by: str
    on: date
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRectification:
    """Another owner, limit or demand, and why."""

    owner_id: int
    due_on: date
    demand: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportRectified:
    """What was done about it, and when it was finished."""

    on: date
    note: str
