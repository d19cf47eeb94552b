"""Who hears of a reminder because nobody answered it: asked by the sweep, the last look, a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Obligation, Reminder
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.escalation import reported, reports_on
from tracker.reminders.rules.obligations import Standing
from tracker.reminders.rules.people import Directory, Recipient, recipients
from tracker.reminders.rules.states import ReminderStatus
from tracker.settings.queries import work_calendar


@dataclass(frozen=True)
class NextReport:
    """The day on which others hear of it unless somebody answers, and who they are."""

    on: date
    people: tuple[str, ...]


def reported_to(
    reminder: Reminder,
    told: tuple[Recipient, ...],
    people: Directory,
    today: date,
    calendar: WorkCalendar,
) -> tuple[Recipient, ...]:
    """Whoever is told besides, from the second working day without an answer on."""
    obligation = reminder.obligation
    if obligation.is_history:
        return ()
    on = reports_on(reminder.stage, reminder.created_on, calendar)
    if on is None or today < on or obligation.is_answered(reminder):
        return ()
    group, estimated = KINDS[obligation.kind].group, obligation.estimated
    return reported(told, reminder.stage, group, people, estimated=estimated)


def next_report(row: Obligation, standing: Standing | None, today: date) -> NextReport | None:
    """What happens if nobody answers the reminder that stands; nothing if it has happened."""
    reminder = row.current
    if standing is None or reminder is None or row.is_history:
        return None
    if reminder.status is not ReminderStatus.SENT:
        return None
    on = reports_on(reminder.stage, reminder.created_on, work_calendar())
    if on is None or on <= today or row.is_answered(reminder):
        return None
    kind, people = KINDS[row.kind], directory()
    told = row.answers.placed(recipients(kind.audience(standing, reminder.stage), people), people)
    estimated = standing.estimated
    found = reported(told, reminder.stage, kind.group, people, estimated=estimated)
    return NextReport(on, tuple(one.person.name for one in found)) if found else None
