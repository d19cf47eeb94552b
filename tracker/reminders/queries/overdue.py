"""The page 长期逾期: every matter over 15 working days overdue, as it stands this minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.models.overdue import long_overdue
from tracker.reminders.queries.inbox import standings_of
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.people import recipients
from tracker.settings.queries import work_calendar


@dataclass(frozen=True)
class Late:
    """One line; ``people`` are those whose matter it is."""

    obligation_id: int
    title: Label
    kind: Label
    project: str
    due_on: date
    days: int
    amount: Money
    people: tuple[str, ...]


def late_matters(today: date) -> tuple[Late, ...]:
    """The oldest first; what was settled since the last run is left out."""
    rows, people = long_overdue(today, work_calendar()), directory()
    now = standings_of(rows)
    found = []
    for row in rows:
        standing = now.get((row.kind, row.subject_uid))
        if isinstance(standing, Standing) and standing.due_on < today:
            told = recipients(standing.seats, people)
            found.append(
                Late(
                    row.id,
                    row.story.title,
                    KINDS[row.kind].label,
                    row.story.project,
                    standing.due_on,
                    work_calendar().count(standing.due_on, today),
                    standing.amount,
                    tuple(one.person.name for one in told),
                )
            )
    return tuple(found)
