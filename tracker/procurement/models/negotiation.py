"""Negotiation records and their confirmations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import Actor
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import Base, Evidence, UTCDateTime
from tracker.procurement.models.tender import Tender
from tracker.procurement.rules.negotiation import Content, RecordKind, RecordState
from tracker.procurement.rules.negotiation_errors import (
    ConfirmedAlready,
    ContentChanged,
    IsLocked,
    NobodyOutside,
    NotListed,
    NotSubmitted,
)
from tracker.procurement.rules.offers import (
    read_parties,
    read_people,
    write_parties,
    write_people,
)


class NegotiationRecord(Evidence, Base):
    """What happened at one meeting with suppliers; ``corrects`` the locked one it puts right.

    ``revision`` counts changes of what it says: confirmations of an earlier one are void.
    """

    __tablename__ = "negotiation_record"
    __table_args__ = (
        CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name="locked_when_locked"),
        UniqueConstraint("tender_id", "no"),
    )

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    no: Mapped[int]
    kind: Mapped[RecordKind]
    held_on: Mapped[date]
    time: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    people: Mapped[str] = mapped_column(Text, default="[]")
    parties: Mapped[str] = mapped_column(Text, default="[]")
    points: Mapped[str] = mapped_column(Text, default="")
    commitments: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RecordState] = mapped_column(default=RecordState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("negotiation_record.id"))
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    tender: Mapped[Tender] = relationship()
    drafted_by: Mapped[User | None] = relationship()
    corrects: Mapped[NegotiationRecord | None] = relationship(remote_side="NegotiationRecord.id")
    confirmations: Mapped[list[Confirmation]] = relationship(
        back_populates="record", order_by="Confirmation.id"
    )

    @classmethod
    def of(
        cls, tender: Tender, kind: RecordKind, no: int, content: Content, actor: Actor, at: datetime
    ) -> Self:
        """The only constructor: a draft."""
        record = cls(
            tender=tender,
            no=no,
            kind=kind,
            state=RecordState.DRAFT,
            revision=1,
            drafted_by_id=actor.id or None,
            drafted_at=at,
        )
        record._write(content)
        return record

    @property
    def content(self) -> Content:
        return Content(
            held_on=self.held_on,
            time=self.time,
            place=self.place,
            people=read_people(self.people),
            parties=read_parties(self.parties),
            points=self.points,
            commitments=self.commitments,
            conclusion=self.conclusion,
            explanation=self.explanation,
        )

    @property
    def valid(self) -> tuple[Confirmation, ...]:
        """The confirmations of what it says now."""
        return tuple(one for one in self.confirmations if one.revision == self.revision)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of those who have not confirmed what it says now."""
        done = {one.key for one in self.valid}
        people = self.content.people
        return tuple(one.name for one in people if (one.user_uid or one.name) not in done)

    def check_revision(self, revision: int) -> None:
        """Raise ``ContentChanged`` when the actor has read an earlier revision."""
        if self.revision != revision:
            raise ContentChanged

    def rewrite(self, content: Content) -> int:
        """Change what it says; returns how many confirmations that makes void."""
        if self.state is RecordState.LOCKED:
            raise IsLocked
        if content == self.content:
            return 0
        void = len(self.valid)
        self._write(content)
        self.revision += 1
        self.state = RecordState.DRAFT
        return void

    def submit(self) -> None:
        """Ask everybody listed to confirm."""
        if self.state is RecordState.LOCKED:
            raise IsLocked
        self.state = RecordState.CONFIRMING

    def confirm(self, actor: Actor, at: datetime) -> None:
        """One of those listed says that it is right; the last one locks it."""
        self._check_open()
        person = next((one for one in self.content.people if one.user_uid == actor.uid), None)
        if person is None:
            raise NotListed
        for one in self.valid:
            if one.key == actor.uid:
                raise ConfirmedAlready(at=one.day)
        self._add(actor.uid, person.name, at, on_paper=False, by=actor)
        self._lock_if_complete(at)

    def confirm_on_paper(self, actor: Actor, at: datetime) -> None:
        """Those from outside have signed the printed record, whose scan is on file."""
        self._check_open()
        done = {one.key for one in self.valid}
        outsiders = [one for one in self.content.outsiders if one.name not in done]
        if not outsiders:
            raise NobodyOutside
        for person in outsiders:
            self._add(person.name, person.name, at, on_paper=True, by=actor)
        self._lock_if_complete(at)

    def _check_open(self) -> None:
        if self.state is RecordState.LOCKED:
            raise IsLocked
        if self.state is RecordState.DRAFT:
            raise NotSubmitted

    def _add(self, key: str, name: str, at: datetime, *, on_paper: bool, by: Actor) -> None:
        self.confirmations.append(
            Confirmation(
                revision=self.revision,
                key=key,
                name=name,
                on_paper=on_paper,
                confirmed_at=at,
                recorded_by=by.name,
            )
        )

    def _lock_if_complete(self, at: datetime) -> None:
        if not self.missing:
            self.state, self.locked_at = RecordState.LOCKED, at

    def _write(self, content: Content) -> None:
        self.held_on = content.held_on
        self.time = content.time.strip()
        self.place = content.place.strip()
        self.people = write_people(content.people)
        self.parties = write_parties(content.parties)
        self.points = content.points.strip()
        self.commitments = content.commitments.strip()
        self.conclusion = content.conclusion.strip()
        self.explanation = content.explanation.strip()


class Confirmation(Evidence, Base):
    """That somebody listed confirmed one revision of a record, once.

    ``key`` is the uid of the account, or the name of somebody from outside.
    """

    __tablename__ = "negotiation_confirmation"
    __table_args__ = (
        UniqueConstraint("record_id", "revision", "key"),
        Index("ix_negotiation_confirmation_record_id", "record_id"),
    )

    record_id: Mapped[int] = mapped_column(ForeignKey("negotiation_record.id"))
    revision: Mapped[int]
    key: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))
    on_paper: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(100), default="")

    record: Mapped[NegotiationRecord] = relationship(back_populates="confirmations")

    @property
    def day(self) -> date:
        return self.confirmed_at.astimezone(SHANGHAI).date()
