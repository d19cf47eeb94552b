"""The outbox: claim a row, send with no transaction open, record what came of it.

A claim is a lease of ten minutes: if this process dies while sending, the row is due again later.
A crash between sending and recording repeats one message, under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from sqlalchemy import select

from tracker.infra import clock, lease
from tracker.infra.db import db, lock, transaction
from tracker.reminders.models import Delivery
from tracker.reminders.registry import CHANNELS
from tracker.reminders.rules.outbox import Send, in_window
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service.letters import Held, Letter, claim

JOB = "reminders.deliver"
LEASE_SECONDS = 60  # renewed before every message
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
        return lease.beat(JOB, lambda: send_due(held.renew))


def send_due(may_go_on: Callable[[], bool] = lambda: True) -> Delivered:
    """Send what is due, one row at a time, as long as ``may_go_on`` says so."""
    done = Delivered()
    _free_interrupted()
    with ExitStack() as open_ones:
        senders = _Senders(open_ones)
        for delivery_id in _due():
            if not may_go_on():
                break
            letter = claim(delivery_id)
            if isinstance(letter, Held):
                done.cancelled += letter is Held.CANCELLED
                done.waiting += letter is Held.WAITS
                continue
            _send(letter, senders, done)
    return done


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


def _send(letter: Letter, senders: _Senders, done: Delivered) -> None:
    """One message; each delivery in it has the same fate."""
    count = len(letter.delivery_ids)
    try:
        answer = senders[letter.channel](letter.message)
    except Exception as error:  # noqa: BLE001 - one broken channel must not stop the others
        logger.warning("deliveries %s: %s", letter.delivery_ids, type(error).__name__)
        _record(letter, error=f"{type(error).__name__}: {error}")
        done.failed += count
    else:
        _record(letter, answer=answer)
        done.sent += count


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


def _record(letter: Letter, answer: str = "", error: str = "") -> None:
    """Note the result, unless the lease ran out and somebody else took the row."""
    now = clock.now()
    with transaction():
        for delivery_id in letter.delivery_ids:
            row = lock(Delivery, delivery_id)
            if row.status is not DeliveryStatus.SENDING or row.lease_until != letter.lease_until:
                continue
            if error:
                row.fail(now, error)
            else:
                row.succeed(now, answer)
