"""Obligations and the reminders they cause (MODEL 3.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.infra.db import Base, MoneyType, UTCDateTime
from tracker.kernel.money import Money
from tracker.reminders.models.types import StoryType
from tracker.reminders.rules.answers import Answers, TransferState
from tracker.reminders.rules.looking import Told
from tracker.reminders.rules.muting import is_history, told_as
from tracker.reminders.rules.obligations import Record, Story
from tracker.reminders.rules.stages import Past
from tracker.reminders.rules.states import (
    OBLIGATION_STATES,
    Cancelled,
    DeliveryStatus,
    ObligationState,
    ReminderStatus,
)

if TYPE_CHECKING:
    from tracker.reminders.models.answers import Handling, Snooze, Transfer
    from tracker.reminders.models.outbox import Acknowledgement, Delivery


class Obligation(Base):
    """Something with a due day; one row a subject, for ever. What is of the unit has no project."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("kind", "subject_uid"),
        CheckConstraint("state IN ('open', 'closed', 'void')", name="state"),
        Index("ix_obligation_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_uid: Mapped[str] = mapped_column(String(36))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    state: Mapped[ObligationState]
    revision: Mapped[int]
    due_on: Mapped[date | None]
    amount: Mapped[Money] = mapped_column(MoneyType)
    armed_on: Mapped[date]
    estimated: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    muted_on: Mapped[date | None]  # day of the import: stages up to it are not told
    story: Mapped[Story] = mapped_column(StoryType)

    reminders: Mapped[list[Reminder]] = relationship(
        back_populates="obligation", order_by="Reminder.id"
    )
    snoozes: Mapped[list[Snooze]] = relationship(back_populates="obligation", order_by="Snooze.id")
    transfers: Mapped[list[Transfer]] = relationship(
        back_populates="obligation", order_by="Transfer.id"
    )
    handlings: Mapped[list[Handling]] = relationship(
        back_populates="obligation", order_by="Handling.id"
    )

    @property
    def record(self) -> Record:
        known = (self.state, self.revision, self.due_on, self.amount, self.armed_on)
        return Record(*known, self.muted_on)

    @property
    def is_history(self) -> bool:
        """Whether it was long past already when it was imported."""
        return is_history(self.due_on, self.muted_on)

    def told_as(self, stage: int) -> int:
        """The stage by which is told whom a reminder concerns."""
        return told_as(stage, self.due_on, self.muted_on)

    @property
    def answers(self) -> Answers:
        """Who put it off in this revision, and who took whose place."""
        snoozed: dict[int, date] = {}
        for one in self.snoozes:
            if one.revision == self.revision:
                snoozed[one.user_id] = one.until_on
        accepted = [one for one in self.transfers if one.state is TransferState.ACCEPTED]
        return Answers(snoozed, {one.from_id: one.to_id for one in accepted})

    @property
    def current(self) -> Reminder | None:
        """The last reminder that reached somebody, or waits for somebody to reach."""
        live = [one for one in self.reminders if one.status in ReminderStatus.live()]
        return live[-1] if live else None

    @property
    def told(self) -> Told | None:
        """The same, as the rules see it."""
        last = self.current
        if last is None:
            return None
        waits = last.status is ReminderStatus.QUEUED
        return Told(last.stage, last.created_on, waits_for_people=waits)

    @property
    def has_message_of_old_under_way(self) -> bool:
        """Whether something about an earlier day or amount was claimed and may yet come back."""
        return any(
            one.is_under_way
            for reminder in self.reminders
            if reminder.revision < self.revision
            for one in reminder.deliveries
        )

    def is_answered(self, reminder: Reminder) -> bool:
        """Whether anybody acknowledged it, put it off or handed it over since it was told."""
        said = (
            *(one.at for one in reminder.acknowledgements),
            *(one.at for one in self.snoozes if one.revision == self.revision),
            *(one.asked_at for one in self.transfers),
        )
        return any(at >= reminder.created_at for at in said)

    def told_to(self, user_id: int) -> list[Reminder]:
        """The reminders that this person got, the last one last."""
        return [one for one in self.reminders if user_id in one.recipient_ids]

    def look_like(self, story: Story, *, estimated: bool) -> None:
        """What its subject says of itself now; neither makes a new revision."""
        if self.story != story:
            self.story = story
        if self.estimated != estimated:
            self.estimated = estimated

    def belongs_to(self, project_id: int | None) -> None:
        """The project of its subject."""
        if self.project_id != project_id:
            self.project_id = project_id

    def take(self, record: Record) -> None:
        """Write what the rules made of it."""
        if record.state != self.state:
            OBLIGATION_STATES.check(self.state, record.state)
            self.state = record.state
        self.revision, self.due_on, self.amount = record.revision, record.due_on, record.amount
        self.armed_on, self.muted_on = record.armed_on, record.muted_on


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
        owed = [one for one in self.deliveries if one.is_owed and not one.asks]
        return Past(
            self.revision,
            self.stage,
            self.due_on,
            self.status,
            self.created_on,
            missed_by=frozenset(one.recipient_id for one in owed if one.recipient_id),
            missed_groups=frozenset(one.robot_id for one in owed if one.robot_id),
        )

    @property
    def recipient_ids(self) -> frozenset[int]:
        """The people it was told to; groups, and whoever was asked to take over, left aside."""
        ids = (one.recipient_id for one in self.deliveries if not one.asks)
        return frozenset(one for one in ids if one is not None)

    def cancel_unsent(self, reason: Cancelled) -> None:
        """What has not reached anybody yet never will; what has, stays as it is."""
        if self.status is ReminderStatus.QUEUED:
            self.status, self.reason = ReminderStatus.CANCELLED, reason
        for delivery in self.deliveries:
            if delivery.status is DeliveryStatus.QUEUED:
                delivery.cancel(reason)

    def supersede(self, people: Collection[int], groups: Collection[int]) -> None:
        """A later stage is told to these: they need not hear of this one any more."""
        if self.status is ReminderStatus.QUEUED:
            self.status, self.reason = ReminderStatus.SUPERSEDED, Cancelled.SUPERSEDED
        for delivery in self.deliveries:
            if delivery.asks or delivery.status is not DeliveryStatus.QUEUED:
                continue
            if delivery.recipient_id in people or delivery.robot_id in groups:
                delivery.cancel(Cancelled.SUPERSEDED)
