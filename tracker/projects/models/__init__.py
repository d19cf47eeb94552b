"""Projects, the people on them, their budget lines, and the files on record."""

from tracker.projects.models.attachment import Attachment
from tracker.projects.models.project import BudgetEntry, BudgetLine, Project, ProjectMember

__all__ = ("Attachment", "BudgetEntry", "BudgetLine", "Project", "ProjectMember")
