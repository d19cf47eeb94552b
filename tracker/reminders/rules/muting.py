"""What an import does to reminders: the past keeps still, the future fires (REMINDERS 18). Pure.

Nothing is told of the stages that had fired when a matter came with an import. That ends when its
day is changed by anything but a further import, for then it is news.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.kernel.labels import Label

HISTORY = timedelta(days=30)
WORD = Label("历史", "History")
WHY = Label(
    "导入时已过期30天以上，标为历史：只提醒本人，不逐级上报",
    "Over 30 days past when it was imported: those whose matter it is are told, nobody above them",
)


def muted_by(imported_on: date | None, armed_on: date, today: date) -> date | None:
    """The day up to which a revision found today keeps still, if an import made it."""
    if imported_on is None or (imported_on <= armed_on and imported_on != today):
        return None
    return imported_on


def is_told(fire_on: date, muted_on: date | None) -> bool:
    """Whether a stage that fires on that day is told at all."""
    return muted_on is None or fire_on > muted_on


def is_history(due_on: date | None, muted_on: date | None) -> bool:
    """Whether it was long past already when it was imported."""
    return due_on is not None and muted_on is not None and due_on < muted_on - HISTORY


def told_as(stage: int, due_on: date | None, muted_on: date | None) -> int:
    """The stage by which is told whom a reminder concerns: history goes to nobody above."""
    return max(stage, 0) if is_history(due_on, muted_on) else stage
