"""The meeting as a calendar entry (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LENGTH = timedelta(hours=2)
_LONGEST_LINE = 75  # bytes


@dataclass(frozen=True, slots=True)
class Meeting:
    """``stamp`` is when this version of the invitation was made."""

    uid: str
    summary: str
    begins: datetime
    place: str
    description: str
    people: Sequence[str]
    stamp: datetime
    sequence: int
    is_cancelled: bool = False


def calendar(meeting: Meeting) -> str:
    """The .ics file; instants in UTC, so that it needs no table of time zones."""
    description = "\n".join([meeting.description, "、".join(meeting.people)]).strip()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tracker//acceptance//ZH",
        "METHOD:" + ("CANCEL" if meeting.is_cancelled else "PUBLISH"),
        "BEGIN:VEVENT",
        f"UID:{meeting.uid}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{_instant(meeting.stamp)}",
        f"DTSTART:{_instant(meeting.begins)}",
        f"DTEND:{_instant(meeting.begins + _LENGTH)}",
        f"SUMMARY:{_escaped(meeting.summary)}",
        f"LOCATION:{_escaped(meeting.place)}",
        f"DESCRIPTION:{_escaped(description)}",
        "STATUS:" + ("CANCELLED" if meeting.is_cancelled else "CONFIRMED"),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes; one that goes on begins with a blank. No character is cut."""
    rows, row, size = [], "", 0
    for character in line:
        length = len(character.encode())
        if size + length > _LONGEST_LINE:
            rows.append(row)
            row, size = " ", 1
        row, size = row + character, size + length
    return "\r\n".join([*rows, row])
