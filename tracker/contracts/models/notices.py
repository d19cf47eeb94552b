"""Notices of changes of a contract (合同变更公告)."""

from __future__ import annotations

from datetime import date
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.contracts.models.records import Amendment
from tracker.contracts.rules.notices import PublishChange
from tracker.infra.db import Base, Evidence


class ChangeNotice(Evidence, Base):
    """That a change of a contract was published; never altered.

    ``supersedes`` is the notice on record that this one puts right, with its reason.
    """

    __tablename__ = "change_notice"
    __table_args__ = (
        CheckConstraint("supersedes_id IS NULL OR reason <> ''", name="correction_has_reason"),
        Index("ix_change_notice_amendment_id", "amendment_id"),
    )

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    published_on: Mapped[date]
    clauses: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("change_notice.id"), unique=True)
    recorded_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(String(100))

    amendment: Mapped[Amendment] = relationship(back_populates="notices")
    supersedes: Mapped[ChangeNotice | None] = relationship(remote_side="ChangeNotice.id")

    @classmethod
    def of(cls, amendment: Amendment, command: PublishChange, today: date, who: str) -> Self:
        """The only constructor; the service has checked the command."""
        known = amendment.notice
        return cls(
            amendment=amendment,
            published_on=command.published_on,
            clauses=command.clauses.strip(),
            url=command.url.strip(),
            explanation=command.explanation.strip(),
            reason=command.reason.strip() if known else "",
            supersedes=known,
            recorded_on=today,
            recorded_by=who,
        )
