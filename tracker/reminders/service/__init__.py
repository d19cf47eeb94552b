"""Use cases of reminders, and the check of what they store."""

from tracker.reminders.service.checking import check_looks

__all__ = ["check_looks"]
