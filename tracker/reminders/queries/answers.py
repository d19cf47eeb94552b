"""What people answered to open obligations, and what a reader may answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allows
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders.models import Handling, Obligation, Transfer
from tracker.reminders.rules.answers import Answers, TransferState
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.states import ObligationState

SNOOZED = Label("{who}延后到 {day}", "{who} put it off until {day}")
ASKED = Label("{who}请{whom}接手", "{who} asked {whom} to take over")
ANSWERED = Label("{whom}：{state}（{who}转办）", "{whom}: {state} (from {who})")
HANDLED = Label("{who}办结", "{who} ended it")
UNDONE = Label("办结已撤销", "The ending was taken back")

HELD = (TransferState.ASKED, TransferState.ACCEPTED)


@dataclass(frozen=True)
class Handed:
    """A transfer that is asked for or holds."""

    id: int
    obligation_id: int
    title: Label
    giver: str
    taker: str
    note: str
    state: TransferState


@dataclass(frozen=True)
class Ended:
    """A note that ended it."""

    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class AnswersView:
    """What holds for the reader, and what he may still answer."""

    may_answer: bool
    may_handle: bool
    snoozed_until: date | None
    given: Handed | None
    asked: Handed | None
    ended: Ended | None


def answers_by_subject() -> Mapping[tuple[str, str], Answers]:
    """Of everything open that somebody handed over, by kind and subject."""
    handed = select(Transfer.obligation_id).where(Transfer.state == TransferState.ACCEPTED)
    query = (
        select(Obligation)
        .where(Obligation.state == ObligationState.OPEN, Obligation.id.in_(handed))
        .options(selectinload(Obligation.snoozes), selectinload(Obligation.transfers))
    )
    return {(row.kind, row.subject_uid): row.answers for row in db.session.scalars(query)}


def asked_of(user_id: int) -> tuple[Handed, ...]:
    """What others ask this person to take over."""
    query = (
        select(Transfer)
        .join(Transfer.obligation)
        .where(
            Transfer.to_id == user_id,
            Transfer.state == TransferState.ASKED,
            Obligation.state == ObligationState.OPEN,
        )
        .order_by(Transfer.id)
        .options(
            joinedload(Transfer.obligation),
            joinedload(Transfer.giver),
            joinedload(Transfer.taker),
        )
    )
    return tuple(_handed(row) for row in db.session.scalars(query))


def takers(permission: str, giver: Actor) -> list[tuple[int, str]]:
    """Active people other than the giver who may take the step, if the giver himself may."""
    people = db.session.scalars(select(User).where(User.active).order_by(User.id))
    needed = permission if allows(permission, giver.roles) else "reminders.read"
    return [
        (one.id, one.name) for one in people if one.id != giver.id and allows(needed, one.roles)
    ]


def answers_of(
    row: Obligation, reader: Actor, standing: Standing | None, *, by_note: bool
) -> AnswersView:
    """The answers to one obligation as its reader sees them."""
    may = standing is not None and bool(row.told_to(reader.id))
    given = [one for one in row.transfers if one.from_id == reader.id and one.state in HELD]
    asked = [one for one in row.transfers if one.to_id == reader.id and one.state in HELD]
    ended = [one for one in row.handlings if one.undone_at is None]
    return AnswersView(
        may_answer=may,
        may_handle=may and by_note,
        snoozed_until=row.answers.snoozed.get(reader.id) if standing else None,
        given=_handed(given[-1]) if given and standing else None,
        asked=_handed(asked[-1]) if asked and standing else None,
        ended=_ended(ended[-1]) if ended and standing is None else None,
    )


def said(row: Obligation) -> Iterator[tuple[datetime, Label, str]]:
    """Every answer besides 知悉: when, what, and the note."""
    for snooze in row.snoozes:
        yield snooze.at, SNOOZED.filled(who=snooze.user.name, day=snooze.until_on), snooze.note
    for one in row.transfers:
        who, whom = one.giver.name, one.taker.name
        yield one.asked_at, ASKED.filled(who=who, whom=whom), one.note
        if one.answered_at is not None:
            told = ANSWERED.filled(who=who, whom=whom, state=one.state)
            yield one.answered_at, told, one.reply
    for ending in row.handlings:
        yield ending.at, HANDLED.filled(who=ending.user.name), ending.note
        if ending.undone_at is not None:
            yield ending.undone_at, UNDONE, ""


def _ended(row: Handling) -> Ended:
    return Ended(row.user.name, row.at, row.note)


def _handed(row: Transfer) -> Handed:
    return Handed(
        id=row.id,
        obligation_id=row.obligation_id,
        title=row.obligation.story.title,
        giver=row.giver.name,
        taker=row.taker.name,
        note=row.note,
        state=row.state,
    )
