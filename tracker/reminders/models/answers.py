"""What people answer to a reminder: later, not I but somebody else, or done without this product.

None of it changes a fact: a snooze moves a person's own next reminder, a transfer moves a seat, and
a handling ends what no page of the product could end.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.infra.db import Base, MoneyType, UTCDateTime
from tracker.kernel.money import Money
from tracker.reminders.rules.answers import TRANSFER_STATES, TransferState

if TYPE_CHECKING:
    from tracker.reminders.models.obligations import Obligation


class Snooze(Base):
    """延后提醒: this person is told again on ``until_on``, and not before; his last one holds."""

    __tablename__ = "snooze"
    __table_args__ = (Index("ix_snooze_obligation_id", "obligation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    revision: Mapped[int]
    until_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship(back_populates="snoozes")
    user: Mapped[User] = relationship()


class Transfer(Base):
    """转办: one person asks another to take his place; only his acceptance moves anything."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'accepted', 'declined', 'taken_back')", name="state"),
        CheckConstraint("from_id <> to_id", name="two_people"),
        Index("ix_transfer_obligation_id", "obligation_id"),
        Index("ix_transfer_to_id_state", "to_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    reply: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TransferState]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship(back_populates="transfers")
    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User] = relationship(foreign_keys=[to_id])

    def move_to(self, state: TransferState, at: datetime, reply: str = "") -> None:
        TRANSFER_STATES.check(self.state, state)
        self.state, self.answered_at = state, at
        self.reply = reply or self.reply


class Handling(Base):
    """已办理: a person's note ends what no page records, for this day and amount."""

    __tablename__ = "handling"
    __table_args__ = (Index("ix_handling_obligation_id", "obligation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date]
    amount: Mapped[Money] = mapped_column(MoneyType)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship(back_populates="handlings")
    user: Mapped[User] = relationship()
