"""A calendar as iCalendar (RFC 5545): one all-day event a matter, which keeps its UID for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import icalendar

from tracker.kernel.labels import Label
from tracker.reminders.rules.feed import Calendar, Entry

NAME = Label("提醒（{name}）", "Reminders ({name})")
HOST = "tracker"


def feed(calendar: Calendar, now: datetime, url: Callable[[int], str]) -> bytes:
    """The bytes a calendar program subscribes to; ``url`` is the page of an obligation."""
    document = icalendar.Calendar()
    document.add("prodid", "-//tracker//reminders//ZH")
    document.add("version", "2.0")
    document.add("calscale", "GREGORIAN")
    document.add("method", "PUBLISH")
    document.add("x-wr-calname", NAME.format(calendar.language, name=calendar.name))
    document.add("x-wr-timezone", "Asia/Shanghai")
    document.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in calendar.entries:
        document.add_component(_event(entry, calendar.language, now, url))
    return bytes(document.to_ical())


def _event(entry: Entry, lang: str, now: datetime, url: Callable[[int], str]) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@{HOST}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title.text(lang))
    event.add("description", "\n".join(line.text(lang) for line in entry.why))
    event.add("status", "TENTATIVE" if entry.estimated else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.obligation_id is not None:
        event.add("url", url(entry.obligation_id))
    return event
