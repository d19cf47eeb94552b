"""Reviews of procurement content, and notes of the supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import Actor
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import Base, Evidence, UTCDateTime
from tracker.procurement.models.tender import StepRecord, Tender
from tracker.procurement.rules.review import (
    DecidedAlready,
    Decision,
    OwnContent,
    Subject,
    Submission,
    Verdict,
    check_verdict,
)
from tracker.projects.rules import Duty


class ContentReview(Evidence, Base):
    """One version of a requirement or document, and what the reviewer said of it, once.

    ``follows`` is the returned version that this one takes the place of.
    """

    __tablename__ = "content_review"
    __table_args__ = (
        CheckConstraint("(decision = 'pending') = (decided_at IS NULL)", name="decided_when_so"),
        CheckConstraint(
            "decided_by_id <> author_id AND decided_by_id <> submitted_by_id",
            name="reviewer_is_no_author",
        ),
        Index("ix_content_review_tender_id", "tender_id"),
        Index("ix_content_review_decision", "decision"),
    )

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    subject: Mapped[Subject]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("content_review.id"), unique=True)
    decision: Mapped[Decision] = mapped_column(default=Decision.PENDING)
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overlap: Mapped[Duty | None]
    overlap_reason: Mapped[str] = mapped_column(Text, default="")

    tender: Mapped[Tender] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    follows: Mapped[ContentReview | None] = relationship(remote_side="ContentReview.id")

    @classmethod
    def of(cls, tender: Tender, submission: Submission, actor: Actor, at: datetime) -> Self:
        """The only constructor: something waits for its reviewer."""
        return cls(
            tender=tender,
            subject=submission.subject,
            title=submission.title.strip(),
            summary=submission.summary.strip(),
            author_id=submission.author_id,
            submitted_by_id=actor.id,
            submitted_at=at,
            decision=Decision.PENDING,
        )

    def check_reviewer(self, actor: Actor) -> None:
        """Raise ``OwnContent`` for its author and for whoever submitted it."""
        if actor.id in (self.author_id, self.submitted_by_id):
            raise OwnContent

    def decide(self, verdict: Verdict, actor: Actor, held: frozenset[Duty], at: datetime) -> None:
        """Approve or return it; ``held`` are the reviewer's duties on the project."""
        if self.decided_by is not None and self.decided_at is not None:
            on = self.decided_at.astimezone(SHANGHAI).date()
            raise DecidedAlready(who=self.decided_by.name, on=on, decision=self.decision.label)
        self.check_reviewer(actor)
        self.overlap = check_verdict(verdict, self.subject, held)
        self.overlap_reason = verdict.overlap_reason.strip() if self.overlap else ""
        self.decision = verdict.decision
        self.opinion = verdict.opinion.strip()
        self.decided_by_id = actor.id
        self.decided_at = at


class SupervisionNote(Evidence, Base):
    """What somebody who supervises observed, of the tender or of one step on record."""

    __tablename__ = "supervision_note"
    __table_args__ = (Index("ix_supervision_note_tender_id", "tender_id"),)

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    step_record_id: Mapped[int | None] = mapped_column(ForeignKey("step_record.id"))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship()
    step_record: Mapped[StepRecord | None] = relationship()
    written_by: Mapped[User] = relationship()
