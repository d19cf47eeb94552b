"""Everybody, as the rules of recipients see them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tracker.accounts.models import Department, Group, User
from tracker.accounts.queries import away_on
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.rules.people import Directory, Person


def directory() -> Directory:
    """All people by id, whoever has left included."""
    away = away_on(clock.today())
    users = db.session.scalars(select(User).order_by(User.id))
    departments = db.session.execute(select(Department.id, Department.head_id)).all()
    heads: dict[int, int | None] = {row.id: row.head_id for row in departments}
    groups = db.session.execute(select(Group.kind, Group.leader_id)).all()
    return {
        user.id: replace(
            _person(user, user.id in away),
            head_id=heads.get(user.department_id or 0),
            leads=frozenset(kind for kind, leader_id in groups if leader_id == user.id),
        )
        for user in users
    }


def _person(user: User, away: bool) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        roles=user.roles,
        active=user.active,
        deputy_id=user.deputy_id,
        away=away,
    )
