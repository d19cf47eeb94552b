"""Whether the stage of a project, stored for the register's filter, still follows from claims."""

from __future__ import annotations

from sqlalchemy import select

from tracker.infra.db import db
from tracker.infra.verification import Problem, checks_derived
from tracker.kernel.labels import Label
from tracker.projects.models import Project
from tracker.projects.rules import stage


@checks_derived
def check_stages() -> tuple[int, Problem | None]:
    """How many projects were looked at, and the first whose stage is not the claimed one."""
    seen = 0
    for project in db.session.scalars(select(Project).order_by(Project.id)):
        seen += 1
        if project.stage is not stage(project.claims):
            what = Label(
                f"project {project.uid} 的阶段与各环节登记的不一致",
                f"project {project.uid}: its stage is not the one that is claimed",
            )
            return seen, Problem(what, "project", project.uid, ("stage",))
    return seen, None
