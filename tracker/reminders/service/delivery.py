"""The outbox: look at what is due, claim a message, send it with no transaction open, record it.

A claim is a lease of ten minutes: if this process dies while sending, the row is due again later.
A crash between sending and recording repeats one message, under the same Message-ID: the result of
each is on record before the next one leaves, in the transaction that claims that one.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from tracker.infra import clock, lease
from tracker.infra.db import db, lock, transaction
from tracker.reminders.models import Delivery
from tracker.reminders.registry import CHANNELS
from tracker.reminders.rules.outbox import Send, in_window
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service.claims import Result, turn
from tracker.reminders.service.letters import Letter, look

JOB = "reminders.deliver"
LEASE_SECONDS = 60  # renewed before a message once a quarter of them has passed
TOGETHER = 250  # deliveries in one look
LOOK_HOLDS = 2  # seconds, then the rest is looked at once more
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


def deliver() -> Delivered:
    """The scheduled run, and the one by hand: what is due leaves, if it may leave here and now."""
    if not in_window(clock.now().astimezone(clock.SHANGHAI).time()) or not lease.is_sender():
        return lease.beat(JOB, lambda: Delivered(waiting=len(_due())))
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held is None:
            return Delivered(waiting=len(_due()))
        return lease.beat(JOB, lambda: send_due(held.keep()))


def send_due(may_go_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Send what is due, message by message, as long as ``may_go_on`` says so."""
    _free_interrupted()
    with ExitStack() as open_ones:
        run = _Run(_Senders(open_ones), may_go_on)
        waiting = deque(_due())
        while waiting and not run.is_over:
            looked = look([waiting.popleft() for _ in range(min(TOGETHER, len(waiting)))])
            run.done.cancelled += looked.cancelled
            run.done.waiting += looked.waiting
            waiting.extendleft(reversed(run.send(looked.letters)))
    return run.done


@dataclass
class _Run:
    """One run of the outbox: what it did, and the message whose result is not on record yet."""

    senders: _Senders
    may_go_on: Callable[[], bool]
    done: Delivered = field(default_factory=Delivered)
    is_over: bool = False
    _last: Result | None = None

    def send(self, letters: list[Letter]) -> list[int]:
        """Claim and send them in turn; returns the deliveries that must be looked at again."""
        looked_at = time.monotonic()
        try:
            for place, letter in enumerate(letters):
                if place and time.monotonic() - looked_at > LOOK_HOLDS:
                    return [key for late in letters[place:] for key in late.delivery_ids]
                if not self.may_go_on():
                    self.is_over = True
                    break
                lease_until = self._turn(letter)
                if lease_until is not None:
                    self._last = self._send(letter, lease_until)
        finally:
            self._turn(None)
        return []

    def _turn(self, letter: Letter | None) -> datetime | None:
        """Put the last result on record and claim the next message, durably in one."""
        last, self._last = self._last, None
        return turn(last, letter.delivery_ids if letter else ())

    def _send(self, letter: Letter, lease_until: datetime) -> Result:
        """One message; each delivery in it has the same fate."""
        count, result = len(letter.delivery_ids), Result(letter.delivery_ids, lease_until)
        try:
            answer = self.senders[letter.channel](letter.message)
        except Exception as error:  # noqa: BLE001 - one broken channel must not stop the others
            logger.warning("deliveries %s: %s", letter.delivery_ids, type(error).__name__)
            self.done.failed += count
            return replace(result, error=f"{type(error).__name__}: {error}")
        self.done.sent += count
        return replace(result, answer=answer)


class _Senders(dict[str, Send]):
    """How each channel sends during one run; a conversation ends with the run."""

    def __init__(self, open_ones: ExitStack) -> None:
        self._open_ones = open_ones

    def __missing__(self, name: str) -> Send:
        channel = CHANNELS[name]
        if channel.conversation is not None:
            self[name] = self._open_ones.enter_context(channel.conversation())
        else:
            self[name] = channel.send or (lambda _message: "")
        return self[name]


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
