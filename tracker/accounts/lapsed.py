"""A form sent after the session ran out: what was typed is kept for whoever was signed in.

The browser still sends the old session cookie. Its signature says that it is ours and whose it was,
the form's CSRF token has to be of that very session, and the person's sessions must not have been
ended meanwhile. So no other site can plant anything, and the fields become a draft of that person:
nothing is done with them, and nobody else who signs in at this browser sees them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from itsdangerous import BadSignature
from wtforms.validators import ValidationError

from tracker.accounts.service import drafts as service
from tracker.accounts.session import person_of
from tracker.infra import drafts, form_base
from tracker.infra.files import store
from tracker.infra.web import wants_json

GRACE = timedelta(hours=12)  # as long as a form's CSRF token is good for


def init_app(app: Flask) -> None:
    """Look at each POST of a stranger before its missing session is found wanting."""
    app.before_request(_keep)


def _keep() -> ResponseReturnValue | None:
    if request.method != "POST" or current_user.is_authenticated:
        return None
    held = _old_session()
    person = person_of(str(held.get("_user_id", "")))
    if person is None:
        return None
    request.max_content_length = store.largest_together()  # its files are let go
    typed = form_base.typed(request.form) if _is_of(held) else None
    if typed is None or service.keep(typed, person.actor, lapsed=True) is None:
        return None
    if wants_json():
        abort(401)
    page = drafts.restoring(typed.address)
    return redirect(url_for("accounts.login", next=page, kept=1), code=303)


def _old_session() -> dict[str, Any]:
    """What the cookie held, if its session ended only because nobody used it."""
    app: Any = current_app
    cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
    serializer = app.session_interface.get_signing_serializer(app)
    try:
        held: dict[str, Any] = serializer.loads(cookie, max_age=int(GRACE.total_seconds()))
    except BadSignature:
        return {}
    return held


def _is_of(held: dict[str, Any]) -> bool:
    """Whether the form was made for that session."""
    name = current_app.config["WTF_CSRF_FIELD_NAME"]
    session[name] = held.get(name)
    try:
        validate_csrf(request.form.get(name))
    except ValidationError:
        return False
    finally:
        session.clear()
        session.modified = False  # the cookie stays as it is, for the other windows
    return True
