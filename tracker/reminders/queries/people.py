"""Everybody, as the rules of recipients see them."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.infra.db import db
from tracker.reminders.rules.people import Directory, Person


def directory() -> Directory:
    """All people by id, whoever has left included."""
    return {user.id: _person(user) for user in db.session.scalars(select(User).order_by(User.id))}


def _person(user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        roles=user.roles,
        active=user.active,
        deputy_id=user.deputy_id,
    )
