"""Signing in and out: whom the signed session cookie stands for, loaded without any write.

The cookie names the person and their session token; a new token ends every session at once. It is
issued again with each page, and Flask refuses one older than the idle time of the configuration.
There is no "remember me". What was typed when a session ran out is kept: accounts.lapsed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask, current_app, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select

from tracker.accounts.models import Credential, User
from tracker.accounts.rules import Actor, Role
from tracker.infra.db import db

# Where somebody who must change the password first may still go.
ALWAYS_OPEN = frozenset(
    {
        "accounts.profile",
        "accounts.change_password",
        "accounts.logout",
        "accounts.language",
    }
)


@dataclass(frozen=True, eq=False)
class SessionUser(UserMixin):
    """The signed-in person as read once a request: no mapped row, so no commit can expire it."""

    id: int
    uid: str
    login: str
    name: str
    roles: frozenset[Role]
    language: str
    shortcuts: bool
    must_change: bool
    token: str = field(repr=False)

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.uid, self.name, self.roles)

    def get_id(self) -> str:
        return f"{self.id}:{self.token}"


def init_app(app: Flask) -> None:
    """Load the signed-in person on each request, and let the session end when idle."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(person_of)
    manager.init_app(app)
    app.config["PERMANENT_SESSION_LIFETIME"] = app.config["TRACKER"].idle
    app.before_request(_keep_awake)


def sign_in(person_id: int) -> None:
    """Start a session of this person; nothing of an earlier one survives (session fixation)."""
    user = _read(person_id)
    if user is not None:
        session.clear()
        login_user(user)


def sign_out() -> None:
    """End this session, and forget whatever it held."""
    logout_user()
    session.clear()


def must_change_password() -> bool:
    """Whether the signed-in person still uses a password that somebody else has set."""
    return bool(current_user.must_change)


def _keep_awake() -> None:
    if request.endpoint != "static" and "_user_id" in session:
        session.modified = True


def idle() -> timedelta:
    """How long a session lasts without being used."""
    lifetime: timedelta = current_app.config["PERMANENT_SESSION_LIFETIME"]
    return lifetime


def person_of(cookie: str) -> SessionUser | None:
    """Whom a session names (``id:token``), unless their sessions were ended since."""
    key, _, token = cookie.partition(":")
    user = _read(int(key)) if key.isdigit() else None
    return user if user is not None and hmac.compare_digest(user.token, token) else None


def _read(person_id: int) -> SessionUser | None:
    query = select(User, Credential).join(Credential, Credential.user_id == User.id)
    row = db.session.execute(query.where(User.id == person_id, User.active)).first()
    if row is None:
        return None
    user, credential = row
    return SessionUser(
        user.id,
        user.uid,
        user.login,
        user.name,
        user.roles,
        user.language,
        user.shortcuts,
        credential.must_change,
        credential.session_token,
    )
