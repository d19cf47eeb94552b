"""Who is told of a reminder, through which channels; each delivery is planned once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker.infra.db import db, insert_once
from tracker.kernel.labels import Label
from tracker.reminders.models import Delivery, Reminder, Robot, Transfer
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.people import Person, Recipient
from tracker.reminders.rules.states import DeliveryStatus, ReminderStatus

SENT = ReminderStatus.SENT
ASKED = Label(
    "{name}请你接手（{note}）；你接受之前仍由对方负责",
    "{name} asks you to take over ({note}); until you accept, it stays with them",
)
NO_NOTE = Label("没有说明", "no note")
GROUP = Label("发给群“{name}”", "For the group “{name}”")


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


def post_to_groups(reminder: Reminder, robots: Iterable[Robot], now: datetime) -> None:
    """Plan the posts to the groups that want such reminders, one each."""
    kind, stage = KINDS[reminder.obligation.kind], reminder.stage
    for robot in robots:
        if not robot.wants.wants(kind, stage):
            continue
        insert_once(
            Delivery,
            reminder_id=reminder.id,
            robot_id=robot.id,
            channel=robot.channel,
            because=GROUP.filled(name=robot.name),
            status=DeliveryStatus.QUEUED,
            next_try_at=now,
        )
    db.session.expire(reminder, ["deliveries"])


def post_request(reminder: Reminder, transfer: Transfer, taker: Person, now: datetime) -> None:
    """Ask the person by every channel that goes out; the page asks by itself."""
    for name, channel in CHANNELS.items():
        if channel.send is None or not channel.reaches(taker):
            continue
        insert_once(
            Delivery,
            reminder_id=reminder.id,
            recipient_id=taker.id,
            transfer_id=transfer.id,
            channel=name,
            because=ASKED.filled(name=transfer.giver.name, note=transfer.note or NO_NOTE),
            status=DeliveryStatus.QUEUED,
            next_try_at=now,
        )
    db.session.expire(reminder, ["deliveries"])


def post_to_successors(
    reminder: Reminder, recipients: tuple[Recipient, ...], now: datetime
) -> None:
    """Whoever takes the place of people who were told and no longer count is told as well."""
    told = reminder.recipient_ids
    if told <= {one.person.id for one in recipients} and (told or reminder.status is SENT):
        return
    post(reminder, [one for one in recipients if one.person.id not in told], now)
