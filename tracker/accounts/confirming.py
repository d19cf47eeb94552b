"""Asking a signed-in person for the password again, for an act that only they may do.

``check`` stands before the transaction of the act (a wrong password is counted in one of its own,
like a wrong sign-in, and five lock the login), ``settle`` inside it.
"""

from __future__ import annotations

from tracker.accounts import passwords, tries
from tracker.accounts.models import Credential, User
from tracker.accounts.rules import Actor
from tracker.accounts.rules.passwords import LoginLocked, PasswordNotConfirmed, WrongCredentials
from tracker.infra.db import db
from tracker.kernel.errors import NotAllowed

FIELD = "password"


def check(actor: Actor, password: str) -> None:
    """Raise ``PasswordNotConfirmed`` or ``LoginLocked`` unless it is the actor's own password."""
    user = db.session.get(User, actor.id)
    credential = db.session.get(Credential, actor.id)
    if user is None or credential is None or not user.active:
        raise NotAllowed
    login, known_hash = user.login, credential.password_hash
    try:
        tries.refuse_locked(login)
        if not passwords.matches(password, known_hash):
            raise tries.count_failure(login)
    except WrongCredentials as wrong:
        raise PasswordNotConfirmed(field=FIELD, **wrong.params) from wrong
    except LoginLocked as locked:
        raise LoginLocked(field=FIELD, **locked.params) from locked


def settle(actor: Actor) -> None:
    """Inside the transaction of the act: still not locked; the count begins anew."""
    user = db.session.get_one(User, actor.id)
    if not user.active:
        raise NotAllowed
    tries.forget(user.login)
