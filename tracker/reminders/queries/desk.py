"""The worklist of 工作台: what is outstanding and whose turn it is, from the kinds themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from tracker.infra.db import db
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Obligation, Transfer
from tracker.reminders.queries.answers import answers_by_subject
from tracker.reminders.queries.outstanding import outstanding, turns
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.answers import NONE, Answers, TransferState
from tracker.reminders.rules.obligations import Kind, Outstanding, Urgency
from tracker.reminders.rules.people import Directory, Recipient, Seat, recipients
from tracker.reminders.rules.stages import stage
from tracker.reminders.rules.states import ObligationState
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
    reader = _Reader(user_id, today, directory(), work_calendar(), answers_by_subject())
    found = (
        reader.task(kind, item)
        for kind in KINDS.values()
        for item in outstanding(kind, _reach(kind, horizon, today), today)
    )
    order = list(Urgency)
    tasks = sorted(
        (task for task in found if task is not None),
        key=lambda task: (order.index(task.urgency), task.item.standing.due_on),
    )
    return tuple(_once(tasks))


def todo_count(user_id: int, horizon: date, today: date) -> int:
    """How many things due up to ``horizon`` wait for this person; cheap enough for every page."""
    if _hands_over(user_id):
        return sum(task.mine for task in worklist(user_id, horizon, today))
    people = directory()
    found = [
        turn for kind in KINDS.values() for turn in turns(kind, _reach(kind, horizon, today), today)
    ]
    mine = {turn for turn in set(found) if _told(user_id, (turn,), people, NONE)}
    return sum(turn in mine for turn in found)


def _reach(kind: Kind, horizon: date, today: date) -> date:
    """As far as asked, and as far as the kind's own first lead."""
    return max(horizon, today + timedelta(days=kind.cadence.leads[0]))


@dataclass(frozen=True)
class _Reader:
    """What looking at several items for one person shares."""

    user_id: int
    today: date
    people: Directory
    calendar: WorkCalendar
    answers: Mapping[tuple[str, str], Answers]

    def task(self, kind: Kind, item: Outstanding) -> Task | None:
        """The item as this person's task; ``None`` if it does not concern him."""
        answers = self.answers.get((kind.name, item.subject_uid), NONE)
        reached = stage(item.standing.due_on, self.today, kind.cadence, self.calendar)
        earliest = kind.cadence.leads[0]
        seats = kind.audience(item.standing, earliest if reached is None else reached)
        own = _told(self.user_id, (item.step.turn,), self.people, answers)
        left = (item.standing.due_on - self.today).days
        if kind.by_note and left > earliest:
            return None  # it comes to the desk with its first reminder
        gave_away = self.user_id in answers.handed
        if not (own or gave_away or _told(self.user_id, seats, self.people, answers)):
            return None
        urgency = item.urgency(self.today, mine=own is not None)
        behalf = own.on_behalf if own else ""
        return Task(kind, item, urgency, own is not None and not item.waits, behalf)


def _once(tasks: Iterable[Task]) -> Iterator[Task]:
    """Two matters with one and the same step are one piece of work: the more urgent stands."""
    seen = set()
    for task in tasks:
        step = task.item.step
        key = (step.label, step.endpoint, *sorted(step.params.items()))
        if task.item.standing.amount and key in seen:
            continue
        seen.add(key)
        yield task


def _told(
    user_id: int, seats: tuple[Seat, ...], people: Directory, answers: Answers
) -> Recipient | None:
    """How this person comes to be told of it; ``None`` if he does not."""
    told = answers.placed(recipients(seats, people), people)
    return next((one for one in told if one.person.id == user_id), None)


def _hands_over(user_id: int) -> bool:
    """Whether anything open was handed over by this person or to him."""
    query = (
        select(Transfer.id)
        .join(Transfer.obligation)
        .where(
            Transfer.state == TransferState.ACCEPTED,
            Obligation.state == ObligationState.OPEN,
            or_(Transfer.from_id == user_id, Transfer.to_id == user_id),
        )
    )
    return db.session.scalar(query.limit(1)) is not None
