"""Who is told of a reminder, through which channels; each delivery is planned once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker.infra.db import db, insert_once
from tracker.reminders.models import Delivery, Reminder
from tracker.reminders.registry import CHANNELS
from tracker.reminders.rules.people import Recipient
from tracker.reminders.rules.states import DeliveryStatus, ReminderStatus


def post(reminder: Reminder, recipients: Iterable[Recipient], now: datetime) -> None:
    """Plan the deliveries of a reminder; a channel that people come and read has delivered."""
    for recipient in recipients:
        for name, channel in CHANNELS.items():
            if not channel.reaches(recipient.person):
                continue
            waits = channel.send is not None
            insert_once(
                Delivery,
                reminder_id=reminder.id,
                recipient_id=recipient.person.id,
                channel=name,
                because=recipient.because,
                status=DeliveryStatus.QUEUED if waits else DeliveryStatus.SENT,
                next_try_at=now,
                sent_at=None if waits else now,
            )
        reminder.status = ReminderStatus.SENT
    db.session.expire(reminder, ["deliveries"])


def post_to_successors(
    reminder: Reminder, recipients: tuple[Recipient, ...], now: datetime
) -> None:
    """Whoever takes the place of people who were told and no longer count is told as well."""
    told = reminder.recipient_ids
    if told <= {one.person.id for one in recipients} and told:
        return
    post(reminder, [one for one in recipients if one.person.id not in told], now)
