"""What leaves as a file: the list of 提醒中心, a 提醒单, and a calendar."""

from tracker.reminders.documents.calendar import feed
from tracker.reminders.documents.inbox import inbox_sheet
from tracker.reminders.documents.sheet import reminder_sheet

__all__ = ["feed", "inbox_sheet", "reminder_sheet"]
