"""Projects enter the register, are edited, and leave for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import Department, User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.people import UnknownDepartment, UnknownPerson
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.labels import Label
from tracker.projects import rules
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import (
    ChangedMeanwhile,
    DuplicateCode,
    EntryKind,
    NewLine,
    ProjectDetails,
    ReasonMissing,
)
from tracker.projects.service.budget import enter_line

_ADDED_MEANWHILE = Label("刚刚登记的另一个项目", "a project added just now")


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
        rules.check_all(
            (
                partial(rules.check_details, details),
                partial(_check_code, details.code),
                partial(_check_owner, details.owner_id),
                partial(_check_department, details.department_id),
                partial(_enter_lines, lines),
            )
        )
        project = Project.of(details)
        project.lines.extend(_enter_lines(lines))
        db.session.add(project)
        _flush(details.code)
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
        _check_changes(project, details)
        project.apply(details)
        project.version += 1
        _flush(details.code)
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


def _check_changes(project: Project, details: ProjectDetails) -> None:
    """Check what is new; an owner who has left meanwhile may stay until somebody takes over."""
    checks = [
        partial(rules.check_details, details),
        partial(_check_department, details.department_id),
    ]
    if details.code != project.code:
        checks.append(partial(_check_code, details.code))
    if details.owner_id != project.owner_id:
        checks.append(partial(_check_owner, details.owner_id))
    rules.check_all(checks)


def _check_code(code: str) -> None:
    if taken := db.session.scalars(select(Project).filter_by(code=code)).first():
        raise DuplicateCode(field="code", number=code, name=taken.name)


def _check_owner(owner_id: int) -> None:
    owner = db.session.get(User, owner_id)
    if owner is None or not owner.active:
        raise UnknownPerson(field="owner_id")


def _check_department(department_id: int) -> None:
    if db.session.get(Department, department_id) is None:
        raise UnknownDepartment(field="department_id")


def _enter_lines(lines: Sequence[NewLine]) -> list[BudgetLine]:
    rows: list[BudgetLine] = []
    for place, line in enumerate(lines):
        rows.append(enter_line(line, rows, clock.today(), at=f"lines-{place}-"))
    return rows


def _flush(code: str) -> None:
    """Write now: the number may have been taken by somebody else since it was checked."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise DuplicateCode(field="code", number=code, name=_ADDED_MEANWHILE) from error


def _title(project: Project) -> str:
    return f"{project.code} {project.name}"
