"""Use cases about departments (科室) and the two leading groups (领导小组)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.accounts.models import Department, Group, User
from tracker.accounts.rules import Actor, GroupKind, allow
from tracker.accounts.rules.people import (
    DepartmentInvalid,
    DepartmentTaken,
    InTheFuture,
    NotMember,
    UnknownPerson,
)
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction


def add_department(name: str, head_id: int | None, actor: Actor) -> int:
    """Add a department; returns the new id."""
    allow("accounts.departments", actor)
    with transaction():
        department = Department()
        _write_department(department, name, head_id)
        db.session.add(department)
        audit.record("accounts.departments", department, actor, detail=department.name)
        return department.id


def edit_department(department_id: int, name: str, head_id: int | None, actor: Actor) -> None:
    """Rename a department or change its head."""
    allow("accounts.departments", actor)
    with transaction():
        department = lock(Department, department_id)
        _write_department(department, name, head_id)
        audit.record("accounts.departments", department, actor, detail=department.name)


def seat_member(kind: GroupKind, person_id: int | None, since_on: date, actor: Actor) -> None:
    """Make a person a member of a leading group from that day on."""
    allow("accounts.groups", actor)
    _refuse_future(since_on, "since_on")
    with transaction():
        group = _lock_group(kind)
        user = _active(person_id, "person")
        group.seat(user, since_on)
        audit.record("accounts.groups", group, actor, detail=f"＋{user.name}")


def end_membership(kind: GroupKind, person_id: int, until_on: date, actor: Actor) -> None:
    """End a person's membership with that day, and their leadership of the group at once."""
    allow("accounts.groups", actor)
    _refuse_future(until_on, "until_on")
    with transaction():
        group = _lock_group(kind)
        user = lock(User, person_id)
        if not group.has(person_id, clock.today()):
            raise NotMember(name=user.name)
        group.dismiss(person_id, until_on)
        audit.record("accounts.groups", group, actor, detail=f"－{user.name}")


def appoint_leader(kind: GroupKind, person_id: int | None, actor: Actor) -> None:
    """Make a present member the leader of the group, or leave the post empty."""
    allow("accounts.groups", actor)
    with transaction():
        group = _lock_group(kind)
        user = None if person_id is None else _active(person_id, "leader")
        group.appoint(user, clock.today())
        audit.record("accounts.groups", group, actor, detail=user.name if user else "")


def _lock_group(kind: GroupKind) -> Group:
    """The group's row, made on first use."""
    query = select(Group).filter_by(kind=kind).with_for_update()
    group = db.session.scalars(query).first()
    if group is None:
        group = Group(kind=kind)
        db.session.add(group)
    return group


def _write_department(department: Department, name: str, head_id: int | None) -> None:
    name = name.strip()
    if not name:
        raise DepartmentInvalid(field="name")
    taken = db.session.scalar(select(Department.id).where(Department.name == name))
    if taken is not None and taken != department.id:
        raise DepartmentTaken(field="name", name=name)
    if head_id is not None:
        _active(head_id, "head_id")
    department.name = name
    department.head_id = head_id


def _active(person_id: int | None, field: str) -> User:
    user = db.session.get(User, person_id) if person_id else None
    if user is None or not user.active:
        raise UnknownPerson(field=field)
    return user


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise InTheFuture(field=field)
