"""知悉: a person has seen what he was told. It silences this stage and closes nothing."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.models import Acknowledgement, Delivery, Obligation, Reminder
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.states import Cancelled, DeliveryStatus

NOTE_LENGTH = 500


class NotTold(NotAllowed):
    code = "not_told"
    label = Label(
        "这条提醒没有发给你，不能由你知悉", "This reminder was not sent to you, so it is not yours"
    )


class AlreadyAcknowledged(Conflict):
    code = "already_acknowledged"
    label = Label("你已知悉过这条提醒", "You have acknowledged this reminder before")


class AlreadyEnded(RuleViolation):
    code = "already_ended"
    label = Label("这件事已经办结，不需要知悉", "This is done; there is nothing to acknowledge")


class NoteTooLong(RuleViolation):
    code = "note_too_long"
    label = Label("说明最多{most}字", "At most {most} characters")


def acknowledge(obligation_id: int, actor: Actor, note: str = "") -> None:
    """Note that the actor has seen what he was told last; his unsent messages are dropped.

    Raises ``NotTold``, ``AlreadyAcknowledged``, ``AlreadyEnded`` or ``NoteTooLong``.
    """
    allow("reminders.read", actor)
    note = note.strip()
    if len(note) > NOTE_LENGTH:
        raise NoteTooLong(field="note", most=NOTE_LENGTH)
    with transaction():
        row = lock(Obligation, obligation_id)
        reminder = _mine(row, actor)
        if any(one.user_id == actor.id for one in reminder.acknowledgements):
            raise AlreadyAcknowledged
        _check_open(row)
        seen = Acknowledgement(user_id=actor.id, note=note, at=clock.now())
        reminder.acknowledgements.append(seen)
        _silence(reminder, actor)


def _mine(row: Obligation, actor: Actor) -> Reminder:
    """The last one that reached the actor; later ones may have gone to others only."""
    told = row.told_to(actor.id)
    if not told:
        raise NotTold
    return told[-1]


def _check_open(row: Obligation) -> None:
    now = KINDS[row.kind].standings([row.subject_uid]).get(row.subject_uid)
    if not isinstance(now, Standing):
        raise AlreadyEnded


def _silence(reminder: Reminder, actor: Actor) -> None:
    waiting = select(Delivery).where(
        Delivery.reminder_id == reminder.id,
        Delivery.recipient_id == actor.id,
        Delivery.status == DeliveryStatus.QUEUED,
    )
    for delivery in db.session.scalars(waiting.with_for_update()):
        delivery.cancel(Cancelled.ACKNOWLEDGED)
