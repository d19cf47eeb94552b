"""Signing in, passwords and sessions.

Passwords are hashed before the transaction, never inside it: SQLite has one writer at a time.
A login name that nobody has is counted and locked like any other, so the answers are the same.
"""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts import passwords, tries
from tracker.accounts.models import Credential, User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.passwords import PasswordUnchanged, WrongPassword, check_password
from tracker.accounts.rules.people import normal_login
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction


def authenticate(login: str, password: str) -> int:
    """The id of the person with these credentials; ``WrongCredentials`` or ``LoginLocked``."""
    login = normal_login(login)[:60]
    tries.refuse_locked(login)
    query = select(Credential).join(User).where(User.login == login, User.active)
    credential = db.session.scalars(query).first()
    known_hash = credential.password_hash if credential else None
    person_id = credential.user_id if credential else 0
    if not passwords.matches(password, known_hash) or known_hash is None:
        raise tries.count_failure(login)
    fresh_hash = passwords.hashed(password) if passwords.is_outdated(known_hash) else known_hash
    with transaction():
        user = lock(User, person_id)
        lock(Credential, person_id).password_hash = fresh_hash
        tries.forget(login)
        audit.record("accounts.sign_in", user, user.actor)
    return person_id


def change_password(old: str, new: str, actor: Actor) -> None:
    """Set one's own password; ends every session, the present one included."""
    allow("accounts.change_password", actor)
    credential = db.session.get_one(Credential, actor.id)
    if not passwords.matches(old, credential.password_hash):
        raise WrongPassword(field="old_password")
    if old == new:
        raise PasswordUnchanged(field="password")
    _set_password("accounts.change_password", actor.id, new, actor)


def reset_password(person_id: int, new: str, actor: Actor) -> None:
    """Give a person a password to begin with and lift a lock; they must change it at once."""
    allow("accounts.reset_password", actor)
    _set_password("accounts.reset_password", person_id, new, actor, must_change=True)


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of this person, on every device."""
    allow("accounts.sign_out_everywhere", actor)
    with transaction():
        lock(Credential, actor.id).session_token = passwords.new_token()
        audit.record("accounts.sign_out_everywhere", lock(User, actor.id), actor)


def _set_password(
    action: str, person_id: int, new: str, actor: Actor, *, must_change: bool = False
) -> None:
    user = db.session.get(User, person_id)
    if user is not None:
        check_password(new, user.login, user.name)
    new_hash = passwords.hashed(new)
    with transaction():
        user = lock(User, person_id)
        credential = lock(Credential, person_id)
        credential.password_hash = new_hash
        credential.session_token = passwords.new_token()
        credential.must_change = must_change
        tries.lift(user.login)
        audit.record(action, user, actor, detail="" if user.id == actor.id else user.name)
