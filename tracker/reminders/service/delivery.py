"""The outbox: claim a row, send with no transaction open, record what came of it.

What came of one message is recorded with the claim of the next.

A claim is a lease of ten minutes: if this process dies while sending, the row is due again later.
A crash between sending and recording repeats one message, under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic

from sqlalchemy import select

from tracker.infra import clock, lease
from tracker.infra.db import db, lock, transaction
from tracker.reminders.models import Delivery
from tracker.reminders.registry import CHANNELS
from tracker.reminders.rules.outbox import Send, in_window
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service.letters import Held, Letter, claim

JOB = "reminders.deliver"
LEASE_SECONDS = 60
RENEW_AFTER = 10  # seconds; a message takes less than the rest
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
        return lease.beat(JOB, lambda: send_due(_renewing(held)))


def _renewing(held: lease.Hold) -> Callable[[], bool]:
    """Whether the lease is still ours; it is renewed in good time, not before every message."""
    renewed = monotonic()

    def may_go_on() -> bool:
        nonlocal renewed
        if monotonic() - renewed < RENEW_AFTER:
            return True
        renewed = monotonic()
        return held.renew()

    return may_go_on


def send_due(may_go_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Send what is due, one message after the other, as long as ``may_go_on`` says so."""
    done = Delivered()
    _free_interrupted()
    with ExitStack() as open_ones:
        run = _Run(_Senders(open_ones), done)
        try:
            for delivery_id in _due():
                if not may_go_on():
                    break
                run.next(delivery_id)
        finally:
            run.record()
    return done


@dataclass(frozen=True)
class _Ended:
    """How the sending of a letter ended, in the words of the other side."""

    letter: Letter
    at: datetime
    words: str
    is_taken: bool


@dataclass
class _Run:
    """One run through the outbox; ``ended`` is sent and not recorded yet."""

    senders: _Senders
    done: Delivered
    ended: _Ended | None = None

    def next(self, delivery_id: int) -> None:
        """Record the last message and claim this one in one transaction, then send it: a crash
        repeats one message at most, and each costs one write to the disk."""
        with transaction():
            if self.ended is not None:
                _note(self.ended)
            letter = claim(delivery_id)
        self.ended = None
        if isinstance(letter, Held):
            self.done.cancelled += letter is Held.CANCELLED
            self.done.waiting += letter is Held.WAITS
        else:
            self.ended = self._send(letter)

    def record(self) -> None:
        """Record the last message."""
        if self.ended is not None:
            with transaction():
                _note(self.ended)
            self.ended = None

    def _send(self, letter: Letter) -> _Ended:
        """One message; each delivery in it has the same fate."""
        count = len(letter.delivery_ids)
        try:
            answer = self.senders[letter.channel](letter.message)
        except Exception as error:  # noqa: BLE001 - one broken channel must not stop the others
            logger.warning("deliveries %s: %s", letter.delivery_ids, type(error).__name__)
            self.done.failed += count
            return _Ended(letter, clock.now(), f"{type(error).__name__}: {error}", is_taken=False)
        self.done.sent += count
        return _Ended(letter, clock.now(), answer, is_taken=True)


def _note(ended: _Ended) -> None:
    """Record it, unless the lease ran out and somebody else took the row."""
    for delivery_id in ended.letter.delivery_ids:
        row = lock(Delivery, delivery_id)
        is_ours = row.lease_until == ended.letter.lease_until
        if row.status is not DeliveryStatus.SENDING or not is_ours:
            continue
        if ended.is_taken:
            row.succeed(ended.at, ended.words)
        else:
            row.fail(ended.at, ended.words)


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
