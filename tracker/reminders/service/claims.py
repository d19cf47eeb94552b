"""What each message costs the database: one short transaction of plain statements.

It notes how the last message fared and claims the next, so that no result waits for anything but
the claim after it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, func, insert, select, true, update
from sqlalchemy.sql.dml import ReturningUpdate

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
    claimed = _changed(_CLAIM, ids=ids, now=now, until=until)
    if len(claimed) == len(ids):
        return until
    _changed(_GIVE_BACK, ids=claimed)
    return None


def _note(last: Result) -> None:
    """Note the result, unless the lease ran out and somebody else took the row."""
    if last.error:
        _note_failure(last)
        return
    now = clock.now()
    sent = _changed(_SUCCEED, ids=last.delivery_ids, now=now, until=last.lease_until)
    if sent:
        values = {"ids": sent, "now": now, "answer": last.answer}
        db.session.connection().execute(_LOG, values)


def _note_failure(last: Result) -> None:
    for delivery_id in last.delivery_ids:
        row = lock(Delivery, delivery_id)
        if row.status is DeliveryStatus.SENDING and row.lease_until == last.lease_until:
            row.fail(clock.now(), last.error)


def _changed(change: ReturningUpdate[tuple[int]], **values: Any) -> list[int]:
    """The deliveries that the change met."""
    return list(db.session.connection().scalars(change, {**values, "ids": list(values["ids"])}))


# --- the statements, built once -------------------------------------------------------------------

_ROW = Delivery.metadata.tables[Delivery.__tablename__].c
_TRY = Attempt.metadata.tables[Attempt.__tablename__].c
_THESE = _ROW.id.in_(bindparam("ids", expanding=True))
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
    .returning(_ROW.id)
)
_SUCCEED = (
    update(_ROW.id.table)
    .where(_THESE, _ROW.status == DeliveryStatus.SENDING, _ROW.lease_until == _UNTIL)
    .values(status=DeliveryStatus.SENT, sent_at=_NOW, last_error="", lease_until=None)
    .returning(_ROW.id)
)
_NUMBER = select(func.coalesce(func.max(_TRY.number), 0) + 1).where(_TRY.delivery_id == _ROW.id)
_ANSWER = bindparam("answer", type_=Text())
_LOG = insert(_TRY.id.table).from_select(
    ["delivery_id", "number", "at", "succeeded", "detail"],
    select(_ROW.id, _NUMBER.scalar_subquery(), _NOW, true(), _ANSWER).where(_THESE),
)
