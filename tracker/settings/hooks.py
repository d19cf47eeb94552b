"""What features above may add to settings: what must follow when the work calendar changes."""

from __future__ import annotations

from collections.abc import Callable

from tracker.kernel.workdays import WorkCalendar

CalendarFollower = Callable[[WorkCalendar], int]

_followers: list[CalendarFollower] = []


def on_calendar_change(follower: CalendarFollower) -> CalendarFollower:
    """Register what runs in the transaction that changes the calendar; it returns rows changed."""
    _followers.append(follower)
    return follower


def follow(calendar: WorkCalendar) -> int:
    """Let every registered feature follow the new calendar; how many rows changed."""
    return sum(follower(calendar) for follower in _followers)
