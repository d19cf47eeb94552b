"""Reads of who does what on projects, and of what a leaver has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.accounts import hooks
from tracker.accounts.models import Group, User
from tracker.accounts.queries import groups_of
from tracker.accounts.rules import Actor
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.models import Project, ProjectMember
from tracker.projects.queries.register import ProjectRef, find, may_edit, ref
from tracker.projects.rules import Duty


@dataclass(frozen=True)
class MemberView:
    id: int
    name: str
    duty: Duty
    overlap_reason: str
    since_on: date
    until_on: date | None


@dataclass(frozen=True)
class MembersPage:
    project: ProjectRef
    can_assign: bool
    present: tuple[MemberView, ...]
    past: tuple[MemberView, ...]


@dataclass(frozen=True)
class InHand:
    """What a person answers for, the groups they sit in, and whose deputy they are."""

    work: tuple[Label, ...]
    seats: tuple[Label, ...]
    deputised: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.work or self.seats or self.deputised)


def members_page(code: str, actor: Actor) -> MembersPage:
    """Who does what on the project now, and who did."""
    project = find(code)
    can_assign = project.archived_on is None and may_edit(project.id, actor)
    members = [
        MemberView(m.id, m.user.name, m.duty, m.overlap_reason, m.since_on, m.until_on)
        for m in project.members
    ]
    return MembersPage(
        ref(project),
        can_assign,
        tuple(member for member in members if member.until_on is None),
        tuple(member for member in members if member.until_on is not None),
    )


@hooks.names_work
def work_in_hand(person_id: int) -> list[Label]:
    """Projects a person answers for, and duties on others: to be handed over before leaving."""
    owned = select(Project).filter_by(owner_id=person_id, archived_on=None).order_by(Project.code)
    held = (
        select(ProjectMember)
        .join(Project)
        .filter(
            ProjectMember.user_id == person_id,
            ProjectMember.until_on.is_(None),
            Project.archived_on.is_(None),
        )
    )
    work = [
        Label(f"负责的项目：{p.code} {p.name}", f"owner of project {p.code} {p.name}")
        for p in db.session.scalars(owned)
    ]
    duties = db.session.scalars(held.order_by(ProjectMember.id)).all()
    return work + [
        Label(
            f"{member.duty.label.zh}：{member.project.code} {member.project.name}",
            f"{member.duty.label.en}: {member.project.code} {member.project.name}",
        )
        for member in duties
    ]


def in_hand(person_id: int) -> InHand:
    """What handing over would pass on."""
    deputised = select(User.name).filter_by(deputy_id=person_id).order_by(User.id)
    return InHand(
        work=tuple(hooks.work_of(person_id)),
        seats=tuple(group.kind.label for group in open_seats(person_id)),
        deputised=tuple(db.session.scalars(deputised)),
    )


def open_seats(person_id: int) -> list[Group]:
    """The groups that the person has not left, as rows; a seat given up today is no more."""
    return [
        group
        for group in groups_of(person_id)
        if any(seat.user_id == person_id and seat.until_on is None for seat in group.members)
    ]
