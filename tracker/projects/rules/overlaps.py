"""不相容岗位情况: where one person has duties that do not go together, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two duties of one person on one project: where it showed, and until when, if it is over."""

    code: str
    project: str
    person: str
    duties: tuple[Label, Label]
    reason: str
    on: date
    where: Label
    until: date | None = None
