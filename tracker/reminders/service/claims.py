"""What each message costs the database: one short transaction of plain statements.

It notes how the last message fared and claims the next, so that no result waits for anything but
the claim after it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, func, insert, select, true, update

from tracker.infra import clock
from tracker.infra.db import UTCDateTime, db, lock, transaction
from tracker.reminders.models import Attempt, Delivery
from tracker.reminders.rules.outbox import LEASE
from tracker.reminders.rules.states import DeliveryStatus


@dataclass(frozen=True)
class Result:
    """How a claimed message fared: the other side's answer, or what went wrong."""

    delivery_ids: tuple[int, ...]
    lease_until: datetime
    answer: str = ""
    error: str = ""


def turn(last: Result | None, next_ids: Collection[int]) -> datetime | None:
    """Note the last result, claim these; returns the end of the claim.

    ``None``: nothing was claimed, as one of them was taken, moved or cancelled meanwhile.
    """
    if last is None and not next_ids:
        return None
    with transaction():
        if last is not None:
            _note(last)
        return _claim(next_ids) if next_ids else None


def _claim(ids: Collection[int]) -> datetime | None:
    now = clock.now()
    until = now + LEASE
    connection = db.session.connection()
    values = {"ids": list(ids), "now": now, "until": until}
    claimed = list(connection.scalars(_CLAIM, values))
    if len(claimed) == len(ids):
        return until
    connection.execute(_GIVE_BACK, {"ids": claimed})
    return None


def _note(last: Result) -> None:
    """Note the result, unless the lease ran out and somebody else took the row."""
    if last.error:
        _note_failure(last)
        return
    common = {"now": clock.now(), "until": last.lease_until}
    connection = db.session.connection()
    each = [common | {"this": key} for key in last.delivery_ids]
    connection.execute(_LOG, [one | {"answer": last.answer} for one in each])
    connection.execute(_SUCCEED, each)


def _note_failure(last: Result) -> None:
    for delivery_id in last.delivery_ids:
        row = lock(Delivery, delivery_id)
        if row.status is DeliveryStatus.SENDING and row.lease_until == last.lease_until:
            row.fail(clock.now(), last.error)


# --- the statements, built once -------------------------------------------------------------------

_ROW = Delivery.metadata.tables[Delivery.__tablename__].c
_TRY = Attempt.metadata.tables[Attempt.__tablename__].c
_THESE = _ROW.id.in_(bindparam("ids", expanding=True))
_THIS = _ROW.id == bindparam("this")
_NOW = bindparam("now", type_=UTCDateTime())
_UNTIL = bindparam("until", type_=UTCDateTime())

_CLAIM = (
    update(_ROW.id.table)
    .where(_THESE, _ROW.status == DeliveryStatus.QUEUED, _ROW.next_try_at <= _NOW)
    .values(status=DeliveryStatus.SENDING, attempts=_ROW.attempts + 1, lease_until=_UNTIL)
    .returning(_ROW.id)
)
_GIVE_BACK = (
    update(_ROW.id.table)
    .where(_THESE)
    .values(status=DeliveryStatus.QUEUED, attempts=_ROW.attempts - 1, lease_until=None)
)
_CLAIMED = (_THIS, _ROW.status == DeliveryStatus.SENDING, _ROW.lease_until == _UNTIL)
_SUCCEED = (
    update(_ROW.id.table)
    .where(*_CLAIMED)
    .values(status=DeliveryStatus.SENT, sent_at=_NOW, last_error="", lease_until=None)
)
_NUMBER = select(func.coalesce(func.max(_TRY.number), 0) + 1).where(_TRY.delivery_id == _ROW.id)
_ANSWER = bindparam("answer", type_=Text())
_LOG = insert(_TRY.id.table).from_select(
    ["delivery_id", "number", "at", "succeeded", "detail"],
    select(_ROW.id, _NUMBER.scalar_subquery(), _NOW, true(), _ANSWER).where(*_CLAIMED),
)
