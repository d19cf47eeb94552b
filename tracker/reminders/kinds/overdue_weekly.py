"""每周逾期清单: what is overdue for more than 15 working days, once a week to the leaders.

Its list is made of what the sweep knows of every other kind; a leader's note ends it for the week.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from tracker.accounts.rules import Role
from tracker.infra import clock
from tracker.kernel.labels import Label
from tracker.reminders.models.overdue import LONG, WEEKLY, is_any_long_overdue, long_overdue
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work
from tracker.settings.queries import work_calendar

RULE = rule(WEEKLY)
PREFIX, SHOWN, WEEK = "week:", 10, timedelta(days=6)

LEADER = Label("你是单位领导", "You are a leader of the unit")
TITLE = Label(
    "{count}件事项逾期超过{days}个工作日", "{count} matters over {days} working days overdue"
)
SUBJECT = Label("每周逾期清单", "weekly list of delays")
LINE = Label("{title}：{day}到期", "{title}: due {day}")
MORE = Label("另有{count}件，见清单", "and {count} more on the list")
SEE = Label("查看清单", "See the list")
AFTER = Label("批注后本周不再提醒，下周重新列单", "With a note it rests until next week's list")
ENDPOINT = "reminders.overdue"


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The list of this week, if there is anything on it; it is of no project."""
    if projects is not None or _sunday(today) > horizon:
        return ()
    late = long_overdue(today, work_calendar())
    if not late:
        return ()
    title = TITLE.filled(count=len(late), days=LONG)
    lines = [LINE.filled(title=row.story.title, day=row.due_on) for row in late[:SHOWN]]
    more = [MORE.filled(count=len(late) - SHOWN)] if len(late) > SHOWN else []
    story = Story(title, SUBJECT, (RULE.source, *lines, *more), Page(SEE, ENDPOINT, {}))
    step = Step(Work.DEADLINE, SEE, ENDPOINT, {}, "reminders.read", _leader(), AFTER)
    monday = _sunday(today) - WEEK
    return (Outstanding(f"{PREFIX}{monday}", 0, _standing(today), story, step),)


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The leaders', while there is anything on the list."""
    if _sunday(today) > horizon or not is_any_long_overdue(today, work_calendar()):
        return ()
    return (_leader(),)


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """A list is over with its week, or when nothing is left on it."""
    today = clock.today()
    now = f"{PREFIX}{_sunday(today) - WEEK}"
    there = now in uids and is_any_long_overdue(today, work_calendar())
    return {uid: _standing(today) if there and uid == now else Absence.DONE for uid in uids}


def _sunday(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _standing(today: date) -> Standing:
    return Standing(_sunday(today), (_leader(),))


def _leader() -> Seat:
    return Seat(LEADER, role=Role.LEADER)


KIND = Kind(
    name=WEEKLY,
    label=Label("每周逾期清单", "Weekly list of delays"),
    cadence=RULE.cadence,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=RULE.audience,
    single_from=RULE.single_from,
    by_note=True,
    days=lambda _projects: (),
    wording=Wording(
        due=Label("本周截止", "This week ends"),
        done=Label(
            "本周已过，或已没有长期逾期的事项", "the week is over, or nothing is left on it"
        ),
    ),
)
