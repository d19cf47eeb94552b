"""What every answer to a reminder begins with: the obligation, locked, and as it stands."""

from __future__ import annotations

from tracker.accounts.rules import Actor
from tracker.infra.db import lock
from tracker.kernel.errors import NotAllowed, RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.models import Obligation
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.states import Cancelled, DeliveryStatus
from tracker.reminders.service.looks import look_again


class NotTold(NotAllowed):
    code = "not_told"
    label = Label(
        "这条提醒没有发给你，不能由你答复", "This reminder was not sent to you, so it is not yours"
    )


class AlreadyEnded(RuleViolation):
    code = "already_ended"
    label = Label("这件事已经办结，不需要再答复", "This is done; there is nothing to answer")


def answered(obligation_id: int, actor: Actor) -> tuple[Obligation, Standing]:
    """The obligation, locked, as it stands; raises ``NotTold`` or ``AlreadyEnded``."""
    row = lock(Obligation, obligation_id)
    look_again(row)
    if not row.told_to(actor.id):
        raise NotTold
    return row, still_open(row)


def still_open(row: Obligation) -> Standing:
    """How its subject stands this minute; raises ``AlreadyEnded``."""
    now = standings(KINDS[row.kind], [row.subject_uid]).get(row.subject_uid)
    if not isinstance(now, Standing):
        raise AlreadyEnded
    return now


def silence(row: Obligation, user_id: int, reason: Cancelled) -> None:
    """Messages to this person that have not left never will."""
    for reminder in row.reminders:
        for delivery in reminder.deliveries:
            if delivery.recipient_id == user_id and delivery.status is DeliveryStatus.QUEUED:
                delivery.cancel(reason)
