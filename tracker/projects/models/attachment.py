"""A file on record: what it is, which record it belongs to, and every version of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor
from tracker.infra.db import Base, Evidence, UTCDateTime
from tracker.infra.files.store import Blob
from tracker.projects.models.project import Project
from tracker.projects.rules import attachments as rules
from tracker.projects.rules.attachments import Filing, Paper
from tracker.projects.rules.documents import DocumentKind, Target


class Attachment(Evidence, Base):
    """Never deleted: a wrong one is withdrawn with its reason, a newer one is its next version.

    The record it belongs to may be of any feature, so it is named by kind and uid, as in the
    audit chain. Size and SHA-256 repeat what the blob says: so they are in the chain as well.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("(version = 1) = (previous_id IS NULL)", name="later_has_previous"),
        CheckConstraint(
            "(withdrawn_on IS NULL) = (withdraw_reason = '')", name="reason_of_withdrawal"
        ),
        UniqueConstraint("subject_uid", "kind", "name", "version", name="uq_attachment_version"),
        Index("ix_attachment_project_id", "project_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_uid: Mapped[str] = mapped_column(String(36))
    kind: Mapped[DocumentKind]
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    media_type: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[str] = mapped_column(String(100), default="")
    withdraw_reason: Mapped[str] = mapped_column(Text, default="")

    project: Mapped[Project] = relationship()
    blob: Mapped[Blob] = relationship()
    previous: Mapped[Attachment | None] = relationship(remote_side="Attachment.id")
    uploaded_by: Mapped[User | None] = relationship()

    @classmethod
    def of(
        cls, project: Project, paper: Paper, previous: Self | None, actor: Actor, at: datetime
    ) -> Self:
        """The only constructor; ``previous`` is the last version of that name on the record."""
        if previous is not None and not previous.is_withdrawn:
            rules.check_new_version(paper, previous.version, previous.sha256)
        return cls(
            project=project,
            subject_kind=paper.filing.target.kind,
            subject_uid=paper.filing.target.uid,
            kind=paper.filing.kind,
            name=paper.name,
            size=paper.size,
            sha256=paper.sha256,
            media_type=paper.media_type,
            version=previous.version + 1 if previous is not None else 1,
            previous=previous,
            note=paper.filing.note.strip(),
            uploaded_at=at,
            uploaded_by_id=None if actor is SYSTEM else actor.id,
        )

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def filing(self) -> Filing:
        return Filing(Target(self.subject_kind, self.subject_uid), self.kind, self.note)

    def withdraw(self, by: str, on: date, reason: str) -> None:
        if self.is_withdrawn:
            raise rules.AlreadyWithdrawn(field="reason")
        self.withdrawn_on, self.withdrawn_by = on, by
        self.withdraw_reason = reason.strip()
