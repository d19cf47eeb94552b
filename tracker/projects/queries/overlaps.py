"""Every overlap of incompatible duties on record, with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects import hooks
from tracker.projects.models import Project, ProjectMember
from tracker.projects.rules.overlaps import Overlap
from tracker.projects.rules.people import do_not_go_together

ASSIGNED = Label("项目分工", "Duties on the project")


def overlaps() -> tuple[Overlap, ...]:
    """Those of assigned duties, and those that features above found; the newest first."""
    found = [*_assigned(), *hooks.overlaps()]
    return tuple(sorted(found, key=lambda one: (one.on, one.code), reverse=True))


def _assigned() -> Iterator[Overlap]:
    """Pairs of duties that one person had on a project at the same time."""
    query = select(ProjectMember).options(
        joinedload(ProjectMember.user), joinedload(ProjectMember.project)
    )
    held: dict[tuple[int, int], list[ProjectMember]] = defaultdict(list)
    for member in db.session.scalars(query.order_by(ProjectMember.since_on, ProjectMember.id)):
        held[member.project_id, member.user_id].append(member)
    for members in held.values():
        for place, later in enumerate(members):
            for earlier in members[:place]:
                if do_not_go_together(earlier.duty, later.duty) and _meet(earlier, later):
                    yield _overlap(earlier, later, later.project)


def _meet(earlier: ProjectMember, later: ProjectMember) -> bool:
    """Whether both were held on some day."""
    return earlier.until_on is None or earlier.until_on > later.since_on


def _overlap(earlier: ProjectMember, later: ProjectMember, project: Project) -> Overlap:
    ends = [day for day in (earlier.until_on, later.until_on) if day is not None]
    return Overlap(
        code=project.code,
        project=project.name,
        person=later.user.name,
        duties=(earlier.duty.label, later.duty.label),
        reason=later.overlap_reason or earlier.overlap_reason,
        on=later.since_on,
        where=ASSIGNED,
        until=min(ends, default=None),
    )
