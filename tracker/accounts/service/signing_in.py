"""Signing in, passwords and sessions.

Passwords are hashed before the transaction, never inside it: SQLite has one writer at a time.
A login name that nobody has is counted and locked like any other, so the answers are the same.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tracker.accounts import passwords
from tracker.accounts.models import Credential, LoginThrottle, User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.passwords import (
    LOCKED_FOR,
    LoginLocked,
    PasswordUnchanged,
    WrongCredentials,
    WrongPassword,
    check_password,
    tries_left,
)
from tracker.accounts.rules.people import normal_login
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import RuleViolation

logger = logging.getLogger(__name__)

FORGOTTEN = timedelta(days=1)  # old counts are dropped, so made-up logins do not pile up


def authenticate(login: str, password: str) -> int:
    """The id of the person with these credentials; ``WrongCredentials`` or ``LoginLocked``."""
    login = normal_login(login)[:60]
    _refuse_locked(db.session.get(LoginThrottle, login))
    query = select(Credential).join(User).where(User.login == login, User.active)
    credential = db.session.scalars(query).first()
    known_hash = credential.password_hash if credential else None
    person_id = credential.user_id if credential else 0
    if not passwords.matches(password, known_hash) or known_hash is None:
        raise _count_failure(login)
    fresh_hash = passwords.hashed(password) if passwords.is_outdated(known_hash) else known_hash
    with transaction():
        user = lock(User, person_id)
        lock(Credential, person_id).password_hash = fresh_hash
        throttle = _throttle(login)
        _refuse_locked(throttle)  # tries sent at the same moment do not slip through together
        if throttle is not None:
            db.session.delete(throttle)
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
        if throttle := _throttle(user.login):
            db.session.delete(throttle)
        audit.record(action, user, actor, detail="" if user.id == actor.id else user.name)


# --- failed tries -------------------------------------------------------------------------------


def _refuse_locked(throttle: LoginThrottle | None) -> None:
    if throttle is not None and (refusal := _lock_of(throttle, clock.now())):
        raise refusal


def _lock_of(throttle: LoginThrottle, now: datetime) -> LoginLocked | None:
    if throttle.locked_until is None or throttle.locked_until <= now:
        return None
    return LoginLocked(until=f"{throttle.locked_until.astimezone(clock.SHANGHAI):%H:%M}")


def _count_failure(login: str) -> RuleViolation:
    """Count the try and give the refusal, to be raised after the count is committed."""
    now = clock.now()
    with transaction():
        db.session.execute(delete(LoginThrottle).where(LoginThrottle.failed_at < now - FORGOTTEN))
        throttle = _throttle(login) or _new_throttle(login, now)
        if _lock_of(throttle, now) is None:
            throttle.fail(now)
        locked, left = _lock_of(throttle, now), tries_left(throttle.failures)
    if locked is not None:
        logger.warning("a login was locked after too many wrong tries")
        return locked
    return WrongCredentials(left=left, minutes=LOCKED_FOR // timedelta(minutes=1))


def _throttle(login: str) -> LoginThrottle | None:
    return db.session.get(LoginThrottle, login, with_for_update=True, populate_existing=True)


def _new_throttle(login: str, now: datetime) -> LoginThrottle:
    throttle = LoginThrottle(login=login, failures=0, failed_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(throttle)
    except IntegrityError:  # another wrong try of the same moment came first
        return db.session.get_one(LoginThrottle, login, with_for_update=True)
    return throttle
