"""The outbox: claim a row, send with no transaction open, record what came of it.

A claim is a lease of ten minutes: if this process dies while sending, the row is due again later.
A crash between sending and recording repeats one message, under the same Message-ID.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from tracker.infra import clock, lease
from tracker.infra.db import db, lock, transaction
from tracker.reminders.models import Delivery, Reminder
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.obligations import Absence, Standing
from tracker.reminders.rules.outbox import LEASE, Message, Notice, compose, in_window
from tracker.reminders.rules.people import Recipient, recipients
from tracker.reminders.rules.states import Cancelled, DeliveryStatus, ObligationState
from tracker.reminders.service.posting import post_to_successors

JOB = "reminders.deliver"
LEASE_SECONDS = 60  # renewed before every message
INTERRUPTED = "发送中断 (interrupted while sending)"

logger = logging.getLogger(__name__)


@dataclass
class Delivered:
    """What a run did; ``failed`` is tried again, ``waiting`` may not leave here or now."""

    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    waiting: int = 0

    @property
    def summary(self) -> str:
        return " ".join(f"{name}={count}" for name, count in asdict(self).items())

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Letter:
    """A claimed delivery, on its way: what to send, and the lease that proves the claim."""

    delivery_id: int
    channel: str
    message: Message
    lease_until: datetime


def deliver() -> Delivered:
    """The scheduled run, and the one by hand: what is due leaves, if it may leave here and now."""
    if not in_window(clock.now().astimezone(clock.SHANGHAI).time()) or not lease.is_sender():
        return lease.beat(JOB, lambda: Delivered(waiting=len(_due())))
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held is None:
            return Delivered(waiting=len(_due()))
        return lease.beat(JOB, lambda: send_due(held.renew))


def send_due(may_go_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Send what is due, one row at a time, as long as ``may_go_on`` says so."""
    done = Delivered()
    _free_interrupted()
    for delivery_id in _due():
        if not may_go_on():
            break
        letter = _claim(delivery_id, done)
        if letter is None:
            continue
        send = CHANNELS[letter.channel].send
        try:
            answer = send(letter.message) if send else ""
        except Exception as error:  # noqa: BLE001 - one broken channel must not stop the others
            logger.warning("delivery %s: %s", delivery_id, type(error).__name__)
            _record(letter, error=f"{type(error).__name__}: {error}")
            done.failed += 1
        else:
            _record(letter, answer=answer)
            done.sent += 1
    return done


def _due() -> list[int]:
    query = select(Delivery.id).where(
        Delivery.status == DeliveryStatus.QUEUED, Delivery.next_try_at <= clock.now()
    )
    return list(db.session.scalars(query.order_by(Delivery.next_try_at, Delivery.id)))


def _free_interrupted() -> None:
    """A claim whose lease ran out counts as a failed try."""
    now = clock.now()
    query = select(Delivery.id).where(
        Delivery.status == DeliveryStatus.SENDING, Delivery.lease_until <= now
    )
    for delivery_id in db.session.scalars(query).all():
        with transaction():
            row = lock(Delivery, delivery_id)
            if row.status is DeliveryStatus.SENDING and row.lease_until and row.lease_until <= now:
                row.fail(now, INTERRUPTED)


def _claim(delivery_id: int, done: Delivered) -> Letter | None:
    """Take the row, unless another process was faster or there is no reason left to send it."""
    now = clock.now()
    with transaction():
        row = lock(Delivery, delivery_id)
        if row.status is not DeliveryStatus.QUEUED or row.next_try_at > now:
            return None
        standing, told = _as_it_stands(row.reminder)
        mine = [one for one in told if one.person.id == row.recipient_id]
        if not mine or not isinstance(standing, Standing):
            _cancel(row, standing, told, now)
            done.cancelled += 1
            return None
        row.claim(now + LEASE)
        message = _message(row, standing, mine[0])
        return Letter(row.id, row.channel, message, now + LEASE)


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


def _cancel(
    row: Delivery, standing: Standing | Cancelled, told: tuple[Recipient, ...], now: datetime
) -> None:
    """Nothing leaves; a person who no longer counts hands over to whoever took his place."""
    if isinstance(standing, Standing):
        row.cancel(Cancelled.RECIPIENT)
        post_to_successors(row.reminder, told, now)
    else:
        row.cancel(standing)


def _message(row: Delivery, standing: Standing, to: Recipient) -> Message:
    reminder = row.reminder
    notice = Notice(
        story=reminder.obligation.story,
        wording=KINDS[reminder.obligation.kind].wording,
        due_on=standing.due_on,
        amount=standing.amount,
        estimated=standing.estimated,
        late_from=reminder.fire_on if reminder.is_late else None,
        because=to.because,
        url=_url(reminder.obligation_id),
    )
    subject, body = compose(notice, clock.today(), to.person.language)
    return Message(to.person.email, subject, body, row.message_id)


def _url(obligation_id: int) -> str:
    """The page of an obligation as its readers reach it (TRACKER_BASE_URL); none if not told."""
    base = os.environ.get("TRACKER_BASE_URL", "").rstrip("/")
    if not base:
        return ""
    routes = current_app.url_map.bind("")
    values: dict[str, Any] = {"obligation_id": obligation_id}
    return base + routes.build("reminders.show", values)


def _record(letter: Letter, answer: str = "", error: str = "") -> None:
    """Note the result, unless the lease ran out and somebody else took the row."""
    now = clock.now()
    with transaction():
        row = lock(Delivery, letter.delivery_id)
        if row.status is not DeliveryStatus.SENDING or row.lease_until != letter.lease_until:
            return
        if error:
            row.fail(now, error)
        else:
            row.succeed(now, answer)
