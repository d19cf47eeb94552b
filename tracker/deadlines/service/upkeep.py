"""What a new work calendar does to the clocks that run."""

from __future__ import annotations

from sqlalchemy import select

from tracker.deadlines.models import Clock
from tracker.deadlines.queries.law import book
from tracker.deadlines.rules.versions import ClockState
from tracker.infra.db import db
from tracker.kernel.deadlines import Law
from tracker.kernel.workdays import WorkCalendar
from tracker.settings import hooks


@hooks.on_calendar_change
def reckon_running(calendar: WorkCalendar) -> int:
    """Work out every running clock by the new calendar; how many moved."""
    by = Law(book(), calendar)
    running = select(Clock).filter_by(state=ClockState.RUNNING).order_by(Clock.id)
    return sum(row.move(by) for row in db.session.scalars(running.with_for_update()))
