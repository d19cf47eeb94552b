"""Wrong passwords are counted by login name and lock it for a while, wherever they are entered.

A login name that nobody has is counted and locked like any other, so the answers are the same.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import LoginThrottle
from tracker.accounts.rules.passwords import (
    LOCKED_FOR,
    LoginLocked,
    WrongCredentials,
    tries_left,
)
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.infra.submits import uncounted
from tracker.kernel.errors import RuleViolation

logger = logging.getLogger(__name__)

FORGOTTEN = timedelta(days=1)  # old counts are dropped, so made-up logins do not pile up


def refuse_locked(login: str) -> None:
    """Raise ``LoginLocked`` while the login is locked."""
    _refuse(db.session.get(LoginThrottle, login))


def forget(login: str) -> None:
    """Inside a transaction, after the right password: the count begins anew.

    Tries sent at the same moment do not slip through together: a lock set meanwhile still holds.
    """
    throttle = _throttle(login)
    _refuse(throttle)
    if throttle is not None:
        db.session.delete(throttle)


def lift(login: str) -> None:
    """Inside a transaction: end a lock, for the password was set anew."""
    if throttle := _throttle(login):
        db.session.delete(throttle)


def count_failure(login: str) -> RuleViolation:
    """Count the try and give the refusal, to be raised after the count is committed."""
    now = clock.now()
    with uncounted(), transaction():
        db.session.execute(delete(LoginThrottle).where(LoginThrottle.failed_at < now - FORGOTTEN))
        throttle = _throttle(login) or _new_throttle(login, now)
        if _lock_of(throttle, now) is None:
            throttle.fail(now)
        locked, left = _lock_of(throttle, now), tries_left(throttle.failures)
    if locked is not None:
        logger.warning("a login was locked after too many wrong tries")
        return locked
    return WrongCredentials(left=left, minutes=LOCKED_FOR // timedelta(minutes=1))


def _refuse(throttle: LoginThrottle | None) -> None:
    if throttle is not None and (refusal := _lock_of(throttle, clock.now())):
        raise refusal


def _lock_of(throttle: LoginThrottle, now: datetime) -> LoginLocked | None:
    if throttle.locked_until is None or throttle.locked_until <= now:
        return None
    return LoginLocked(until=f"{throttle.locked_until.astimezone(clock.SHANGHAI):%H:%M}")


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
