"""Use cases of projects. Each public function is one transaction and one audit entry."""

from tracker.projects.service.attachments import attach, withdraw
from tracker.projects.service.budget import add_basic_line, add_entry, add_line
from tracker.projects.service.people import assign_member, end_membership, hand_over
from tracker.projects.service.register import add_project, archive, edit_project, unarchive

__all__ = (
    "add_basic_line",
    "add_entry",
    "add_line",
    "add_project",
    "archive",
    "assign_member",
    "attach",
    "edit_project",
    "end_membership",
    "hand_over",
    "unarchive",
    "withdraw",
)
