"""Reads of projects, as frozen values for pages."""

from tracker.projects.queries.attachments import (
    FileRef,
    UploadPage,
    file_to_read,
    file_to_withdraw,
    upload_page,
)
from tracker.projects.queries.budget import (
    BudgetPage,
    LineView,
    YearBudget,
    basic_years,
    budget_page,
)
from tracker.projects.queries.contents import check_contents
from tracker.projects.queries.derived import check_stages
from tracker.projects.queries.overlaps import overlaps
from tracker.projects.queries.people import InHand, MembersPage, in_hand, members_page
from tracker.projects.queries.register import (
    Edited,
    ProjectRef,
    edited,
    find,
    may_edit,
    next_code,
    project_ref,
    ref,
    to_archive,
    to_edit,
)
from tracker.projects.queries.shelf import FilesPage, FileView, Shelf, files_page, shelf

__all__ = (
    "BudgetPage",
    "Edited",
    "FileRef",
    "FileView",
    "FilesPage",
    "InHand",
    "LineView",
    "MembersPage",
    "ProjectRef",
    "Shelf",
    "UploadPage",
    "YearBudget",
    "basic_years",
    "budget_page",
    "check_contents",
    "check_stages",
    "edited",
    "file_to_read",
    "file_to_withdraw",
    "files_page",
    "find",
    "in_hand",
    "may_edit",
    "members_page",
    "next_code",
    "overlaps",
    "project_ref",
    "ref",
    "shelf",
    "to_archive",
    "to_edit",
    "upload_page",
)
