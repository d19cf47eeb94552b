"""What tells one state of reminders from another: they are no evidence, so the chain does not tell.

Every page shows numbers that hang on it; it is read once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from tracker.infra.db import db
from tracker.infra.memo import once
from tracker.reminders.models import Acknowledgement, Delivery, Handling, Obligation, Transfer
from tracker.reminders.rules.answers import TransferState
from tracker.reminders.rules.states import ObligationState


@dataclass(frozen=True, slots=True)
class State:
    """``told`` and ``seen`` are the last of one person, ``notes`` and ``undone`` those of all.

    ``asked`` counts what others ask this person to take over, ``handed`` what is open and was
    handed over by this person or to him.
    """

    told: int
    seen: int
    notes: int
    undone: int
    asked: int
    handed: int


def state_of(user_id: int) -> State:
    """How it stands for this person."""
    return once(("state", user_id), lambda: _read(user_id))


def _read(user_id: int) -> State:
    mine = or_(Transfer.from_id == user_id, Transfer.to_id == user_id)
    told = select(func.max(Delivery.id)).where(Delivery.recipient_id == user_id)
    seen = select(func.max(Acknowledgement.id)).where(Acknowledgement.user_id == user_id)
    parts = (
        told,
        seen,
        select(func.max(Handling.id)),
        select(func.count(Handling.undone_at)),
        _open((Transfer.to_id == user_id) & (Transfer.state == TransferState.ASKED)),
        _open(mine & (Transfer.state == TransferState.ACCEPTED)),
    )
    row = db.session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return State(*(number or 0 for number in row))


def _open(condition: ColumnElement[bool]) -> Select[int]:
    query = select(func.count(Transfer.id)).join(Transfer.obligation)
    return query.where(condition, Obligation.state == ObligationState.OPEN)
