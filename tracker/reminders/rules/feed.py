"""What stands in a person's calendar. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label


@dataclass(frozen=True)
class Entry:
    """One matter on its due day; ``sequence`` grows with every change of day or amount."""

    uid: str
    sequence: int
    on: date
    title: Label
    why: tuple[Label, ...]
    estimated: bool
    obligation_id: int | None


@dataclass(frozen=True)
class Calendar:
    """What a calendar program is given."""

    name: str
    language: str
    entries: tuple[Entry, ...]
