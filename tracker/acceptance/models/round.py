"""A round of acceptance: drafted, frozen when opened, decided by the signatures alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.acceptance.models.addendum import Addendum
from tracker.acceptance.models.rectification import Rectification
from tracker.acceptance.models.signature import AcceptanceMember, Signature, Signing
from tracker.acceptance.rules import errors, frozen, stored
from tracker.acceptance.rules.commands import Item, Plan
from tracker.acceptance.rules.frozen import Frozen
from tracker.acceptance.rules.kinds import ROUND_STATES, Method, RoundKind, RoundState, Verdict
from tracker.acceptance.rules.outcome import Outcome, outcome
from tracker.acceptance.rules.roster import Seated
from tracker.contracts.models import Contract
from tracker.infra.canonical import canonical
from tracker.infra.db import Base, Evidence, StrList, UTCDateTime
from tracker.projects.models import Project

_PLAIN = (
    "kind",
    "method",
    "scope",
    "basis",
    "delivered_on",
    "delay_note",
    "meet_at",
    "place",
    "sign_by",
    "third_party_opinion",
    "user_opinion",
    "problems",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new round stands among the others of its contract."""

    contract: Contract
    number: str
    revision: int = 1
    round_no: int = 1
    follows: Acceptance | None = None
    replaces: Acceptance | None = None


class Acceptance(Evidence, Base):
    """``content`` is the canonical JSON everybody signs, ``fingerprint`` its SHA-256.

    Both are empty in a draft and never change afterwards: a round that was wrong is voided, and a
    new draft ``replaces`` it under the same number with the next ``revision`` (第n稿).
    """

    __tablename__ = "acceptance"
    __table_args__ = (
        CheckConstraint("(opened_at IS NULL) = (fingerprint = '')", name="frozen_when_opened"),
        CheckConstraint("(content = '') = (fingerprint = '')", name="fingerprint_of_content"),
        CheckConstraint("(state = 'voided') = (voided_at IS NOT NULL)", name="void_is_dated"),
        CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name="reason_of_void"),
        CheckConstraint(
            "(state IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)",
            name="decision_is_dated",
        ),
        CheckConstraint("state IN ('draft', 'voided') OR opened_at IS NOT NULL", name="opened"),
        UniqueConstraint("number", "revision"),
        Index("ix_acceptance_contract_id", "contract_id"),
        Index("ix_acceptance_project_id", "project_id"),
        Index("ix_acceptance_state", "state"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[RoundKind]
    number: Mapped[str] = mapped_column(String(60))
    revision: Mapped[int]
    round_no: Mapped[int]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("acceptance.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("acceptance.id"))
    state: Mapped[RoundState]
    part_uids: Mapped[tuple[str, ...]] = mapped_column(StrList, default=())
    method: Mapped[Method]
    scope: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    delivered_on: Mapped[date | None]
    delay_note: Mapped[str] = mapped_column(Text, default="")
    meet_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    sign_by: Mapped[date | None]
    items: Mapped[str] = mapped_column(Text, default="[]")
    roster: Mapped[str] = mapped_column(Text, default="[]")
    third_party_opinion: Mapped[str] = mapped_column(Text, default="")
    user_opinion: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    prepared_by: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_by: Mapped[str] = mapped_column(String(100), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_by: Mapped[str] = mapped_column(String(100), default="")
    void_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship()
    contract: Mapped[Contract] = relationship()
    follows: Mapped[Acceptance | None] = relationship(
        remote_side="Acceptance.id", foreign_keys=[follows_id]
    )
    replaces: Mapped[Acceptance | None] = relationship(
        remote_side="Acceptance.id", foreign_keys=[replaces_id]
    )
    members: Mapped[list[AcceptanceMember]] = relationship(
        back_populates="acceptance", order_by="AcceptanceMember.id"
    )
    signatures: Mapped[list[Signature]] = relationship(
        back_populates="acceptance", order_by="Signature.signed_at, Signature.id"
    )
    rectification: Mapped[Rectification | None] = relationship(back_populates="acceptance")
    addenda: Mapped[list[Addendum]] = relationship(
        back_populates="acceptance", order_by="Addendum.id"
    )

    # --- drafting ---------------------------------------------------------------------------------

    @classmethod
    def draft(cls, place: Place, plan: Plan, prepared_by: str) -> Self:
        """A new draft."""
        made = cls(
            project_id=place.contract.project_id,
            contract=place.contract,
            number=place.number,
            revision=place.revision,
            round_no=place.round_no,
            follows=place.follows,
            replaces=place.replaces,
            state=RoundState.DRAFT,
            prepared_by=prepared_by,
            version=0,
            content="",
            fingerprint="",
        )
        made.plan_as(plan)
        return made

    def plan_as(self, plan: Plan) -> None:
        """Take over what was drafted; refused once the round is open."""
        self.check_draft()
        for name in _PLAIN:
            setattr(self, name, getattr(plan, name))
        self.part_uids = plan.parts
        self.items = stored.items_text(plan.items)
        self.roster = stored.roster_text(plan.roster)
        self.version += 1

    def check_draft(self) -> None:
        """Raise ``ContentFrozen`` unless it may still be changed."""
        if self.state is not RoundState.DRAFT:
            raise errors.ContentFrozen(number=self.number)

    @property
    def plan(self) -> Plan:
        """What was drafted."""
        plain: Any = {name: getattr(self, name) for name in _PLAIN}
        return Plan(
            parts=self.part_uids,
            items=self.item_list,
            roster=stored.roster(self.roster),
            **plain,
        )

    @property
    def item_list(self) -> tuple[Item, ...]:
        return stored.items(self.items)

    # --- opening and voiding ----------------------------------------------------------------------

    def open(self, content: Frozen, user_ids: Mapping[str, int]) -> None:
        """Freeze the content and seat the roster; ``user_ids`` by the uid of the person."""
        self._move_to(RoundState.OPEN)
        self.opened_at, self.opened_by = content.head.opened_at, content.head.opened_by
        self.content = canonical(frozen.content(content))
        self.fingerprint = sha256(self.content)
        for one in content.roster:
            self.members.append(_member(one, user_ids[one.uid]))

    def void(self, by: str, at: datetime, reason: str) -> None:
        """Its signatures stay, and count no more."""
        self._move_to(RoundState.VOIDED)
        self.voided_by, self.voided_at, self.void_reason = by, at, reason.strip()

    # --- signing ----------------------------------------------------------------------------------

    @property
    def signers(self) -> dict[str, AcceptanceMember]:
        """Those who have a verdict, by the uid of the person."""
        return {one.person_uid: one for one in self.members if one.seat.signs}

    def seat_of(self, user_id: int) -> AcceptanceMember | None:
        """Where that person sits in the opened round."""
        return next((one for one in self.members if one.user_id == user_id), None)

    def signature_of(self, user_id: int) -> Signature | None:
        """What that person signed."""
        return next((one for one in self.signatures if one.member.user_id == user_id), None)

    @property
    def outcome(self) -> Outcome:
        """What the signatures come to."""
        verdicts = {one.member.person_uid: one.verdict for one in self.signatures}
        return outcome(self.signers.keys(), verdicts)

    def take(self, member: AcceptanceMember, signing: Signing) -> Outcome:
        """Add a signature; the last one decides, and nothing else does."""
        last = self.signatures[-1].digest if self.signatures else ""
        self.signatures.append(Signature.of(member, signing, self.fingerprint, last))
        result = self.outcome
        if result is not Outcome.PENDING:
            self._move_to(result.state)
            self.decided_at = signing.at
        return result

    @property
    def verdicts(self) -> tuple[dict[int, Verdict], ...]:
        """The results by item of every signature."""
        return tuple(one.result_map for one in self.signatures)

    @property
    def is_intact(self) -> bool:
        """Whether the content still has the fingerprint it was opened with."""
        return sha256(self.content) == self.fingerprint

    @property
    def frozen_content(self) -> dict[str, Any]:
        """The content that was signed; empty in a draft."""
        found: dict[str, Any] = json.loads(self.content or "{}")
        return found

    def _move_to(self, state: RoundState) -> None:
        ROUND_STATES.check(self.state, state)
        self.state = state


def sha256(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _member(one: Seated, user_id: int) -> AcceptanceMember:
    return AcceptanceMember(
        user_id=user_id,
        person_uid=one.uid,
        seat=one.seat,
        name=one.name,
        post=one.post,
        department=one.department,
        overlap_reason=one.overlap_reason.strip() if one.overlap else "",
    )
