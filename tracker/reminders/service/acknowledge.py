"""知悉: a person has seen what he was told. It silences this stage and closes nothing.

A slip of the hand can be taken back for a few minutes; then it stands in 处理经过.
"""

from __future__ import annotations

from datetime import timedelta

from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.models import Acknowledgement, Obligation, Reminder
from tracker.reminders.rules.answers import checked_note
from tracker.reminders.rules.states import Cancelled, DeliveryStatus
from tracker.reminders.service.looks import look_again
from tracker.reminders.service.told import NotTold, still_open

UNDO_WITHIN = timedelta(minutes=10)


class TooLateToUndo(RuleViolation):
    code = "acknowledgement_stands"
    label = Label(
        "没有可以撤销的知悉：它已撤销过，或已超过{minutes}分钟",
        "Nothing to take back: it was taken back before, or {minutes} minutes have passed",
    )


class AlreadyAcknowledged(Conflict):
    code = "already_acknowledged"
    label = Label("你已知悉过这条提醒", "You have acknowledged this reminder before")


def acknowledge(obligation_id: int, actor: Actor, note: str = "") -> None:
    """Note that the actor has seen what he was told last; his unsent messages are dropped.

    Raises ``NotTold``, ``AlreadyAcknowledged``, ``AlreadyEnded`` or ``NoteTooLong``.
    """
    allow("reminders.read", actor)
    note = checked_note(note)
    with transaction():
        row = lock(Obligation, obligation_id)
        look_again(row)
        told = row.told_to(actor.id)
        if not told:
            raise NotTold
        reminder = told[-1]  # later ones may have gone to others only
        if any(one.user_id == actor.id for one in reminder.acknowledgements):
            raise AlreadyAcknowledged
        still_open(row)
        seen = Acknowledgement(user_id=actor.id, note=note, at=clock.now())
        reminder.acknowledgements.append(seen)
        for delivery in reminder.deliveries:
            if delivery.recipient_id == actor.id and delivery.status is DeliveryStatus.QUEUED:
                delivery.cancel(Cancelled.ACKNOWLEDGED)


def take_back(obligation_id: int, actor: Actor) -> None:
    """Undo the actor's latest 知悉 of it: he is reminded as before, his messages leave after all.

    Raises ``TooLateToUndo`` when there is none or it is older than ``UNDO_WITHIN``.
    """
    allow("reminders.read", actor)
    with transaction():
        row = lock(Obligation, obligation_id)
        look_again(row)
        found = _latest(row, actor.id)
        if found is None or clock.now() - found[1].at > UNDO_WITHIN:
            raise TooLateToUndo(minutes=UNDO_WITHIN.seconds // 60)
        reminder, seen = found
        db.session.delete(seen)
        for delivery in reminder.deliveries:
            if delivery.recipient_id == actor.id and delivery.reason == Cancelled.ACKNOWLEDGED:
                delivery.resume(clock.now())


def _latest(row: Obligation, user_id: int) -> tuple[Reminder, Acknowledgement] | None:
    seen = [
        (reminder, one)
        for reminder in row.reminders
        for one in reminder.acknowledgements
        if one.user_id == user_id
    ]
    return max(seen, key=lambda pair: pair[1].at, default=None)
