"""Obligations, the reminders they cause, the outbox that delivers them, and what people answer.

The unique keys are the guarantee that nothing is sent twice: whoever plans inserts or is ignored.
None of this is evidence but the robots: it follows from facts that are, and never enters the
audit chain.
"""

from tracker.reminders.models.answers import Handling, Snooze, Transfer
from tracker.reminders.models.looks import Look, SweepMark
from tracker.reminders.models.obligations import Obligation, Reminder
from tracker.reminders.models.outbox import Acknowledgement, Attempt, Delivery
from tracker.reminders.models.preferences import CalendarFeed, Digest, Preference
from tracker.reminders.models.robots import Robot

__all__ = [
    "Acknowledgement",
    "Attempt",
    "CalendarFeed",
    "Delivery",
    "Digest",
    "Handling",
    "Look",
    "Obligation",
    "Preference",
    "Reminder",
    "Robot",
    "Snooze",
    "SweepMark",
    "Transfer",
]
