"""The states of MODEL 3.5: obligations, reminders and their deliveries."""

from __future__ import annotations

from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.states import StateMachine


class ObligationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


class ReminderStatus(StrEnum):
    """``queued`` only while nobody can be told; the inbox is told at once."""

    QUEUED = "queued"
    SENT = "sent"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"

    @staticmethod
    def live() -> frozenset[ReminderStatus]:
        """Those that reached somebody or still will."""
        return frozenset({ReminderStatus.QUEUED, ReminderStatus.SENT})


class DeliveryStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Label:
        return _DELIVERY_LABELS[self]


_DELIVERY_LABELS = {
    DeliveryStatus.QUEUED: Label("待发", "Waiting"),
    DeliveryStatus.SENDING: Label("发送中", "Sending"),
    DeliveryStatus.SENT: Label("已送达", "Delivered"),
    DeliveryStatus.DEAD: Label("失败", "Failed"),
    DeliveryStatus.CANCELLED: Label("已取消", "Cancelled"),
}


class Cancelled(StrEnum):
    """Why a reminder or a delivery that was planned is not sent after all; told by
    ``Wording.reason`` in the words of its kind."""

    DONE = "done"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on_hold"
    RESCHEDULED = "rescheduled"
    SUPERSEDED = "superseded"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    MUTED = "muted"
    RECIPIENT = "recipient"
    GROUP = "group"
    TRANSFER = "transfer"
    ANSWERED = "answered"

    @property
    def is_owed(self) -> bool:
        """Whether it must be told after all if the same comes up again."""
        return self in (Cancelled.DONE, Cancelled.ON_HOLD, Cancelled.RESCHEDULED)


OBLIGATION_STATES = StateMachine(
    {
        ObligationState.OPEN: frozenset({ObligationState.CLOSED, ObligationState.VOID}),
        ObligationState.CLOSED: frozenset({ObligationState.OPEN}),
    }
)

DELIVERY_STATES = StateMachine(
    {
        DeliveryStatus.QUEUED: frozenset({DeliveryStatus.SENDING, DeliveryStatus.CANCELLED}),
        DeliveryStatus.SENDING: frozenset(
            {
                DeliveryStatus.SENT,
                DeliveryStatus.QUEUED,
                DeliveryStatus.DEAD,
                DeliveryStatus.CANCELLED,
            }
        ),
        DeliveryStatus.DEAD: frozenset({DeliveryStatus.QUEUED}),
        DeliveryStatus.CANCELLED: frozenset({DeliveryStatus.QUEUED}),  # 知悉 taken back
    }
)
