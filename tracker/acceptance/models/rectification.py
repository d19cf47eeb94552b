"""What a failed round demands, of whom and until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.accounts.models import User
from tracker.infra.db import Base, Evidence

if TYPE_CHECKING:
    from tracker.acceptance.models.round import Acceptance


class Rectification(Evidence, Base):
    """Made by the signature that decides the round, so that nobody has to remember it."""

    __tablename__ = "rectification"
    __table_args__ = (
        CheckConstraint("(done_on IS NULL) = (note = '')", name="done_is_told"),
        CheckConstraint("(done_on IS NULL) = (done_by = '')", name="done_by_somebody"),
        Index("ix_rectification_owner_id", "owner_id"),
    )

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date]
    demand: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    acceptance: Mapped[Acceptance] = relationship(back_populates="rectification")
    owner: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    def change(self, command: ChangeRectification) -> None:
        """Another owner, limit or demand."""
        self.check_open()
        self.owner_id, self.due_on = command.owner_id, command.due_on
        self.demand = command.demand.strip()

    def report(self, command: ReportRectified, by: str) -> None:
        """It was put right."""
        self.check_open()
        self.done_on, self.done_by, self.note = command.on, by, command.note.strip()

    def check_open(self) -> None:
        """Raise ``AlreadyDone`` once it was put right."""
        if self.done_on is not None:
            raise errors.AlreadyDone(on=self.done_on)
