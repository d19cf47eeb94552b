"""Deliveries as pages show them: of one reminder, and for the administrator those that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders.channels import email
from tracker.reminders.models import Attempt, Delivery, Obligation, Reminder
from tracker.reminders.queries.pulse import Heartbeat, heartbeat
from tracker.reminders.queries.robots import Service, services
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.outbox import RETRIES, Channel
from tracker.reminders.rules.people import NOBODY_ELSE
from tracker.reminders.rules.states import (
    Cancelled,
    DeliveryStatus,
    ObligationState,
    ReminderStatus,
)

DEAD_SHOWN = 100


@dataclass(frozen=True)
class Try:
    """One attempt, in the words of the other side."""

    at: datetime
    succeeded: bool
    detail: str


@dataclass(frozen=True)
class Sent:
    """One delivery; ``look`` is its state on the page, where one that failed is retrying."""

    id: int
    obligation_id: int
    title: Label
    recipient: str
    channel: Channel
    look: str
    words: Label
    last_at: datetime | None
    next_try_at: datetime | None
    note: str
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class Unheard:
    """A matter without a valid recipient (无有效接收人)."""

    obligation_id: int
    title: Label


@dataclass(frozen=True)
class Operation:
    """The administrator's page: the pulse, the mail server in use, what gave up, what is tried
    again, and what reaches none of its own recipients."""

    heartbeat: Heartbeat
    mail: str
    services: tuple[Service, ...]
    dead: tuple[Sent, ...]
    retrying: tuple[Sent, ...]
    unheard: tuple[Unheard, ...]


def operation() -> Operation:
    """How the machinery of reminders fares."""
    dead = _rows(Delivery.status == DeliveryStatus.DEAD)
    waits = (Delivery.status == DeliveryStatus.QUEUED) & (Delivery.attempts > 0)
    return Operation(
        heartbeat(), email.described(), services(), dead, _rows(waits), _without_recipient()
    )


def _without_recipient() -> tuple[Unheard, ...]:
    """Open matters whose own recipients have all left: told to others in their place, or to nobody
    at all."""
    told = Reminder.deliveries.any(Delivery.because == NOBODY_ELSE)
    query = (
        select(Obligation)
        .where(Obligation.state == ObligationState.OPEN)
        .where(Obligation.reminders.any(told | (Reminder.status == ReminderStatus.QUEUED)))
        .order_by(Obligation.due_on, Obligation.id)
        .limit(DEAD_SHOWN)
    )
    return tuple(Unheard(row.id, row.story.title) for row in db.session.scalars(query))


def _rows(condition: ColumnElement[bool]) -> tuple[Sent, ...]:
    query = (
        select(Delivery)
        .where(condition)
        .order_by(Delivery.next_try_at.desc())
        .limit(DEAD_SHOWN)
        .options(
            joinedload(Delivery.reminder).joinedload(Reminder.obligation),
            joinedload(Delivery.recipient),
            joinedload(Delivery.robot),
            selectinload(Delivery.log),
        )
    )
    return tuple(as_sent(row) for row in db.session.scalars(query))


def as_sent(row: Delivery) -> Sent:
    """The row for a page."""
    obligation = row.reminder.obligation
    retries = row.attempts if row.status is DeliveryStatus.QUEUED else 0
    return Sent(
        id=row.id,
        obligation_id=obligation.id,
        title=obligation.story.title,
        recipient=row.to_name,
        channel=CHANNELS[row.channel],
        look="retrying" if retries else row.status,
        words=_words(row, retries),
        last_at=row.sent_at or (row.log[-1].at if row.log else None),
        next_try_at=row.next_try_at if row.status is DeliveryStatus.QUEUED else None,
        note=row.last_error,
        tries=tuple(_try(one) for one in row.log),
    )


def _words(row: Delivery, retries: int) -> Label:
    if retries:
        count = f"{retries}/{len(RETRIES)}"
        return Label(f"重试中 {count}", f"Retrying {count}")
    label = row.status.label
    if not row.reason:
        return label
    wording = KINDS[row.reminder.obligation.kind].wording
    reason = wording.reason(Cancelled(row.reason))
    return Label(f"{label.zh}：{reason.zh}", f"{label.en}: {reason.en}")


def _try(row: Attempt) -> Try:
    return Try(row.at, row.succeeded, row.detail)
