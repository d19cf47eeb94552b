"""Versions of limits that an administrator added, and the clocks of projects."""

from __future__ import annotations

from datetime import date
from typing import Self

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.deadlines.rules.frozen import freeze, thaw
from tracker.deadlines.rules.versions import ClockState, InForceAlready, NewVersion, version_of
from tracker.infra.db import Base, Evidence
from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.limits import Direction, Limit
from tracker.projects.models import Project


class LimitVersion(Evidence, Base):
    """A dated version of a limit of ``data/limits.toml``; never edited once it is in force."""

    __tablename__ = "limit_version"
    __table_args__ = (
        CheckConstraint("value > 0", name="value_positive"),
        Index(
            "uq_limit_version_key_valid_from",
            "key",
            "valid_from",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date]
    verified: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    added_on: Mapped[date]
    added_by: Mapped[str] = mapped_column(String(100))
    withdrawn_on: Mapped[date | None]

    @classmethod
    def of(cls, new: NewVersion, added_on: date, added_by: str) -> Self:
        return cls(
            key=new.key,
            value=new.value,
            unit=new.unit,
            source=new.source.strip(),
            article=new.article.strip(),
            valid_from=new.valid_from,
            verified=new.verified,
            note=new.note.strip(),
            explanation=new.explanation.strip(),
            added_on=added_on,
            added_by=added_by,
        )

    def as_limit(self, pattern: Limit) -> Limit:
        """The version as a row of the book."""
        new = NewVersion(
            self.key,
            self.value,
            self.unit,
            self.source,
            self.article,
            self.valid_from,
            self.verified,
        )
        return version_of(new, pattern)

    def withdraw(self, today: date) -> None:
        """It will not come into force after all."""
        if self.valid_from <= today:
            raise InForceAlready(day=self.valid_from)
        self.withdrawn_on = today


class Clock(Evidence, Base):
    """A statutory limit that a fact of a project has set running.

    The version in force on the day of that fact is frozen here as text. ``ends_on`` is stored
    because worklists sort by it; it is worked out again when the fact or the work calendar
    changes, and only then.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("uq_clock_subject_uid_key", "subject_uid", "key", unique=True),
        Index("ix_clock_project_id", "project_id"),
        Index(
            "ix_clock_running",
            "ends_on",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_uid: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(40))
    direction: Mapped[Direction]
    frozen: Mapped[str] = mapped_column(Text)
    since: Mapped[date]
    ends_on: Mapped[date]
    done_on: Mapped[date | None]
    state: Mapped[ClockState]

    project: Mapped[Project] = relationship()

    @property
    def limit(self) -> Limit:
        """The version of the limit it runs by."""
        return thaw(self.frozen)

    def reckoned(self, law: Law) -> Reckoned:
        """The same worked out anew, by the frozen limit and the work calendar of today."""
        return law.one(self.limit, self.since, self.done_on)

    def follow(self, found: Reckoned, law: Law, *, running: bool) -> bool:
        """Take over what the facts say; a new first day means the version of that day.

        Returns whether anything changed.
        """
        before = self._position
        if self.since != found.since:
            self.since = found.since
            self.frozen = freeze(found.limit)
        self.done_on = found.done_on
        self.ends_on = self.reckoned(law).ends_on
        self.state = _state(found.done_on, running=running)
        return self._position != before

    def move(self, law: Law) -> bool:
        """Whether another work calendar moves its last day."""
        before, self.ends_on = self.ends_on, self.reckoned(law).ends_on
        return before != self.ends_on

    def drop(self) -> bool:
        """The fact that started it is no more; whether it was not dropped already."""
        before, self.done_on, self.state = self._position, None, ClockState.DROPPED
        return self._position != before

    @property
    def _position(self) -> tuple[date, date, date | None, ClockState]:
        return self.since, self.ends_on, self.done_on, self.state


def _state(done_on: date | None, *, running: bool) -> ClockState:
    if done_on is not None:
        return ClockState.STOPPED
    return ClockState.RUNNING if running else ClockState.DROPPED


def new_clock(project_id: int, subject: tuple[str, str], found: Reckoned, state: bool) -> Clock:
    """A clock for what the facts have set running; ``state``: whether it still may run."""
    kind, uid = subject
    return Clock(
        project_id=project_id,
        subject_kind=kind,
        subject_uid=uid,
        key=found.limit.key,
        direction=found.limit.direction,
        frozen=freeze(found.limit),
        since=found.since,
        ends_on=found.ends_on,
        done_on=found.done_on,
        state=_state(found.done_on, running=state),
    )
