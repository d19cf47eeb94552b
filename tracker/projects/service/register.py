"""Projects enter the register, are edited, and leave for the archive."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import lock, transaction
from tracker.projects.entering import change_project, enter_project
from tracker.projects.models import Project
from tracker.projects.rules import (
    ChangedMeanwhile,
    EntryKind,
    NewLine,
    ProjectDetails,
    ReasonMissing,
)


def add_project(details: ProjectDetails, lines: Sequence[NewLine], actor: Actor) -> int:
    """Add a project with its first budget lines; returns its id.

    Whoever may add a project may say what is requested for it; amounts that the bureau has
    approved or allotted are for those who may record the budget.
    """
    allow("projects.create", actor)
    kinds = {entry.kind for line in lines for entry in line.entries}
    if not kinds <= {EntryKind.REQUESTED}:
        allow("budget.record", actor)
    with transaction():
        project = enter_project(details, lines, clock.today())
        audit.record("projects.create", project, actor, detail=_title(project), project=project)
    return project.id


def edit_project(
    project_id: int, details: ProjectDetails, expected_version: int, reason: str, actor: Actor
) -> None:
    """Change what a project is called and who answers for it.

    Raises ``ChangedMeanwhile`` when the stored version is not the one that was edited.
    """
    allow("projects.edit", actor)
    with transaction():
        project = lock(Project, project_id)
        project.check_may_edit(actor)
        project.check_not_archived()
        if project.version != expected_version:
            raise ChangedMeanwhile
        if details == project.details:
            return
        change_project(project, details)
        audit.record(
            "projects.edit", project, actor, reason=reason, detail=_title(project), project=project
        )


def archive(project_id: int, reason: str, actor: Actor) -> None:
    """Put a project away when nothing of it is open; ``StillOpen`` otherwise."""
    allow("projects.archive", actor)
    with transaction():
        project = lock(Project, project_id)
        project.check_may_edit(actor)
        project.check_not_archived()
        project.archive(clock.today())
        audit.record(
            "projects.archive",
            project,
            actor,
            reason=reason,
            detail=_title(project),
            project=project,
        )


def unarchive(project_id: int, reason: str, actor: Actor) -> None:
    """Take a project out of the archive again; a reason is needed."""
    allow("projects.unarchive", actor)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    with transaction():
        project = lock(Project, project_id)
        project.check_may_edit(actor)
        project.unarchive()
        audit.record(
            "projects.unarchive",
            project,
            actor,
            reason=reason,
            detail=_title(project),
            project=project,
        )


def _title(project: Project) -> str:
    return f"{project.code} {project.name}"
