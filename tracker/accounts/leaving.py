"""Closing a leaver's account: what every use case that does so must check and end.

Runs inside the caller's transaction; ``accounts`` itself and the hand-over of projects use it.
"""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts import hooks, passwords, queries
from tracker.accounts.models import Credential, User
from tracker.accounts.rules import Role
from tracker.accounts.rules.people import LastAdministrator, StillHolds
from tracker.infra import clock
from tracker.infra.db import db, lock
from tracker.kernel.labels import Label


def close_account(user: User) -> None:
    """End the person's sessions, seats and deputyships; refused while work is in their hands."""
    refuse_last_administrator(user)
    if work := hooks.work_of(user.id):
        listed = Label("；".join(w.zh for w in work), "; ".join(w.en for w in work))
        raise StillHolds(name=user.name, work=listed)
    user.active = False
    user.version += 1
    if db.session.get(Credential, user.id) is not None:
        lock(Credential, user.id).session_token = passwords.new_token()
    for group in queries.groups_of(user.id):
        group.dismiss(user.id, clock.today())
    for other in db.session.scalars(select(User).filter_by(deputy_id=user.id)):
        other.deputy_id = None


def refuse_last_administrator(user: User) -> None:
    """Refuse to take away the last active administrator; locks all of them."""
    query = select(User).where(User.active).order_by(User.id).with_for_update()
    admins = {other.id for other in db.session.scalars(query) if Role.ADMIN in other.roles}
    if admins == {user.id}:
        raise LastAdministrator(field="roles", name=user.name)
