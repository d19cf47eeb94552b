"""Obligations, the reminders they cause, and the outbox that delivers them (MODEL 3.5).

The unique keys are the guarantee that nothing is sent twice: whoever plans inserts or is ignored.
None of this is evidence: it follows from facts that are, and never enters the audit chain.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from tracker.accounts.models import User
from tracker.infra.db import Base, MoneyType, UTCDateTime
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.rules import outbox
from tracker.reminders.rules.obligations import Page, Payment, Record, Story
from tracker.reminders.rules.stages import Past
from tracker.reminders.rules.states import (
    DELIVERY_STATES,
    OBLIGATION_STATES,
    Cancelled,
    DeliveryStatus,
    ObligationState,
    ReminderStatus,
)


class LabelType(TypeDecorator[Label]):
    """A text in both languages ↔ JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Label | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([value.zh, value.en], ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Label | None:
        return None if value is None else Label(*json.loads(value))


class StoryType(TypeDecorator[Story]):
    """What a reminder says about its subject ↔ JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Story | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(asdict(value), ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Story | None:
        if value is None:
            return None
        stored = json.loads(value)
        page, payment = stored["page"], stored["payment"]
        return Story(
            title=Label(**stored["title"]),
            subject=Label(**stored["subject"]),
            why=tuple(Label(**line) for line in stored["why"]),
            page=Page(Label(**page.pop("label")), **page),
            project=stored["project"],
            project_name=stored["project_name"],
            payment=payment and Payment(**payment),
        )


class Obligation(Base):
    """Something with a due day; one row a subject, for ever."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("kind", "subject_uid"),
        CheckConstraint("state IN ('open', 'closed', 'void')", name="state"),
        Index("ix_obligation_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_uid: Mapped[str] = mapped_column(String(36))
    state: Mapped[ObligationState]
    revision: Mapped[int]
    due_on: Mapped[date | None]
    amount: Mapped[Money] = mapped_column(MoneyType)
    armed_on: Mapped[date]
    story: Mapped[Story] = mapped_column(StoryType)

    reminders: Mapped[list[Reminder]] = relationship(
        back_populates="obligation", order_by="Reminder.id"
    )

    @property
    def record(self) -> Record:
        return Record(self.state, self.revision, self.due_on, self.amount, self.armed_on)

    @property
    def current(self) -> Reminder | None:
        """The last reminder that reached somebody, or waits for somebody to reach."""
        live = [one for one in self.reminders if one.status in ReminderStatus.live()]
        return live[-1] if live else None

    def told_to(self, user_id: int) -> list[Reminder]:
        """The reminders that this person got, the last one last."""
        return [one for one in self.reminders if user_id in one.recipient_ids]

    def take(self, record: Record) -> None:
        """Write what the rules made of it."""
        if record.state != self.state:
            OBLIGATION_STATES.check(self.state, record.state)
            self.state = record.state
        self.revision, self.due_on, self.amount = record.revision, record.due_on, record.amount
        self.armed_on = record.armed_on


class Reminder(Base):
    """One stage of one revision, with the day and the amount that it told."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("obligation_id", "revision", "stage"),
        CheckConstraint("status IN ('queued', 'sent', 'superseded', 'cancelled')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    revision: Mapped[int]
    stage: Mapped[int]
    fire_on: Mapped[date]
    due_on: Mapped[date]
    amount: Mapped[Money] = mapped_column(MoneyType)
    status: Mapped[ReminderStatus]
    reason: Mapped[str] = mapped_column(String(20), default="")
    is_late: Mapped[bool] = mapped_column(Boolean, default=False)
    created_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship(back_populates="reminders")
    deliveries: Mapped[list[Delivery]] = relationship(
        back_populates="reminder", order_by="Delivery.id"
    )
    acknowledgements: Mapped[list[Acknowledgement]] = relationship(
        back_populates="reminder", order_by="Acknowledgement.id"
    )

    @property
    def past(self) -> Past:
        return Past(self.revision, self.stage, self.due_on, self.status, self.created_on)

    @property
    def recipient_ids(self) -> frozenset[int]:
        return frozenset(one.recipient_id for one in self.deliveries)

    def cancel_unsent(self, reason: Cancelled) -> None:
        """What has not reached anybody yet never will; what has, stays as it is."""
        if self.status is ReminderStatus.QUEUED:
            superseded = reason is Cancelled.SUPERSEDED
            self.status = ReminderStatus.SUPERSEDED if superseded else ReminderStatus.CANCELLED
            self.reason = reason
        for delivery in self.deliveries:
            if delivery.status is DeliveryStatus.QUEUED:
                delivery.cancel(reason)


class Delivery(Base):
    """One reminder to one person by one channel: a row of the outbox."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("reminder_id", "recipient_id", "channel"),
        CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'dead', 'cancelled')", name="status"
        ),
        Index("ix_delivery_status_next_try_at", "status", "next_try_at"),
        Index("ix_delivery_recipient_id", "recipient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[str] = mapped_column(String(20))
    because: Mapped[Label] = mapped_column(LabelType)
    status: Mapped[DeliveryStatus]
    reason: Mapped[str] = mapped_column(String(20), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    message_id: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()))

    reminder: Mapped[Reminder] = relationship(back_populates="deliveries")
    recipient: Mapped[User] = relationship()
    log: Mapped[list[Attempt]] = relationship(back_populates="delivery", order_by="Attempt.number")

    def _move_to(self, status: DeliveryStatus) -> None:
        DELIVERY_STATES.check(self.status, status)
        self.status, self.lease_until = status, None

    def cancel(self, reason: Cancelled) -> None:
        self._move_to(DeliveryStatus.CANCELLED)
        self.reason = reason

    def claim(self, lease_until: datetime) -> None:
        self._move_to(DeliveryStatus.SENDING)
        self.attempts, self.lease_until = self.attempts + 1, lease_until

    def succeed(self, at: datetime, answer: str) -> None:
        self._move_to(DeliveryStatus.SENT)
        self.sent_at, self.last_error = at, ""
        self._log(at, answer, succeeded=True)

    def fail(self, at: datetime, error: str) -> None:
        """Queue it for the next try, or give it up after the last one."""
        wait: timedelta | None = outbox.retry_in(self.attempts)
        self._move_to(DeliveryStatus.DEAD if wait is None else DeliveryStatus.QUEUED)
        self.next_try_at = at + wait if wait else at
        self.last_error = error
        self._log(at, error, succeeded=False)

    def requeue(self, at: datetime) -> None:
        """Start over with all its tries; what was tried before stays in the log."""
        self._move_to(DeliveryStatus.QUEUED)
        self.attempts, self.next_try_at = 0, at

    def _log(self, at: datetime, detail: str, *, succeeded: bool) -> None:
        number = len(self.log) + 1
        self.log.append(Attempt(number=number, at=at, succeeded=succeeded, detail=detail))


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
