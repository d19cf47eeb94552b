"""Everybody, as the rules of recipients see them."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.queries import away_on
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.rules.people import Directory, Person


def directory() -> Directory:
    """All people by id, whoever has left included."""
    away = away_on(clock.today())
    users = db.session.scalars(select(User).order_by(User.id))
    return {user.id: _person(user, user.id in away) for user in users}


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
