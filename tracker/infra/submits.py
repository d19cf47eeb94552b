"""Each form counts once: a second submit of the same page gives the first one's result.

The form carries a random token. The first transaction of the request claims it (unique key, in the
same transaction as the use case), so a double click, a resent request or a second process cannot
record the same thing twice; a failed use case rolls the claim back, and the form can be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import String, Text, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra import clock
from tracker.infra.db import Base, UTCDateTime, db, on_begin, transaction

FIELD = "form_token"
JOB = "form_tokens"
KEPT_FOR = timedelta(days=30)  # no session, and so no page with a token, lives that long
_FLASHES = "_flashes"  # where Flask keeps what the next page is to tell

F = TypeVar("F", bound=Callable[..., Any])


class FormToken(Base):
    """``location`` is where the first submit led, ``told`` what it was to tell there (JSON)."""

    __tablename__ = "form_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    location: Mapped[str] = mapped_column(String(500), default="")
    told: Mapped[str] = mapped_column(Text, default="", server_default="")


@dataclass
class _Claim:
    token: str
    claimed: bool = False


_claim: ContextVar[_Claim | None] = ContextVar("claim", default=None)


class AlreadySubmitted(Exception):
    """The form of this request was recorded before."""


@on_begin
def _claim_token() -> None:
    claim = _claim.get()
    if claim is None or claim.claimed:
        return
    db.session.add(FormToken(token=claim.token, claimed_at=clock.now()))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadySubmitted from error
    claim.claimed = True


@contextmanager
def uncounted() -> Iterator[None]:
    """What is written inside, such as a wrong try, does not count as the form's being sent."""
    token = _claim.set(None)
    try:
        yield
    finally:
        _claim.reset(token)


def not_counted(view: F) -> F:
    """Let a view take what was typed into a form without its counting as sent."""
    view.not_counted = True  # type: ignore[attr-defined]
    return view


def is_counted() -> bool:
    """Whether this request sends a form, rather than looking at one or keeping it for later."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "POST" and not getattr(view, "not_counted", False)


def tick() -> None:
    """The scheduled run: forget forms that nobody can send a second time any more."""
    with transaction():
        db.session.execute(delete(FormToken).where(FormToken.claimed_at < clock.now() - KEPT_FOR))


def init_app(app: Flask) -> None:
    """Watch every POST that carries a form token."""
    app.before_request(_before)
    app.after_request(_after)
    app.register_error_handler(AlreadySubmitted, lambda _: _first_result())


def _before() -> ResponseReturnValue | None:
    token = request.form.get(FIELD, "")[:64] if is_counted() else ""
    _claim.set(_Claim(token) if token else None)
    if token and db.session.get(FormToken, token) is not None:
        return _first_result()
    return None


def _first_result() -> ResponseReturnValue:
    """Where the first submit led, with what it told; the start page while it is being answered.

    The cookie that carried the first answer's words is lost when a second submit overtakes it.
    """
    db.session.rollback()
    row = db.session.get(FormToken, request.form[FIELD][:64])
    told = json.loads(row.told) if row and row.told else []
    told = told or [("info", _("这张表单已经提交过，没有重复登记"))]
    waiting = {text for _category, text in session.get(_FLASHES, ())}
    for category, text in told:
        if text not in waiting:
            flash(text, category)
    return redirect(row.location if row and row.location else "/", code=303)


def _after(response: Response) -> Response:
    claim = _claim.get()
    _claim.set(None)
    if claim is not None and claim.claimed and response.status_code in (201, 302, 303):
        with transaction():
            row = db.session.get_one(FormToken, claim.token)
            row.location = response.location or "/"
            row.told = json.dumps(session.get(_FLASHES, ()), ensure_ascii=False)
    return response
