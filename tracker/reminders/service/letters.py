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
from sqlalchemy import Select, select

from tracker.accounts.models import User
from tracker.infra import clock
from tracker.infra.db import db, insert_once, lock, transaction
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO
from tracker.reminders.models import Delivery, Digest, Preference, Reminder, Robot
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.queries.people import directory
from tracker.reminders.queries.reporting import reported_to
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.answers import TransferState
from tracker.reminders.rules.digest import compose_digest
from tracker.reminders.rules.obligations import Absence, Kind, Standing
from tracker.reminders.rules.outbox import LEASE, Hook, Message, Notice, compose
from tracker.reminders.rules.people import Recipient, recipients
from tracker.reminders.rules.posts import compose_post
from tracker.reminders.rules.preferences import Choices, MailMode
from tracker.reminders.rules.states import Cancelled, DeliveryStatus, ObligationState
from tracker.reminders.service.posting import post_to_successors
from tracker.settings.queries import work_calendar


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
        is_alone = row.asks or not CHANNELS[row.channel].bundles
        if is_alone or choices.is_single(*_kind_and_stage(row)):
            row.claim(now + LEASE)
            return _letter([looked], row.message_id, now)
        siblings = _siblings(row, now)
        if row.digest is None and (later := _waits_until(row, choices, now)):
            row.defer(later)
            return Held.WAITS
        return _summary(looked, siblings, choices, now)


def _look(row: Delivery, choices: Choices, now: datetime) -> _Looked | None:
    """What is left to send, or nothing: then the delivery is cancelled with its reason."""
    standing, told = _as_it_stands(row.reminder)
    if not isinstance(standing, Standing):
        row.cancel(standing)
        return None
    mine = [one for one in told if one.person.id == row.recipient_id]
    reason = _held_back(row, choices, is_mine=bool(mine))
    if reason is None:
        is_own = mine and not row.asks
        return _Looked(row, standing, mine[0].because if is_own else row.because)
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
    told = recipients(kind.audience(now, obligation.told_as(reminder.stage)), people)
    told = obligation.answers.placed(told, people)
    late = reported_to(reminder, told, people, clock.today(), work_calendar())
    return now, (*told, *late)


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
    return query.order_by(Delivery.id).with_for_update(skip_locked=True)


def _summary(first: _Looked, siblings: Select[Delivery], choices: Choices, now: datetime) -> Letter:
    """Everything of this person or group that may leave with it."""
    found, digest = [first], first.row.digest
    for other in db.session.scalars(siblings).all():
        is_alone = other.asks or choices.is_single(*_kind_and_stage(other))
        if not is_alone and (one := _look(other, choices, now)):
            found.append(one)
    for one in found:
        one.row.digest = digest
        one.row.claim(now + LEASE)
    return _letter(found, digest.message_id if digest else first.row.message_id, now)


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


def _kind_and_stage(row: Delivery) -> tuple[Kind, int]:
    return KINDS[row.reminder.obligation.kind], row.reminder.stage
