"""When a reminder fires, and which of several missed ones is still sent. Pure.

A stage is the day count at which it fires: 60 … 0 before the due day, -1, -7, -14 … after it.
Everything follows from the dates and from what was sent before, never from when the sweep happens
to run: a missed run is caught up by the next one, and a second run changes nothing (REMINDERS 1).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count, takewhile

from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.muting import is_told
from tracker.reminders.rules.states import ReminderStatus

REPEAT_WHEN_LATER_BY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cadence:
    """The stages of a kind: its leads, the first day overdue, then every ``repeat`` days."""

    leads: tuple[int, ...] = (60, 30, 15, 7, 1, 0)
    repeat: int = 7

    def stages(self) -> Iterator[int]:
        """All stages in the order in which they fire; there is no last one."""
        repeats = count(-self.repeat, -self.repeat)
        return chain(self.leads, (-1,), (stage for stage in repeats if stage < -1))

    def has(self, stage: int) -> bool:
        """Whether this is one of its stages."""
        return stage in self.leads or stage == -1 or (stage < 0 and -stage % self.repeat == 0)


LONGEST_REST = 21  # days: no run of rest days is longer


@dataclass(frozen=True, slots=True)
class Firing:
    """One stage of one due day: the day it falls on, and the working day on which it fires."""

    stage: int
    falls_on: date
    fire_on: date

    @property
    def is_shifted(self) -> bool:
        return self.falls_on != self.fire_on


@dataclass(frozen=True, slots=True)
class Arming:
    """The revision of an obligation whose stages are computed, since when it is known, and the day
    of the import up to which nothing is told."""

    revision: int
    due_on: date
    armed_on: date
    muted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A reminder that exists already: for which due day, what became of it, and on which day.

    ``missed_by`` and ``missed_groups`` are the people and groups whose message had not left when
    day or amount changed.
    """

    revision: int
    stage: int
    due_on: date
    status: ReminderStatus
    on: date
    missed_by: frozenset[int] = frozenset()
    missed_groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The reminder to make now; ``earlier`` are the stages before it that were not sent, and it
    stands for them. Those of them that came up since the day and amount are known were ``missed``.

    ``only`` and ``only_groups``: all others were told of this stage before the change, and are not
    told again.
    """

    firing: Firing
    is_late: bool
    earlier: tuple[Firing, ...] = ()
    missed: tuple[Firing, ...] = ()
    only: frozenset[int] | None = None
    only_groups: frozenset[int] | None = None

    @property
    def is_repeat(self) -> bool:
        """Whether some were told of it before."""
        return self.only is not None

    def is_for_group(self, robot_id: int) -> bool:
        return self.only_groups is None or robot_id in self.only_groups


def words(stage: int) -> Label:
    """What a reminder of this stage is called."""
    if stage > 0:
        return Label(f"提前{stage}天提醒", f"{stage} days ahead")
    if stage == 0:
        return Label("到期日提醒", "On the due day")
    return Label(f"过期{-stage}天催办", f"{-stage} days past")


def firing(due_on: date, stage: int, calendar: WorkCalendar) -> Firing:
    """When this stage fires: before the due day never on a later, after it never on an earlier
    day than it falls on, and always on a working day (REMINDERS 6)."""
    falls_on = due_on - timedelta(days=stage)
    shift = calendar.last_on_or_before if stage >= 0 else calendar.first_on_or_after
    return Firing(stage, falls_on, shift(falls_on))


def firings(due_on: date, until: date, cadence: Cadence, calendar: WorkCalendar) -> list[Firing]:
    """The stages that have fired by the end of ``until``, the most urgent one last."""
    every = (firing(due_on, stage, calendar) for stage in cadence.stages())
    return list(takewhile(lambda one: one.fire_on <= until, every))


def stage(due_on: date, today: date, cadence: Cadence, calendar: WorkCalendar) -> int | None:
    """The stage reached on ``today``, or ``None`` before the first one."""
    stages = cadence.stages()
    surely = ((today - due_on).days - LONGEST_REST) // cadence.repeat
    if surely > 1:  # years of repeats need not be gone through
        stages = count(-surely * cadence.repeat, -cadence.repeat)
    fired = takewhile(lambda one: firing(due_on, one, calendar).fire_on <= today, stages)
    return next(iter(deque(fired, maxlen=1)), None)


def choose(
    arming: Arming, past: Sequence[Past], today: date, cadence: Cadence, calendar: WorkCalendar
) -> Choice | None:
    """What to send on ``today``: the most urgent stage reached, unless it was sent or must wait."""
    fired = firings(arming.due_on, today, cadence, calendar)
    reached = [one for one in fired if is_told(one.fire_on, arming.muted_on)]
    if not reached or not is_new(reached[-1].stage, arming, past):
        return None
    if must_wait(past, today, calendar):
        return None
    earlier = tuple(one for one in reached[:-1] if is_new(one.stage, arming, past))
    last = reached[-1]
    before = told_before(last.stage, arming, past)
    told = before if before and not _moved_enough(before.due_on, arming.due_on) else None
    return Choice(
        last,
        is_late=arming.armed_on <= last.fire_on < today,
        earlier=earlier,
        missed=tuple(one for one in earlier if one.fire_on >= arming.armed_on),
        only=told.missed_by if told else None,
        only_groups=told.missed_groups if told else None,
    )


def is_new(stage: int, arming: Arming, past: Sequence[Past]) -> bool:
    """Whether this stage is still to be sent: nothing as urgent was in this revision, and what an
    earlier one sent is repeated only for a due day earlier, or over 7 days later (REMINDERS 5), or
    for those whose message the change held back."""
    for one in past:
        if one.revision != arming.revision:
            continue
        if one.stage == stage or (one.stage < stage and one.status in ReminderStatus.live()):
            return False
    before = told_before(stage, arming, past)
    if before is None or before.missed_by or before.missed_groups:
        return True
    return _moved_enough(before.due_on, arming.due_on)


def told_before(stage: int, arming: Arming, past: Sequence[Past]) -> Past | None:
    """The last time this stage was sent, for an earlier revision."""
    sent = [
        one
        for one in past
        if one.stage == stage
        and one.revision < arming.revision
        and one.status is ReminderStatus.SENT
    ]
    return max(sent, key=lambda one: one.revision, default=None)


def must_wait(past: Sequence[Past], today: date, calendar: WorkCalendar) -> bool:
    """Whether less than one working day has gone by since the last reminder (REMINDERS 8)."""
    last = max((one.on for one in past if one.status is ReminderStatus.SENT), default=None)
    return last is not None and calendar.count(last, today) < 1


def _moved_enough(before: date, after: date) -> bool:
    return after < before or after - before > REPEAT_WHEN_LATER_BY
