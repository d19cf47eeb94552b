"""What pages and the shell read of reminders."""

from tracker.reminders.queries.desk import Task, in_full, todo_count, worklist
from tracker.reminders.queries.inbox import unread_count
from tracker.reminders.queries.pulse import Heartbeat, heartbeat, problem

__all__ = [
    "Heartbeat",
    "Task",
    "heartbeat",
    "in_full",
    "problem",
    "todo_count",
    "unread_count",
    "worklist",
]
