"""Who hears of a reminder because nobody answered it: asked by the sweep and by the last look."""

from __future__ import annotations

from datetime import date

from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Reminder
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.escalation import reported, reports_on
from tracker.reminders.rules.people import Directory, Recipient


def reported_to(
    reminder: Reminder,
    told: tuple[Recipient, ...],
    people: Directory,
    today: date,
    calendar: WorkCalendar,
) -> tuple[Recipient, ...]:
    """Whoever is told besides, from the second working day without an answer on."""
    obligation = reminder.obligation
    on = reports_on(reminder.stage, reminder.created_on, calendar)
    if on is None or today < on or obligation.is_answered(reminder):
        return ()
    return reported(told, reminder.stage, KINDS[obligation.kind].group, people)
