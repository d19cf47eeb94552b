"""What leaves next: a last look at deliveries that are due, and the messages made of them.

Whoever asked for one summary a day gets what is not urgent together, at his hour, under the
Message-ID of that day; what comes after it waits for the next day's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import User
from tracker.infra import clock
from tracker.infra.db import db, insert_once, transaction
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO
from tracker.reminders.models import Delivery, Digest, Obligation, Reminder, Robot
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.answers import TransferState
from tracker.reminders.rules.digest import compose_digest
from tracker.reminders.rules.obligations import Kind, Standing
from tracker.reminders.rules.outbox import Hook, Message, Notice, compose
from tracker.reminders.rules.posts import compose_post
from tracker.reminders.rules.preferences import Choices, MailMode
from tracker.reminders.rules.states import Cancelled, DeliveryStatus
from tracker.reminders.service.posting import post_to_successors
from tracker.reminders.service.reading import Reading


@dataclass(frozen=True)
class Letter:
    """Deliveries that may leave as one message; whoever sends it claims them first."""

    delivery_ids: tuple[int, ...]
    channel: str
    message: Message


@dataclass
class Looked:
    """What came of a look: the messages that may leave, and how many deliveries may not."""

    letters: list[Letter] = field(default_factory=list)
    cancelled: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class _Leaving:
    """A delivery that still may leave: how its subject stands, and why it goes to whom it does."""

    row: Delivery
    standing: Standing
    because: Label


def look(delivery_ids: Sequence[int]) -> Looked:
    """The last look at deliveries that were due, all under one reading of the facts.

    Those that must not leave are cancelled, or wait for the summary they belong to.
    """
    now, looked = clock.now(), Looked()
    with transaction():
        rows = db.session.scalars(_due(now).where(Delivery.id.in_(delivery_ids))).all()
        reading = Reading.of(rows)
        taken: set[int] = set()
        for row in rows:
            if row.id in taken or row.status is not DeliveryStatus.QUEUED:
                continue  # in the summary of one before it, or cancelled when that was put together
            if letter := _letter_of(row, reading, looked, now):
                taken.update(letter.delivery_ids)
                looked.letters.append(letter)
    return looked


def _due(now: datetime) -> Select[Delivery]:
    """Deliveries that may be tried, with what a look at them asks; nobody else looks meanwhile."""
    reminder = joinedload(Delivery.reminder)
    obligation = reminder.joinedload(Reminder.obligation)
    query = select(Delivery).where(
        Delivery.status == DeliveryStatus.QUEUED, Delivery.next_try_at <= now
    )
    return (
        query.order_by(Delivery.next_try_at, Delivery.id)
        .with_for_update(skip_locked=True, of=Delivery)
        .execution_options(populate_existing=True)
        .options(
            obligation.selectinload(Obligation.transfers),
            obligation.selectinload(Obligation.snoozes),
            reminder.selectinload(Reminder.acknowledgements),
            selectinload(Delivery.recipient),
            selectinload(Delivery.robot),
            selectinload(Delivery.digest),
        )
    )


def _letter_of(row: Delivery, reading: Reading, looked: Looked, now: datetime) -> Letter | None:
    """The message this delivery leaves with, unless it must not or not yet leave."""
    leaving = _look(row, reading, now)
    if leaving is None:
        looked.cancelled += 1
        return None
    choices = reading.choices(row)
    is_alone = row.asks or not CHANNELS[row.channel].bundles
    if is_alone or choices.is_single(*_kind_and_stage(row)):
        return _letter([leaving], row.message_id)
    siblings = _siblings(row, now)
    if row.digest is None and (later := _waits_until(row, choices, now)):
        row.defer(later)
        looked.waiting += 1
        return None
    return _summary(leaving, siblings, reading, now)


def _look(row: Delivery, reading: Reading, now: datetime) -> _Leaving | None:
    """What is left to send, or nothing: then the delivery is cancelled with its reason."""
    standing, told = reading.as_it_stands(row.reminder)
    if not isinstance(standing, Standing):
        row.cancel(standing)
        return None
    mine = [one for one in told if one.person.id == row.recipient_id]
    reason = _held_back(row, reading.choices(row), is_mine=bool(mine))
    if reason is None:
        is_own = mine and not row.asks
        return _Leaving(row, standing, mine[0].because if is_own else row.because)
    row.cancel(reason)
    if reason is Cancelled.RECIPIENT:  # whoever took his place is told instead
        post_to_successors(row.reminder, told, now)
    return None


def _held_back(row: Delivery, choices: Choices, *, is_mine: bool) -> Cancelled | None:
    """Why it is not for this person or group any more; ``None``: it is."""
    kind, stage = _kind_and_stage(row)
    if row.robot is not None:
        is_wanted = row.robot.is_active and row.robot.wants.wants(kind, stage)
        return None if is_wanted else Cancelled.GROUP
    if row.asks:
        is_wanted = _is_still_asked(row) and choices.mail is not MailMode.OFF
        return None if is_wanted else Cancelled.TRANSFER
    if not is_mine:
        is_answered = row.reminder.obligation.is_answered(row.reminder)
        return Cancelled.ANSWERED if is_answered else Cancelled.RECIPIENT
    is_muted = CHANNELS[row.channel].bundles and not choices.wants_mail(kind, stage)
    return Cancelled.MUTED if is_muted else None


def _is_still_asked(row: Delivery) -> bool:
    asked = [one for one in row.reminder.obligation.transfers if one.id == row.transfer_id]
    return any(one.state is TransferState.ASKED and one.taker.active for one in asked)


# --- the summary of a day -------------------------------------------------------------------------


def _waits_until(row: Delivery, choices: Choices, now: datetime) -> datetime | None:
    """When the next summary leaves that this can be part of; ``None``: now, it is the first of
    today's."""
    today = clock.today()
    if now < _moment(today, choices):
        return _moment(today, choices)
    whose = {"recipient_id": row.recipient_id, "robot_id": row.robot_id, "on": today}
    if not insert_once(Digest, message_id=row.message_id, **whose):
        return _moment(today + timedelta(days=1), choices)
    row.digest = db.session.scalars(select(Digest).filter_by(**whose)).one()
    return None


def _moment(day: date, choices: Choices) -> datetime:
    return clock.at(day, choices.digest_hour)


def _siblings(row: Delivery, now: datetime) -> Select[Delivery]:
    """What of the same person or group is due as well, and was in the same summary before."""
    return _due(now).where(
        Delivery.robot_id == row.robot_id
        if row.recipient_id is None
        else Delivery.recipient_id == row.recipient_id,
        Delivery.channel == row.channel,
        Delivery.digest_id.is_(None)
        if row.digest_id is None
        else Delivery.digest_id == row.digest_id,
        Delivery.id != row.id,
    )


def _summary(
    first: _Leaving, siblings: Select[Delivery], reading: Reading, now: datetime
) -> Letter:
    """Everything of this person or group that may leave with it."""
    others = db.session.scalars(siblings).all()
    reading.take_in(others)
    found, digest, choices = [first], first.row.digest, reading.choices(first.row)
    for other in others:
        is_alone = other.asks or choices.is_single(*_kind_and_stage(other))
        if not is_alone and (one := _look(other, reading, now)):
            found.append(one)
    for one in found:
        one.row.digest = digest
    return _letter(found, digest.message_id if digest else first.row.message_id)


# --- the message ----------------------------------------------------------------------------------


def _letter(found: list[_Leaving], message_id: str) -> Letter:
    row, notices = found[0].row, [_notice(one) for one in found]
    hook = CHANNELS[row.channel].hook
    message = (
        _post(row.robot, hook, notices, message_id)
        if row.robot is not None and hook is not None
        else _mail(row.recipient, notices, message_id)
    )
    return Letter(tuple(one.row.id for one in found), row.channel, message)


def _mail(to: User | None, notices: list[Notice], message_id: str) -> Message:
    today, lang = clock.today(), to.language if to else ""
    if len(notices) == 1:
        subject, body = compose(notices[0], today, lang)
    else:
        subject, body = compose_digest(notices, today, lang)
    return Message(to.email if to else "", subject, body, message_id)


def _post(robot: Robot, hook: Hook, notices: list[Notice], message_id: str) -> Message:
    shown = notices if robot.with_amounts else [replace(one, amount=ZERO) for one in notices]
    subject, body = compose_post(shown, clock.today(), hook.limit, message_id)
    return Message(robot.secret_ref, subject, body, message_id)


def _notice(one: _Leaving) -> Notice:
    reminder = one.row.reminder
    return Notice(
        story=reminder.obligation.story,
        wording=KINDS[reminder.obligation.kind].wording,
        due_on=one.standing.due_on,
        amount=one.standing.amount,
        estimated=one.standing.estimated,
        late_from=reminder.fire_on if reminder.is_late else None,
        because=one.because,
        url=_url(reminder.obligation_id),
    )


def _url(obligation_id: int) -> str:
    """The page of an obligation as its readers reach it (TRACKER_BASE_URL); none if not told."""
    base = os.environ.get("TRACKER_BASE_URL", "").rstrip("/")
    if not base:
        return ""
    routes = current_app.url_map.bind("")
    values: dict[str, Any] = {"obligation_id": obligation_id}
    return base + routes.build("reminders.show", values)


def _kind_and_stage(row: Delivery) -> tuple[Kind, int]:
    return KINDS[row.reminder.obligation.kind], row.reminder.stage
