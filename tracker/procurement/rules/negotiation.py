"""谈判、磋商、协商记录: who was there, what was offered in which round, what was agreed.

A record is drafted, then confirmed by everybody who is listed, each once and by an account of
their own; with the last confirmation it locks. Experts from outside have no account: they sign the
printed record, and its scan is put on file. What is changed after somebody confirmed makes those
confirmations void. A locked record is corrected by a further one that names it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules.negotiation_errors import (
    BelowFewest,
    ConclusionMissing,
    ExpertsTooFew,
    FutureMeeting,
    GroupMissing,
    ListedTwice,
    NobodyThere,
    NoOffer,
    NoParty,
    OfferNotPositive,
    PanelEven,
    PanelTooSmall,
    PartyNameMissing,
    PersonNameMissing,
    PlaceMissing,
    SupervisorMissing,
    TooFewSuppliers,
    UnitMissing,
)
from tracker.projects.rules import raise_all

MOST_ROUNDS = 5
WITHIN = 2  # working days to confirm: what the centre aims at; no law sets a term


class RecordKind(StrEnum):
    """What such a record is called, by the method of the tender."""

    NEGOTIATION = "negotiation"
    CONSULTATION = "consultation"
    TALK = "talk"

    @property
    def label(self) -> Label:
        return _KINDS[self]


_KINDS = {
    RecordKind.NEGOTIATION: Label("谈判记录", "Negotiation record"),
    RecordKind.CONSULTATION: Label("磋商记录", "Consultation record"),
    RecordKind.TALK: Label("协商记录", "Record of talks"),
}
_BY_METHOD = {
    "competitive_negotiation": RecordKind.NEGOTIATION,
    "competitive_consultation": RecordKind.CONSULTATION,
    "single_source": RecordKind.TALK,
}


class RecordState(StrEnum):
    DRAFT = "draft"
    CONFIRMING = "confirming"
    LOCKED = "locked"

    @property
    def label(self) -> Label:
        return _STATES[self]


_STATES = {
    RecordState.DRAFT: Label("草稿", "Draft"),
    RecordState.CONFIRMING: Label("待成员确认", "To be confirmed"),
    RecordState.LOCKED: Label("已锁定", "Locked"),
}


class Capacity(StrEnum):
    """As what a person was there; the buyer's representative and the experts are the panel."""

    BUYER = "buyer"
    EXPERT = "expert"
    GROUP = "group"
    SUPERVISOR = "supervisor"
    RECORDER = "recorder"

    @property
    def label(self) -> Label:
        return _CAPACITIES[self]


_CAPACITIES = {
    Capacity.BUYER: Label("采购人代表（小组成员）", "Buyer's representative (panel)"),
    Capacity.EXPERT: Label("评审专家（小组成员）", "Expert (panel)"),
    Capacity.GROUP: Label("采购领导小组成员", "Member of the procurement group"),
    Capacity.SUPERVISOR: Label("监督人", "Supervisor"),
    Capacity.RECORDER: Label("记录人", "Keeper of the record"),
}
PANEL = frozenset({Capacity.BUYER, Capacity.EXPERT})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was there: with an account (``user_uid``), or from outside with a unit."""

    name: str
    capacity: Capacity
    user_uid: str = ""
    unit: str = ""

    @property
    def is_outside(self) -> bool:
        return not self.user_uid


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier with its offers by round (none where it made none), and what it said."""

    name: str
    offers: tuple[Money | None, ...]
    points: str = ""

    @property
    def last(self) -> Money | None:
        """The final offer."""
        made = [offer for offer in self.offers if offer is not None]
        return made[-1] if made else None


@dataclass(frozen=True, slots=True)
class Content:
    """What a record says."""

    held_on: date
    place: str
    people: tuple[Person, ...]
    parties: tuple[Party, ...]
    points: str
    conclusion: str
    time: str = ""
    commitments: str = ""
    explanation: str = ""

    @property
    def rounds(self) -> int:
        return max((len(party.offers) for party in self.parties), default=0)

    @property
    def panel(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.capacity in PANEL)

    @property
    def outsiders(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.is_outside)


@dataclass(frozen=True, slots=True)
class Required:
    """What the method asks for: suppliers (0: any), panel members (0: none), share of experts."""

    suppliers: int = 1
    fewer: int = 0
    panel: int = 0
    experts: tuple[int, int] = (0, 1)


def kind_for(method: str) -> RecordKind | None:
    """Which record a tender by that method has, if any."""
    return _BY_METHOD.get(method)


def check_draft(content: Content, today: date) -> None:
    """Raise what cannot be saved at all: a day ahead, somebody twice, an offer of nothing."""
    errors: list[RuleViolation] = []
    if content.held_on > today:
        errors.append(FutureMeeting(field="held_on", today=today))
    names = [(person.user_uid or person.name) for person in content.people]
    for place, person in enumerate(content.people):
        if names[place] and names.index(names[place]) != place:
            errors.append(ListedTwice(field=f"people-{place}-name", name=person.name))
        if not person.name.strip():
            errors.append(PersonNameMissing(field=f"people-{place}-name"))
        elif person.is_outside and not person.unit.strip():
            errors.append(UnitMissing(field=f"people-{place}-unit", name=person.name))
    errors += _party_errors(content.parties)
    raise_all(errors)


def check_complete(content: Content, required: Required, group: Set[str]) -> None:
    """Raise whatever keeps the record from being confirmed; ``group`` are the uids of the
    procurement group's members on the day."""
    errors: list[RuleViolation] = []
    if not content.place.strip():
        errors.append(PlaceMissing(field="place"))
    if not content.people:
        errors.append(NobodyThere(field="people"))
    if not content.parties:
        errors.append(NoParty(field="parties"))
    errors += _supplier_errors(content, required)
    errors += _panel_errors(content, required)
    if not any(person.user_uid in group for person in content.people if person.user_uid):
        errors.append(GroupMissing(field="people"))
    if not any(person.capacity is Capacity.SUPERVISOR for person in content.people):
        errors.append(SupervisorMissing(field="people"))
    if not content.conclusion.strip():
        errors.append(ConclusionMissing(field="conclusion"))
    raise_all(errors)


def _party_errors(parties: Sequence[Party]) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    names = [party.name for party in parties]
    for place, party in enumerate(parties):
        if not party.name.strip():
            errors.append(PartyNameMissing(field=f"parties-{place}-name"))
        elif names.index(party.name) != place:
            errors.append(ListedTwice(field=f"parties-{place}-name", name=party.name))
        for at, offer in enumerate(party.offers):
            if offer is not None and offer <= ZERO:
                field = f"parties-{place}-round{at + 1}"
                errors.append(OfferNotPositive(field=field, name=party.name, round=at + 1))
    return errors


def _supplier_errors(content: Content, required: Required) -> list[RuleViolation]:
    errors: list[RuleViolation] = [
        NoOffer(field=f"parties-{place}-round1", name=party.name)
        for place, party in enumerate(content.parties)
        if party.last is None and not party.points.strip()
    ]
    count = len(content.parties)
    if content.parties and count < (required.fewer or required.suppliers):
        errors.append(BelowFewest(field="parties", count=count))
    elif content.parties and count < required.suppliers and not content.explanation.strip():
        least = required.suppliers
        errors.append(TooFewSuppliers(field="explanation", count=count, least=least))
    return errors


def _panel_errors(content: Content, required: Required) -> list[RuleViolation]:
    if not required.panel:
        return []
    panel = content.panel
    count = len(panel)
    if count < required.panel:
        return [PanelTooSmall(field="people", count=count, least=required.panel)]
    errors: list[RuleViolation] = []
    if count % 2 == 0:
        errors.append(PanelEven(field="people", count=count))
    experts = sum(person.capacity is Capacity.EXPERT for person in panel)
    part, whole = required.experts
    if experts * whole < count * part:
        fields = {"count": experts, "panel": count, "part": part, "whole": whole}
        errors.append(ExpertsTooFew(field="people", **fields))
    return errors
