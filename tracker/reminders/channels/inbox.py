"""站内: the page 提醒中心 shows these rows, so planning one delivers it."""

from __future__ import annotations

from tracker.kernel.labels import Label
from tracker.reminders.rules.outbox import Channel
from tracker.reminders.rules.people import Person


def reaches(_person: Person) -> bool:
    """Everybody can sign in and read."""
    return True


CHANNEL = Channel(Label("站内", "Inbox"), "bell", reaches)
