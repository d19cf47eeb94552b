"""What a change of stages would do to the coming weeks, before anybody makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.stages import Cadence, firings

AHEAD = timedelta(days=90)
MOST, FARTHEST = 20, 730


class BadLeads(RuleViolation):
    code = "bad_leads"
    label = Label(
        "提前天数应从远到近、互不相同，如30, 15, 7, 1, 0；最多{most}个，最远{farthest}天",
        "Days ahead, farthest first and all different, such as 30, 15, 7, 1, 0: up to {most}, none"
        " over {farthest}",
    )


class BadRepeat(RuleViolation):
    code = "bad_repeat"
    label = Label("逾期后的间隔应为1至{most}天", "Once overdue, every 1 to {most} days")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something with a due day."""

    title: Label
    due_on: date


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which either rule reminds: of what it does now, and what it would after."""

    on: date
    before: tuple[Label, ...]
    after: tuple[Label, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def read_cadence(leads: str, repeat: str) -> Cadence:
    """The stages as they are typed; raises ``BadLeads`` or ``BadRepeat``."""
    parts = [part.strip() for part in leads.replace("，", ",").replace("、", ",").split(",")]
    if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts) > MOST:
        raise BadLeads(field="leads", most=MOST, farthest=FARTHEST)
    days = tuple(int(part) for part in parts)
    if list(days) != sorted(set(days), reverse=True) or days[0] > FARTHEST:
        raise BadLeads(field="leads", most=MOST, farthest=FARTHEST)
    if not (repeat.isascii() and repeat.isdecimal() and 1 <= int(repeat) <= FARTHEST):
        raise BadRepeat(field="repeat", most=FARTHEST)
    return Cadence(days, int(repeat))


def compare(
    subjects: Iterable[Subject], now: Cadence, then: Cadence, today: date, calendar: WorkCalendar
) -> tuple[Day, ...]:
    """Every day of the next 90 on which one of them reminds, if nothing is done meanwhile."""
    before: dict[date, list[Label]] = {}
    after: dict[date, list[Label]] = {}
    for subject in subjects:
        for cadence, found in ((now, before), (then, after)):
            fired = firings(subject.due_on, today + AHEAD, cadence, calendar)
            for day in {one.fire_on for one in fired if one.fire_on >= today}:
                found.setdefault(day, []).append(subject.title)
    return tuple(
        Day(day, tuple(before.get(day, ())), tuple(after.get(day, ())))
        for day in sorted(before.keys() | after.keys())
    )
