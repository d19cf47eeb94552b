"""The meeting as a calendar entry (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import icalendar

PRODUCT = "-//tracker//acceptance//ZH"
LENGTH = timedelta(hours=2)
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Meeting:
    """``uid`` and ``sequence`` let a calendar replace an earlier version of the same entry."""

    uid: str
    sequence: int
    stamp: datetime
    begins: datetime
    summary: str
    place: str
    description: str
    people: Sequence[str]
    is_cancelled: bool = False


def invitation(meeting: Meeting) -> bytes:
    """The .ics file; instants in UTC, so that it needs no table of time zones."""
    event = icalendar.Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    begins = meeting.begins.astimezone(UTC)
    event.add("dtstamp", meeting.stamp.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + LENGTH)
    event.add("summary", meeting.summary)
    event.add("location", meeting.place)
    event.add("description", "\n".join([meeting.description, "、".join(meeting.people)]).strip())
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
