"""When a sweep has to look at a subject again although nothing was recorded meanwhile. Pure.

While facts and answers stay as they are, only days change what is decided: a stage fires, somebody
asked to be told then, nobody has answered for long enough, an expected day passes. The earliest of
them is stored, and until then nobody needs to ask. A day too early costs a look, one too late loses
a reminder: whatever is unsure is looked at on the next day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.kernel.workdays import ONE_DAY, WorkCalendar
from tracker.reminders.rules.escalation import reports_on
from tracker.reminders.rules.muting import is_told
from tracker.reminders.rules.obligations import Kind, Standing
from tracker.reminders.rules.planning import Decision
from tracker.reminders.rules.stages import Arming, Cadence, Past, firing, firings, is_new
from tracker.reminders.rules.states import ObligationState

# Beyond the first lead of its kind, so that an obligation is known well before it fires.
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Told:
    """The reminder that stands: its stage, and the day since which it waits for an answer."""

    stage: int
    on: date
    waits_for_people: bool = False


def horizon_of(kind: Kind, today: date) -> date:
    """The last due day that is looked at on ``today``."""
    return today + timedelta(days=kind.cadence.leads[0]) + AHEAD


def comes_up_on(kind: Kind, due_on: date) -> date:
    """The first day on which this due day is looked at."""
    return due_on - timedelta(days=kind.cadence.leads[0]) - AHEAD


def next_look(
    decision: Decision,
    past: Sequence[Past],
    told: Told | None,
    today: date,
    calendar: WorkCalendar,
    *,
    is_made: bool,
) -> date | None:
    """The first day after ``today`` on which the same facts may decide otherwise; ``None``: never.

    ``past`` are the reminders before this look, ``told`` the one that stands after it.
    """
    found, after = decision.found, decision.after
    if after.state is not ObligationState.OPEN or after.due_on is None:
        return None
    if not isinstance(found.standing, Standing):
        return None
    snoozed = decision.answers.snoozed.values()
    if found.item is None and (on := comes_up_on(found.kind, after.due_on)) > today:
        return first_after(today, [on, *snoozed])
    arming = Arming(after.revision, after.due_on, after.armed_on, after.muted_on)
    cadence = decision.answers.cadence(found.kind.cadence, after.due_on)
    days = [
        next_firing(after.due_on, today, cadence, calendar),
        *snoozed,
        *_reports(told, today, calendar),
    ]
    if found.item is not None and found.item.turns_on is not None:
        days.append(found.item.turns_on)
    if not is_made and _is_owed(arming, past, today, cadence, calendar):
        days.append(today + ONE_DAY)
    return first_after(today, days)


def next_firing(due_on: date, today: date, cadence: Cadence, calendar: WorkCalendar) -> date:
    """When the first stage fires that has not by the end of ``today``."""
    every = (firing(due_on, stage, calendar).fire_on for stage in cadence.stages())
    return next(on for on in every if on > today)


def first_after(today: date, days: Iterable[date]) -> date | None:
    """The earliest of the days still to come."""
    return min((day for day in days if day > today), default=None)


def _reports(told: Told | None, today: date, calendar: WorkCalendar) -> Iterator[date]:
    """When others hear of it unless somebody answers; at once when nobody could be told."""
    if told is None:
        return
    if told.waits_for_people:
        yield today + ONE_DAY
    on = reports_on(told.stage, told.on, calendar)
    if on is not None:
        yield on


def _is_owed(
    arming: Arming, past: Sequence[Past], today: date, cadence: Cadence, calendar: WorkCalendar
) -> bool:
    """Whether a stage was reached and not told: too soon after another, or put off by everybody."""
    fired = firings(arming.due_on, today, cadence, calendar)
    reached = [one for one in fired if is_told(one.fire_on, arming.muted_on)]
    return bool(reached) and is_new(reached[-1].stage, arming, past)
