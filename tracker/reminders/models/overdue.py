"""What has been overdue for long, as the sweep knows it; for the weekly list and its page."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from tracker.infra.db import db
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models.obligations import Obligation
from tracker.reminders.rules.states import ObligationState

LONG = 15  # working days
WEEKLY = "overdue_weekly"


def overdue_since(today: date, calendar: WorkCalendar) -> date:
    """The last due day that lies more than ``LONG`` working days back."""
    day = calendar.last_on_or_before(today)
    for _times in range(LONG):
        day = calendar.last_on_or_before(day - timedelta(days=1))
    return day - timedelta(days=1)


def long_overdue(today: date, calendar: WorkCalendar) -> list[Obligation]:
    """Everything open that is so late, the oldest first; an estimate is never late, and what was
    long past when it was imported is reported to nobody."""
    query = select(Obligation).where(_late(today, calendar))
    rows = db.session.scalars(query.order_by(Obligation.due_on, Obligation.id))
    return [row for row in rows if not row.is_history]


def is_any_long_overdue(today: date, calendar: WorkCalendar) -> bool:
    """Whether there is any."""
    late = _late(today, calendar)
    known_here = select(Obligation.id).where(late, Obligation.muted_on.is_(None)).limit(1)
    if db.session.scalar(known_here) is not None:
        return True
    imported = select(Obligation).where(late, Obligation.muted_on.is_not(None))
    return any(not row.is_history for row in db.session.scalars(imported))


def _late(today: date, calendar: WorkCalendar) -> ColumnElement[bool]:
    return (
        (Obligation.state == ObligationState.OPEN)
        & (Obligation.kind != WEEKLY)
        & Obligation.estimated.is_(False)
        & (Obligation.due_on <= overdue_since(today, calendar))
    )
