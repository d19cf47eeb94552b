"""What leaves next: a last look at each delivery, and the message made of it or of several.

Whoever asked for one summary a day gets what is not urgent together, at his hour, under the
Message-ID of that day; what comes after it waits for the next day's.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import select

from tracker.accounts.models import User
from tracker.infra import clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO
from tracker.reminders.models import Delivery, Digest, Preference, Reminder, Robot
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.digest import compose_digest
from tracker.reminders.rules.obligations import Absence, Standing
from tracker.reminders.rules.outbox import LEASE, Hook, Message, Notice, compose
from tracker.reminders.rules.people import Recipient, recipients
from tracker.reminders.rules.posts import compose_post
from tracker.reminders.rules.preferences import Choices
from tracker.reminders.rules.states import Cancelled, DeliveryStatus, ObligationState
from tracker.reminders.service.posting import post_to_successors


class Held(StrEnum):
    """Why nothing leaves of a delivery that was due."""

    TAKEN = "taken"
    CANCELLED = "cancelled"
    WAITS = "waits"


@dataclass(frozen=True)
class Letter:
    """Claimed deliveries on their way as one message, and the lease that proves the claim."""

    delivery_ids: tuple[int, ...]
    channel: str
    message: Message
    lease_until: datetime


@dataclass(frozen=True)
class _Looked:
    """A delivery that still may leave: how its subject stands, and why it goes to whom it does."""

    row: Delivery
    standing: Standing
    because: Label


def claim(delivery_id: int) -> Letter | Held:
    """Take the delivery, alone or with the others of its summary, unless it must not leave."""
    now = clock.now()
    with transaction():
        row = lock(Delivery, delivery_id)
        if row.status is not DeliveryStatus.QUEUED or row.next_try_at > now:
            return Held.TAKEN
        choices = _choices(row)
        looked = _look(row, choices, now)
        if looked is None:
            return Held.CANCELLED
        if not CHANNELS[row.channel].bundles or choices.is_single(row.reminder.stage):
            row.claim(now + LEASE)
            return _letter([looked], row.message_id, now)
        later = _waits_until(row, choices, now)
        if later is not None:
            row.defer(later)
            return Held.WAITS
        return _summary(looked, choices, now)


def _look(row: Delivery, choices: Choices, now: datetime) -> _Looked | None:
    """What is left to send, or nothing: then the delivery is cancelled with its reason."""
    standing, told = _as_it_stands(row.reminder)
    kind, stage = _kind_and_stage(row)
    mine = [one for one in told if one.person.id == row.recipient_id]
    if not isinstance(standing, Standing):
        row.cancel(standing)
    elif row.robot is not None:
        if row.robot.is_active and row.robot.wants.wants(kind.name, stage):
            return _Looked(row, standing, row.because)
        row.cancel(Cancelled.GROUP)
    elif not mine:
        row.cancel(Cancelled.RECIPIENT)  # whoever took his place is told instead
        post_to_successors(row.reminder, told, now)
    elif CHANNELS[row.channel].bundles and not choices.wants_mail(kind, stage):
        row.cancel(Cancelled.MUTED)
    else:
        return _Looked(row, standing, mine[0].because)
    return None


def _as_it_stands(reminder: Reminder) -> tuple[Standing | Cancelled, tuple[Recipient, ...]]:
    """The last look: what holds now, and whom it concerns; or why nothing is left to send."""
    obligation = reminder.obligation
    kind = KINDS[obligation.kind]
    now = standings(kind, [obligation.subject_uid]).get(obligation.subject_uid, Absence.WITHDRAWN)
    if isinstance(now, Absence):
        return now.cancels, ()
    if obligation.state is not ObligationState.OPEN or reminder.revision != obligation.revision:
        return Cancelled.RESCHEDULED, ()
    if (reminder.due_on, reminder.amount) != (now.due_on, now.amount):
        return Cancelled.RESCHEDULED, ()
    people = directory()
    told = recipients(kind.audience(now, reminder.stage), people)
    return now, obligation.answers.placed(told, people)


# --- the summary of a day -------------------------------------------------------------------------


def _waits_until(row: Delivery, choices: Choices, now: datetime) -> datetime | None:
    """When the next summary leaves that this can be part of; ``None``: now."""
    if row.digest_id is not None:
        return None  # it was on its way before
    today = clock.today()
    if now < _moment(today, choices):
        return _moment(today, choices)
    if _digest_of(row, today) is not None:
        return _moment(today + timedelta(days=1), choices)
    return None


def _moment(day: date, choices: Choices) -> datetime:
    return clock.at(day, choices.digest_hour)


def _digest_of(row: Delivery, day: date) -> Digest | None:
    query = select(Digest).filter_by(recipient_id=row.recipient_id, robot_id=row.robot_id, on=day)
    return db.session.scalars(query).first()


def _summary(first: _Looked, choices: Choices, now: datetime) -> Letter:
    """Everything of this person or group that may leave with it."""
    row = first.row
    query = select(Delivery).where(
        Delivery.robot_id == row.robot_id
        if row.recipient_id is None
        else Delivery.recipient_id == row.recipient_id,
        Delivery.channel == row.channel,
        Delivery.status == DeliveryStatus.QUEUED,
        Delivery.next_try_at <= now,
        Delivery.digest_id.is_(None)
        if row.digest_id is None
        else Delivery.digest_id == row.digest_id,
        Delivery.id != row.id,
    )
    others = db.session.scalars(query.order_by(Delivery.id).with_for_update(skip_locked=True))
    found = [first]
    for other in others.all():
        if not choices.is_single(other.reminder.stage) and (one := _look(other, choices, now)):
            found.append(one)
    digest = row.digest or Digest(
        recipient_id=row.recipient_id,
        robot_id=row.robot_id,
        on=clock.today(),
        message_id=row.message_id,
    )
    for one in found:
        one.row.digest = digest
        one.row.claim(now + LEASE)
    return _letter(found, digest.message_id, now)


# --- the message ----------------------------------------------------------------------------------


def _letter(found: list[_Looked], message_id: str, now: datetime) -> Letter:
    row, notices = found[0].row, [_notice(one) for one in found]
    hook = CHANNELS[row.channel].hook
    message = (
        _post(row.robot, hook, notices, message_id)
        if row.robot is not None and hook is not None
        else _mail(row.recipient, notices, message_id)
    )
    return Letter(tuple(one.row.id for one in found), row.channel, message, now + LEASE)


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


def _notice(one: _Looked) -> Notice:
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


def _choices(row: Delivery) -> Choices:
    if row.robot is not None:
        return row.robot.wants.choices
    chosen = db.session.get(Preference, row.recipient_id)
    return chosen.choices if chosen else Choices()


def _kind_and_stage(row: Delivery) -> tuple[Any, int]:
    return KINDS[row.reminder.obligation.kind], row.reminder.stage
