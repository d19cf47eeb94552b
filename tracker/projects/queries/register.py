"""Reads of one project: what it is called, and who may do what on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotAllowed, NotFound
from tracker.projects import rules
from tracker.projects.models import Project
from tracker.projects.rules import ProjectDetails, Stage


@dataclass(frozen=True)
class ProjectRef:
    """What every page about a project says of it."""

    id: int
    uid: str
    code: str
    name: str
    owner_id: int
    owner: str
    department: str
    stage: Stage
    archived_on: date | None


@dataclass(frozen=True)
class Edited:
    """A project as the edit form shows it, and who changed it last."""

    project: ProjectRef
    details: ProjectDetails
    version: int
    changed_by: str
    changed_at: datetime | None


def project_ref(code: str) -> ProjectRef:
    """The project of that number, or ``NotFound``."""
    return ref(find(code))


def to_edit(code: str, actor: Actor) -> ProjectRef:
    """The project, for a page that changes it: refused like the use case would be."""
    project = find(code)
    project.check_may_edit(actor)
    project.check_not_archived()
    return ref(project)


def to_archive(code: str, actor: Actor) -> ProjectRef:
    """The project, for the page that archives it or takes it out of the archive."""
    project = find(code)
    project.check_may_edit(actor)
    return ref(project)


def edited(code: str, actor: Actor) -> Edited:
    """What the edit form starts from."""
    project = find(code)
    project.check_may_edit(actor)
    project.check_not_archived()
    query = select(AuditEntry).filter_by(subject_uid=project.uid).order_by(AuditEntry.seq.desc())
    actions = ("projects.create", "projects.edit")
    last = db.session.scalars(query.where(AuditEntry.action.in_(actions)).limit(1)).first()
    return Edited(
        ref(project),
        project.details,
        project.version,
        last.actor_name if last else "",
        last.at if last else None,
    )


def may_edit(project_id: int, actor: Actor) -> bool:
    """Whether the person has to do with this very project; roles are checked apart."""
    project = db.session.get(Project, project_id)
    if project is None:
        raise NotFound
    try:
        project.check_may_edit(actor)
    except NotAllowed:
        return False
    return True


def next_code(year: int) -> str:
    """The first free number of that year."""
    taken = db.session.scalars(select(Project.code).where(Project.code.startswith(f"{year}-")))
    return rules.next_code(year, taken)


def find(code: str) -> Project:
    """The row of that number, or ``NotFound``."""
    query = select(Project).filter_by(code=code)
    query = query.options(joinedload(Project.owner), joinedload(Project.department))
    project = db.session.scalars(query).first()
    if project is None:
        raise NotFound
    return project


def ref(project: Project) -> ProjectRef:
    """The row as pages name it."""
    return ProjectRef(
        id=project.id,
        uid=project.uid,
        code=project.code,
        name=project.name,
        owner_id=project.owner_id,
        owner=project.owner.name,
        department=project.department.name,
        stage=project.stage,
        archived_on=project.archived_on,
    )
