"""The worklist of 工作台: what is outstanding and whose turn it is, from the kinds themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.reminders.queries.people import directory
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Kind, Outstanding, Urgency
from tracker.reminders.rules.people import Directory, Recipient, Seat, recipients
from tracker.reminders.rules.stages import stage
from tracker.settings.queries import work_calendar


@dataclass(frozen=True)
class Task:
    """One thing that concerns a person; ``mine`` when the next step is his own, or that of the one
    who is away and for whom he stands in (``on_behalf``)."""

    kind: Kind
    item: Outstanding
    urgency: Urgency
    mine: bool
    on_behalf: str = ""


def worklist(user_id: int, horizon: date, today: date) -> tuple[Task, ...]:
    """Everything due up to ``horizon`` that this person would be told of, most urgent first."""
    people, calendar = directory(), work_calendar()
    tasks = []
    for kind in KINDS.values():
        for item in kind.outstanding(horizon, today):
            reached = stage(item.standing.due_on, today, kind.cadence, calendar)
            earliest = kind.cadence.leads[0]
            seats = kind.audience(item.standing, earliest if reached is None else reached)
            own = _told(user_id, (item.step.turn,), people)
            if own or _told(user_id, seats, people):
                urgency = item.urgency(today, mine=own is not None)
                behalf = own.on_behalf if own else ""
                tasks.append(Task(kind, item, urgency, bool(own) and not item.waits, behalf))
    order = list(Urgency)
    tasks.sort(key=lambda task: (order.index(task.urgency), task.item.standing.due_on))
    return tuple(tasks)


def todo_count(user_id: int, horizon: date, today: date) -> int:
    """How many things due up to ``horizon`` wait for this person; cheap enough for every page."""
    people = directory()
    turns = [turn for kind in KINDS.values() for turn in kind.turns(horizon, today)]
    mine = {turn for turn in set(turns) if _told(user_id, (turn,), people)}
    return sum(turn in mine for turn in turns)


def _told(user_id: int, seats: tuple[Seat, ...], people: Directory) -> Recipient | None:
    """How this person comes to be told of it; ``None`` if he does not."""
    return next((one for one in recipients(seats, people) if one.person.id == user_id), None)
