"""The worklist of 工作台: what is outstanding and whose turn it is, from the kinds themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar, cast

from tracker.accounts.rules import Role
from tracker.infra.memo import remembered
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.queries.answers import answers_by_subject
from tracker.reminders.queries.outstanding import listed, turns
from tracker.reminders.queries.people import directory
from tracker.reminders.queries.state import state_of
from tracker.reminders.queries.there import kinds_of
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.answers import NONE, Answers
from tracker.reminders.rules.obligations import Kind, Outstanding, Standing, Urgency
from tracker.reminders.rules.people import Directory, Recipient, Seat, recipients
from tracker.reminders.rules.stages import stage
from tracker.settings.queries import work_calendar

V = TypeVar("V")


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
    people, answers = directory(), answers_by_subject()
    reader = _Reader(user_id, today, people, work_calendar(), answers)
    owner_id = user_id if _sees_own_only(user_id, people, answers) else None
    found = (
        reader.task(kind, item)
        for kind in kinds_of()
        for item in listed(kind, _reach(kind, horizon, today), today, owner_id)
    )
    order = {urgency: place for place, urgency in enumerate(Urgency)}
    tasks = sorted(
        (task for task in found if task is not None),
        key=lambda task: (order[task.urgency], task.item.standing.due_on),
    )
    return tuple(_once(tasks))


def in_full(tasks: Iterable[Task], today: date) -> Mapping[tuple[str, str], Outstanding]:
    """What is to be told of these, by kind and subject; the worklist holds no reasons of the kinds
    of which there may be thousands."""
    uids: dict[str, list[str]] = {}
    for task in tasks:
        if task.kind.in_full is not None:
            uids.setdefault(task.kind.name, []).append(task.item.subject_uid)
    return {
        (name, item.subject_uid): item
        for name, of_kind in uids.items()
        for item in (KINDS[name].in_full or _none)(of_kind, today)
    }


def _none(_uids: object, _today: date) -> tuple[Outstanding, ...]:
    return ()


OWNERS_ONLY = frozenset({Role.PROJECT_OWNER, Role.ACCEPTANCE})


def _sees_own_only(
    user_id: int, people: Directory, answers: Mapping[tuple[str, str], Answers]
) -> bool:
    """Whether matters of others' projects never concern this person: then they need not be read.

    A role that is told of every project, a person to stand in for, or a matter taken over say no.
    """
    person = people.get(user_id)
    if person is None or not person.roles <= OWNERS_ONLY:
        return False
    stands_in = any(one.deputy_id == user_id for one in people.values())
    return not stands_in and all(user_id not in one.handed.values() for one in answers.values())


def todo_count(user_id: int, horizon: date, today: date) -> int:
    """How many things due up to ``horizon`` wait for this person; cheap enough for every page."""
    now = state_of(user_id)
    if now.handed:
        return sum(task.mine for task in worklist(user_id, horizon, today))
    key = ("turns", horizon, today, now.notes, now.undone, *_apart())
    counts = remembered(key, lambda: _counted(horizon, today))
    people = remembered(("directory", today), directory)
    return sum(count for turn, count in counts.items() if _told(user_id, (turn,), people, NONE))


def _counted(horizon: date, today: date) -> Mapping[Seat, int]:
    """How many things wait for each seat; the same for everybody."""
    reached = ((kind, _reach(kind, horizon, today)) for kind in kinds_of())
    return Counter(turn for kind, until in reached for turn in turns(kind, until, today))


def _apart() -> tuple[Hashable, ...]:
    """What tells one state from another of what else kinds read that is no evidence."""
    return tuple(kind.apart() for kind in KINDS.values() if kind.apart is not None)


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
    known: dict[object, Any] = field(default_factory=dict)

    def task(self, kind: Kind, item: Outstanding) -> Task | None:
        """The item as this person's task; ``None`` if it does not concern him."""
        answers = self.answers.get((kind.name, item.subject_uid), NONE)
        own = self._told((item.step.turn,), answers)
        left = (item.standing.due_on - self.today).days
        if kind.by_note and left > kind.cadence.leads[0]:
            return None  # it comes to the desk with its first reminder
        gave_away = self.user_id in answers.handed
        if not (own or gave_away or self._told(self._audience(kind, item.standing), answers)):
            return None
        urgency = item.urgency(self.today, mine=own is not None)
        behalf = own.on_behalf if own else ""
        return Task(kind, item, urgency, own is not None and not item.waits, behalf)

    def _told(self, seats: tuple[Seat, ...], answers: Answers) -> Recipient | None:
        """Thousands of items have the same few seats."""
        if answers is not NONE:
            return _told(self.user_id, seats, self.people, answers)
        return self._once((_told, seats), lambda: _told(self.user_id, seats, self.people, NONE))

    def _audience(self, kind: Kind, standing: Standing) -> tuple[Seat, ...]:
        due_on, earliest = standing.due_on, kind.cadence.leads[0]
        reached = self._once(
            (kind.name, due_on), lambda: stage(due_on, self.today, kind.cadence, self.calendar)
        )
        now = earliest if reached is None else reached
        if kind.light is None:
            return kind.audience(standing, now)
        key = (kind.name, standing.seats, standing.estimated, now)
        return self._once(key, lambda: kind.audience(standing, now))

    def _once(self, key: object, find: Callable[[], V]) -> V:
        if key not in self.known:
            self.known[key] = find()
        return cast(V, self.known[key])


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
