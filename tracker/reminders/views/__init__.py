"""Pages of reminders; importing them puts their routes on ``bp``."""

from tracker.reminders.views import answers, centre, operation, preferences, robots, rules
from tracker.reminders.views.blueprint import bp

__all__ = ["answers", "bp", "centre", "operation", "preferences", "robots", "rules"]
