"""Pages of reminders; importing them puts their routes on ``bp``."""

from tracker.reminders.views import answers, cadences, centre, operation, preferences, robots
from tracker.reminders.views.blueprint import bp

__all__ = ["answers", "bp", "cadences", "centre", "operation", "preferences", "robots"]
