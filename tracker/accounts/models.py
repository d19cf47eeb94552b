"""People, departments (科室), the two leading groups, and what signing in needs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.rules import Actor, GroupKind, Role
from tracker.accounts.rules.absence import AbsenceEnded, AbsenceKind, Away
from tracker.accounts.rules.passwords import LOCKED_FOR, TRIES
from tracker.accounts.rules.people import AlreadyMember, LeaderNotMember, MembershipDates
from tracker.infra.db import Base, Evidence, StrSet, UTCDateTime


class Department(Evidence, Base):
    __tablename__ = "department"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", use_alter=True, name="fk_department_head_id_user")
    )
    head: Mapped[User | None] = relationship(foreign_keys=[head_id], post_update=True)


class User(Evidence, Base):
    """A person who may sign in. Leavers are deactivated, never deleted."""

    __tablename__ = "user"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    role_codes: Mapped[frozenset[str]] = mapped_column(StrSet(200), default=frozenset)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    language: Mapped[str] = mapped_column(
        String(5), default="zh", info={"audit": False}, server_default="zh"
    )
    shortcuts: Mapped[bool] = mapped_column(
        Boolean, default=True, info={"audit": False}, server_default=true()
    )
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    deputy: Mapped[User | None] = relationship(remote_side="User.id", foreign_keys=[deputy_id])

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(code) for code in self.role_codes)

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.uid, self.name, self.roles)


class Absence(Evidence, Base):
    """Somebody is away (外出、休假), both days included; meanwhile the deputy sees the work."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("since_on <= until_on", name="days_in_order"),
        Index("ix_absence_user_id_until_on", "user_id", "until_on"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[AbsenceKind]
    since_on: Mapped[date]
    until_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
    cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    recorded_by: Mapped[str] = mapped_column(String(100))

    user: Mapped[User] = relationship()

    @property
    def away(self) -> Away:
        return Away(self.kind, self.since_on, self.until_on, self.note)

    def end(self, today: date) -> None:
        """Back today, so that yesterday was the last day; one not begun yet is cancelled."""
        if self.cancelled or self.until_on < today:
            raise AbsenceEnded
        if self.since_on < today:
            self.until_on = today - timedelta(days=1)
        else:
            self.cancelled = True


class Credential(Base):
    """Password hash and session token; apart from ``User`` so that neither enters the history."""

    __tablename__ = "credential"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    session_token: Mapped[str] = mapped_column(String(64))
    must_change: Mapped[bool] = mapped_column(Boolean, default=False)


class LoginThrottle(Base):
    """Failed sign-ins of a login name, known or not, so that the answer is the same for both."""

    __tablename__ = "login_throttle"

    login: Mapped[str] = mapped_column(String(60), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def fail(self, now: datetime) -> None:
        """Count one more wrong try; an earlier row of tries counts while it is recent."""
        recent = now - self.failed_at < LOCKED_FOR
        self.failures = self.failures + 1 if recent else 1
        self.failed_at = now
        self.locked_until = now + LOCKED_FOR if self.failures >= TRIES else None


class Group(Evidence, Base):
    """One of the two leading groups; exactly one row a kind."""

    __tablename__ = "leading_group"

    kind: Mapped[GroupKind] = mapped_column(unique=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    leader: Mapped[User | None] = relationship(foreign_keys=[leader_id])
    members: Mapped[list[GroupMember]] = relationship(
        back_populates="group", order_by="GroupMember.since_on, GroupMember.id"
    )

    def has(self, user_id: int, day: date) -> bool:
        """Whether the person is a member on that day."""
        return any(seat.user_id == user_id and seat.holds_on(day) for seat in self.members)

    def seat(self, user: User, since_on: date) -> GroupMember:
        """Make ``user`` a member from that day on; one membership at a time."""
        if any(seat.user_id == user.id and seat.reaches(since_on) for seat in self.members):
            raise AlreadyMember(field="person", name=user.name)
        seat = GroupMember(user_id=user.id, since_on=since_on)
        self.members.append(seat)
        return seat

    def appoint(self, user: User | None, day: date) -> None:
        """Make a present member the leader, or leave the post empty."""
        if user is not None and not self.has(user.id, day):
            raise LeaderNotMember(field="leader")
        self.leader_id = user.id if user else None

    def dismiss(self, user_id: int, until_on: date) -> None:
        """End the person's open membership with that day, and their leadership at once."""
        for seat in self.members:
            if seat.user_id == user_id and seat.until_on is None:
                seat.end(until_on)
        if self.leader_id == user_id:
            self.leader_id = None

    def hand_over(self, leaver: User, successor: User, day: date) -> None:
        """Pass seat and leadership on; both are members on ``day``. Nothing without a seat."""
        if not self.has(leaver.id, day):
            return
        led = self.leader_id == leaver.id
        self.dismiss(leaver.id, day)
        if not self.has(successor.id, day):
            self.seat(successor, day)
        if led:
            self.leader_id = successor.id


class GroupMember(Evidence, Base):
    """Membership with its dates: who sat in the group on a given day stays known."""

    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("group_id", "user_id", "since_on"),
        Index("ix_group_member_user_id", "user_id"),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("leading_group.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    group: Mapped[Group] = relationship(back_populates="members")
    user: Mapped[User] = relationship()

    def holds_on(self, day: date) -> bool:
        return self.since_on <= day and self.reaches(day)

    def reaches(self, day: date) -> bool:
        return self.until_on is None or day <= self.until_on

    def end(self, until_on: date) -> None:
        """Set the last day of this membership."""
        if until_on < self.since_on:
            raise MembershipDates(field="until_on", since=self.since_on)
        self.until_on = until_on
