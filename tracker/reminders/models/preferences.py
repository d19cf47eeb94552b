"""How each person wants to be reached: hour and form of mails, and his calendar feed."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base, StrSet
from tracker.reminders.rules.preferences import Choices, MailMode


class Preference(Base):
    """What one person chose; without a row he has the usual choices."""

    __tablename__ = "reminder_preference"
    __table_args__ = (
        CheckConstraint("digest_hour BETWEEN 9 AND 16", name="hour_in_window"),
        CheckConstraint("mail IN ('digest', 'singles', 'off')", name="mail"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    digest_hour: Mapped[int]
    mail: Mapped[MailMode]
    muted: Mapped[frozenset[str]] = mapped_column(StrSet(800), default=frozenset)

    @property
    def choices(self) -> Choices:
        return Choices(self.digest_hour, self.mail, self.muted)

    def choose(self, choices: Choices) -> None:
        self.digest_hour, self.mail = choices.digest_hour, choices.mail
        self.muted = choices.muted


class CalendarFeed(Base):
    """A person's calendar subscription; its address follows from ``serial``, so the next serial
    revokes it."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    serial: Mapped[int]
    is_open: Mapped[bool] = mapped_column(Boolean)


class Digest(Base):
    """The one summary of a day to a person or group; sent again it keeps its ``message_id``."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("recipient_id", "on"), UniqueConstraint("robot_id", "on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    robot_id: Mapped[int | None] = mapped_column(ForeignKey("robot.id"))
    on: Mapped[date]
    message_id: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid.uuid4()))
