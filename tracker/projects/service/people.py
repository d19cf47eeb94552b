"""Who does what on a project, and how a leaver's work passes to somebody else."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.leaving import close_account
from tracker.accounts.models import User
from tracker.accounts.queries import departments_headed_by
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.people import UnknownPerson
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.projects import rules
from tracker.projects.models import Project, ProjectMember
from tracker.projects.queries.people import open_seats
from tracker.projects.rules import Duty, SamePerson


def assign_member(
    project_id: int, user_id: int, duty: Duty, actor: Actor, overlap_reason: str = ""
) -> int:
    """Give a person a duty on a project from today; returns the id of the membership.

    Duties that do not go together (不相容岗位) need the reason why one person has both.
    """
    allow("projects.assign", actor)
    with transaction():
        project = lock(Project, project_id)
        project.check_may_edit(actor)
        project.check_not_archived()
        person = _active(user_id, "user_id")
        rules.check_duty(person.name, duty, project.duties_of(user_id), overlap_reason)
        member = project.assign(person, duty, overlap_reason, clock.today())
        detail = f"{duty.label.zh} {person.name}"
        audit.record("projects.assign", project, actor, detail=detail, project=project)
    return member.id


def end_membership(member_id: int, actor: Actor) -> None:
    """A person gives up a duty today; that they had it stays known."""
    allow("projects.assign", actor)
    with transaction():
        member = lock(ProjectMember, member_id)
        project = lock(Project, member.project_id)
        project.check_may_edit(actor)
        member.until_on = member.until_on or clock.today()
        detail = f"{member.duty.label.zh} {member.user.name} 至 {member.until_on}"
        audit.record("projects.assign", project, actor, detail=detail, project=project)


def hand_over(from_id: int, to_id: int, actor: Actor, *, deactivate: bool = False) -> None:
    """Everything a leaver answers for passes to another active person, in one step.

    That is: projects not archived, duties on projects, seats and leadership in the two groups,
    headship of departments, and being somebody's deputy. Then, if asked, the account is closed.
    """
    allow("accounts.hand_over", actor)
    if from_id == to_id:
        raise SamePerson(field="to_id")
    with transaction():
        leaver = lock(User, from_id)
        successor = _active(to_id, "to_id")
        counts = (
            f"{_pass_projects(leaver, successor)}个项目",
            f"{_pass_duties(leaver, successor)}项分工",
            f"{_pass_posts(leaver, successor)}个职务和席位",
        )
        if deactivate:
            db.session.flush()  # what the leaver still has in hand is read from the database
            close_account(leaver)
        detail = f"{leaver.name} → {successor.name}：{'、'.join(counts)}"
        audit.record("accounts.hand_over", leaver, actor, detail=detail)


def _active(user_id: int, field: str) -> User:
    person = db.session.get(User, user_id)
    if person is None or not person.active:
        raise UnknownPerson(field=field)
    return person


def _pass_projects(leaver: User, successor: User) -> int:
    owned = select(Project).filter_by(owner_id=leaver.id, archived_on=None).order_by(Project.id)
    projects = db.session.scalars(owned.with_for_update()).all()
    for project in projects:
        project.owner_id = successor.id
        project.version += 1
    return len(projects)


def _pass_duties(leaver: User, successor: User) -> int:
    held = select(ProjectMember).filter_by(user_id=leaver.id, until_on=None)
    members = db.session.scalars(held.order_by(ProjectMember.project_id, ProjectMember.id)).all()
    for member in members:
        member.until_on = clock.today()
        if member.duty not in member.project.duties_of(successor.id):
            reason = member.overlap_reason or f"接替{leaver.name}"
            member.project.assign(successor, member.duty, reason, clock.today())
    return len(members)


def _pass_posts(leaver: User, successor: User) -> int:
    groups = open_seats(leaver.id)
    for group in groups:
        group.hand_over(leaver, successor, clock.today())
    headed = departments_headed_by(leaver.id)
    for department in headed:
        department.head_id = successor.id
    for person in db.session.scalars(select(User).filter_by(deputy_id=leaver.id)):
        person.deputy_id = successor.id if person.id != successor.id else None
        person.version += 1
    return len(groups) + len(headed)
