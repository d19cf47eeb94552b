"""The outbox: one reminder to one person or group by one channel, and every try."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.infra.db import Base, UTCDateTime
from tracker.kernel.labels import Label
from tracker.reminders.models.types import LabelType
from tracker.reminders.rules import outbox
from tracker.reminders.rules.states import DELIVERY_STATES, Cancelled, DeliveryStatus

if TYPE_CHECKING:
    from tracker.reminders.models.obligations import Reminder
    from tracker.reminders.models.preferences import Digest
    from tracker.reminders.models.robots import Robot


NO_TRANSFER = 0  # not NULL, which no unique key compares


class Delivery(Base):
    """One reminder to one person by one channel, or to one group: a row of the outbox.

    With a ``transfer_id`` it asks that person to take somebody's place, and tells him nothing yet.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("reminder_id", "recipient_id", "channel", "transfer_id"),
        UniqueConstraint("reminder_id", "robot_id"),
        CheckConstraint("(recipient_id IS NULL) <> (robot_id IS NULL)", name="person_or_group"),
        CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'dead', 'cancelled')", name="status"
        ),
        Index("ix_delivery_status_next_try_at", "status", "next_try_at"),
        Index("ix_delivery_recipient_id", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    robot_id: Mapped[int | None] = mapped_column(ForeignKey("robot.id"))
    channel: Mapped[str] = mapped_column(String(20))
    transfer_id: Mapped[int] = mapped_column(default=NO_TRANSFER, server_default="0")
    because: Mapped[Label] = mapped_column(LabelType)
    status: Mapped[DeliveryStatus]
    reason: Mapped[str] = mapped_column(String(20), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    message_id: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))

    reminder: Mapped[Reminder] = relationship(back_populates="deliveries")
    recipient: Mapped[User | None] = relationship()
    robot: Mapped[Robot | None] = relationship()
    digest: Mapped[Digest | None] = relationship()
    log: Mapped[list[Attempt]] = relationship(back_populates="delivery", order_by="Attempt.number")

    @property
    def asks(self) -> bool:
        """Whether it asks the person to take over (转办)."""
        return self.transfer_id != NO_TRANSFER

    @property
    def is_owed(self) -> bool:
        """Whether it never left, and is told after all if the same comes up again."""
        if self.status is DeliveryStatus.CANCELLED:
            return Cancelled(self.reason).is_owed
        return self.status is not DeliveryStatus.SENT

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to be seen what becomes of it."""
        return self.status in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)

    @property
    def to_name(self) -> str:
        """The person's name, or the group's."""
        addressee = self.recipient or self.robot
        return addressee.name if addressee else ""

    def _move_to(self, status: DeliveryStatus) -> None:
        DELIVERY_STATES.check(self.status, status)
        self.status, self.lease_until = status, None

    def cancel(self, reason: Cancelled) -> None:
        self._move_to(DeliveryStatus.CANCELLED)
        self.reason = reason

    def resume(self, at: datetime) -> None:
        """It leaves after all: what cancelled it was taken back."""
        self._move_to(DeliveryStatus.QUEUED)
        self.reason, self.next_try_at = "", at

    def defer(self, until: datetime) -> None:
        """It waits for the summary of its recipient's day."""
        self.next_try_at = until

    def fail(self, at: datetime, error: str) -> None:
        """Queue it for the next try, or give it up after the last one."""
        wait: timedelta | None = outbox.retry_in(self.attempts)
        self._move_to(DeliveryStatus.DEAD if wait is None else DeliveryStatus.QUEUED)
        self.next_try_at = at + wait if wait else at
        self.last_error = error
        self.log.append(Attempt(number=len(self.log) + 1, at=at, succeeded=False, detail=error))

    def requeue(self, at: datetime) -> None:
        """Start over with all its tries, or, if it waits for its next one, have that at once; what
        was tried before stays in the log."""
        if self.status is not DeliveryStatus.QUEUED:
            self._move_to(DeliveryStatus.QUEUED)
            self.attempts = 0
        self.next_try_at = at


class Attempt(Base):
    """Append-only: how one try ended, in the words of the other side."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    succeeded: Mapped[bool] = mapped_column(Boolean)
    detail: Mapped[str] = mapped_column(Text)

    delivery: Mapped[Delivery] = relationship(back_populates="log")


class Acknowledgement(Base):
    """知悉: this person has seen this reminder; it closes nothing."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("reminder_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    reminder: Mapped[Reminder] = relationship(back_populates="acknowledgements")
    user: Mapped[User] = relationship()
