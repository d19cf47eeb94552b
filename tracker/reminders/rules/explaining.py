"""Why (not): each stage of an obligation with its day, its shift and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice, takewhile

from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.muting import is_told
from tracker.reminders.rules.stages import (
    Arming,
    Cadence,
    Firing,
    Past,
    firing,
    firings,
    is_new,
    must_wait,
    told_before,
)
from tracker.reminders.rules.states import ReminderStatus

AHEAD = 2  # stages of the endless overdue cadence that are shown before they fire


class Outcome(StrEnum):
    """What became of a stage, or will."""

    SENT = "sent"
    NOBODY = "nobody"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    TOLD_BEFORE = "told_before"
    BEFORE_KNOWN = "before_known"
    MUTED = "muted"
    WAITS = "waits"
    PENDING = "pending"
    PLANNED = "planned"

    @property
    def label(self) -> Label:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.SENT: Label("已提醒", "Sent"),
    Outcome.NOBODY: Label("无有效接收人", "Nobody to tell"),
    Outcome.SUPERSEDED: Label("已由更紧急的一次代替", "Replaced by a more urgent one"),
    Outcome.CANCELLED: Label("已取消", "Cancelled"),
    Outcome.TOLD_BEFORE: Label(
        "改期前已提醒；未提前、推迟不超过7天，不重复",
        "Sent before the change; not earlier nor over 7 days later, so not repeated",
    ),
    Outcome.BEFORE_KNOWN: Label("登记或改期时已过", "Past when it became known"),
    Outcome.MUTED: Label("导入前已过，不补发", "Past when it was imported: not sent"),
    Outcome.WAITS: Label(
        "距上次提醒不足1个工作日，顺延", "Under one working day since the last one: waits"
    ),
    Outcome.PENDING: Label("待下次运行时发出", "Leaves with the next run"),
    Outcome.PLANNED: Label("未到", "To come"),
}
_BY_STATUS = {
    ReminderStatus.SENT: Outcome.SENT,
    ReminderStatus.QUEUED: Outcome.NOBODY,
    ReminderStatus.SUPERSEDED: Outcome.SUPERSEDED,
    ReminderStatus.CANCELLED: Outcome.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One stage of the revision in force; ``sent_on`` where it was told."""

    firing: Firing
    outcome: Outcome
    sent_on: date | None = None


def explain(
    arming: Arming, past: Sequence[Past], today: date, cadence: Cadence, calendar: WorkCalendar
) -> list[Explained]:
    """Every stage that fired, and those that come next."""
    fired = firings(arming.due_on, today, cadence, calendar)
    waits = must_wait(past, today, calendar)
    lines = [_fired(one, fired[-1], arming, past, waits) for one in fired]
    return lines + [
        Explained(one, Outcome.PLANNED) for one in _to_come(fired, arming, cadence, calendar)
    ]


def _to_come(
    fired: Sequence[Firing], arming: Arming, cadence: Cadence, calendar: WorkCalendar
) -> list[Firing]:
    """What is left up to the due day, and the first overdue stages."""
    rest = islice(cadence.stages(), len(fired), None)
    before = list(takewhile(lambda stage: stage >= 0, rest))
    after = islice(cadence.stages(), len(fired) + len(before), len(fired) + len(before) + AHEAD)
    return [firing(arming.due_on, stage, calendar) for stage in (*before, *after)]


def _fired(
    one: Firing, last: Firing, arming: Arming, past: Sequence[Past], waits: bool
) -> Explained:
    for row in past:
        if (row.revision, row.stage) == (arming.revision, one.stage):
            sent_on = row.on if row.status is ReminderStatus.SENT else None
            return Explained(one, _BY_STATUS[row.status], sent_on)
    return Explained(one, _without_row(one, last, arming, past, waits))


def _without_row(
    one: Firing, last: Firing, arming: Arming, past: Sequence[Past], waits: bool
) -> Outcome:
    if not is_told(one.fire_on, arming.muted_on):
        return Outcome.MUTED
    if is_new(one.stage, arming, past) and one == last:
        return Outcome.WAITS if waits else Outcome.PENDING
    if one.fire_on < arming.armed_on and one != last:
        return Outcome.BEFORE_KNOWN
    if told_before(one.stage, arming, past):
        return Outcome.TOLD_BEFORE
    return Outcome.SUPERSEDED
