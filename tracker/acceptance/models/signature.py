"""A seat in an opened round, and the signature given from it. Neither is ever changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.acceptance.rules import stored
from tracker.acceptance.rules.commands import Sign
from tracker.acceptance.rules.kinds import Seat, Verdict
from tracker.acceptance.rules.signing import MEANING
from tracker.accounts.models import User
from tracker.infra.canonical import canonical
from tracker.infra.db import Base, Evidence, UTCDateTime

if TYPE_CHECKING:
    from tracker.acceptance.models.round import Acceptance

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Signing:
    """A complete verdict and when it was given."""

    verdict: Verdict
    command: Sign
    at: datetime


class AcceptanceMember(Evidence, Base):
    """Somebody on the roster, named as on the day the round was opened."""

    __tablename__ = "acceptance_member"
    __table_args__ = (
        UniqueConstraint("acceptance_id", "user_id"),
        Index("ix_acceptance_member_user_id", "user_id"),
    )

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    person_uid: Mapped[str] = mapped_column(String(36))
    seat: Mapped[Seat]
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(60), default="")
    department: Mapped[str] = mapped_column(String(60), default="")
    overlap_reason: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info={"audit": False})

    acceptance: Mapped[Acceptance] = relationship(back_populates="members")
    user: Mapped[User] = relationship()
    signature: Mapped[Signature | None] = relationship(back_populates="member")


class Signature(Evidence, Base):
    """``fingerprint`` is that of what was signed, ``previous`` the digest of the signature before.

    The database refuses to change or delete one. It counts as long as its round is not voided.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("verdict = 'pass' OR opinion <> ''", name="opinion_of_fail"),
        Index("ix_signature_acceptance_id", "acceptance_id"),
    )

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("acceptance_member.id"), unique=True)
    verdict: Mapped[Verdict]
    results: Mapped[str] = mapped_column(Text)
    opinion: Mapped[str] = mapped_column(Text, default="")
    meaning: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    fingerprint: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))

    acceptance: Mapped[Acceptance] = relationship(back_populates="signatures")
    member: Mapped[AcceptanceMember] = relationship(back_populates="signature")

    @classmethod
    def of(cls, member: AcceptanceMember, signing: Signing, fingerprint: str, last: str) -> Self:
        """The only constructor; ``last`` is the digest of the signature before it."""
        made = cls(
            member=member,
            verdict=signing.verdict,
            results=stored.results_text(signing.command.results),
            opinion=signing.command.opinion.strip(),
            meaning=MEANING.zh,
            signed_at=signing.at,
            fingerprint=fingerprint,
            previous=last,
        )
        made.digest = made.reckoned
        return made

    @property
    def result_map(self) -> dict[int, Verdict]:
        """The result of each item, by its number."""
        return stored.results(self.results)

    @property
    def reckoned(self) -> str:
        """What ``digest`` has to be: the SHA-256 of everything the signature says."""
        data: dict[str, Any] = {
            "schema_version": SCHEMA,
            "type": "signature",
            "fingerprint": self.fingerprint,
            "previous": self.previous,
            "person": self.member.person_uid,
            "name": self.member.name,
            "seat": self.member.seat,
            "verdict": self.verdict,
            "results": self.results,
            "opinion": self.opinion,
            "meaning": self.meaning,
            "signed_at": self.signed_at,
        }
        return hashlib.sha256(canonical(data).encode()).hexdigest()
