"""知悉: a person has seen what he was told. It silences this stage and closes nothing."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import lock, transaction
from tracker.kernel.errors import Conflict
from tracker.kernel.labels import Label
from tracker.reminders.models import Acknowledgement, Obligation
from tracker.reminders.rules.answers import checked_note
from tracker.reminders.rules.states import Cancelled, DeliveryStatus
from tracker.reminders.service.told import NotTold, still_open


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
