"""Drafts: what somebody typed into a form and has not sent, kept on the server for them alone.

One a person, page and form; the last writer wins and is told so. No evidence: a draft is in no
history, goes when its form succeeds or after ``KEPT_FOR``, and holds neither files nor passwords.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Flask, Response, request
from flask_login import current_user
from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from tracker.infra import clock
from tracker.infra.db import Base, UTCDateTime, db, insert_once, transaction
from tracker.infra.submits import FormToken

JOB = "drafts"
KEPT_FOR = timedelta(days=30)
LARGEST = 100_000  # characters of one draft
MOST = 100  # drafts of one person; the oldest goes
LONGEST_ADDRESS = 400
PARAMETER = "draft"  # ?draft=restore fills the form of the page in
NAME_FIELD, PAGE_FIELD, TOKEN_FIELD, BASE_FIELD = OWN_FIELDS = (
    "form_name",
    "form_page",
    "form_token",
    "draft_base",
)


class FormDraft(Base):
    """``token`` is of the page that wrote it last; ``lapsed``: it was sent without a session."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("user_id", "address", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    form: Mapped[str] = mapped_column(String(120))
    token: Mapped[str] = mapped_column(String(64))
    fields: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lapsed: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def typed(self) -> MultiDict[str, str]:
        """The fields as they were typed."""
        return MultiDict((name, value) for name, value in json.loads(self.fields))


@dataclass(frozen=True)
class Typed:
    """What a page hands in: which form of which page, and its fields."""

    address: str
    form: str
    token: str
    base: str
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return json.dumps(self.fields, ensure_ascii=False)


@dataclass(frozen=True)
class Kept:
    """``replaced``: another window had written a draft of this form meanwhile."""

    saved_at: datetime
    replaced: bool


def here() -> str:
    """The address of this page, whether or not it fills a draft in."""
    arguments = [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER]
    return request.path + (f"?{urlencode(arguments)}" if arguments else "")


def restoring(address: str) -> str:
    """The address that fills the draft of a page in."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}=restore"


def is_restoring() -> bool:
    """Whether this page is to be filled in."""
    return request.method == "GET" and request.args.get(PARAMETER) == "restore"


def is_local(address: str) -> bool:
    """Whether it is a path on this very site, short enough to keep."""
    is_path = address.startswith("/") and address[1:2] not in ("/", "\\")
    return is_path and len(address) <= LONGEST_ADDRESS and min(address, default=" ") > " "


def find(person_id: int, address: str, form: str) -> FormDraft | None:
    """The draft of one form of a page."""
    query = select(FormDraft).filter_by(user_id=person_id, address=address, form=form)
    return db.session.scalars(query).first()


def waiting(person_id: int, address: str, forms: Iterable[str]) -> FormDraft | None:
    """The latest draft of any of these forms of a page."""
    query = select(FormDraft).filter_by(user_id=person_id, address=address)
    query = query.where(FormDraft.form.in_(tuple(forms)))
    return db.session.scalars(query.order_by(FormDraft.saved_at.desc())).first()


def keep(person_id: int, typed: Typed, *, lapsed: bool = False) -> Kept | None:
    """Write the draft, within a transaction; nothing once the form itself has been sent."""
    if db.session.get(FormToken, typed.token) is not None:
        return None
    now = clock.now()
    values = {"token": typed.token, "fields": typed.text, "saved_at": now, "lapsed": lapsed}
    key = {"user_id": person_id, "address": typed.address, "form": typed.form}
    if insert_once(FormDraft, **key, **values):
        _drop_oldest(person_id)
        return Kept(now, replaced=False)
    query = select(FormDraft).filter_by(**key).with_for_update()
    draft = db.session.scalars(query.execution_options(populate_existing=True)).one()
    replaced = draft.token not in (typed.token, typed.base)
    for name, value in values.items():
        setattr(draft, name, value)
    return Kept(now, replaced)


def forget(person_id: int, address: str, form: str) -> None:
    """Drop the draft, within a transaction."""
    db.session.execute(delete(FormDraft).filter_by(user_id=person_id, address=address, form=form))


def tick() -> None:
    """The scheduled run: drop what nobody came back to."""
    with transaction():
        db.session.execute(delete(FormDraft).where(FormDraft.saved_at < clock.now() - KEPT_FOR))


def _drop_oldest(person_id: int) -> None:
    mine = select(FormDraft.id).filter_by(user_id=person_id)
    count = select(func.count()).select_from(mine.subquery())
    if (db.session.scalar(count) or 0) > MOST:
        oldest = db.session.scalar(mine.order_by(FormDraft.saved_at, FormDraft.id).limit(1))
        db.session.execute(delete(FormDraft).where(FormDraft.id == oldest))


def init_app(app: Flask) -> None:
    """Drop the draft of each form that succeeds."""
    app.after_request(_after)


def _after(response: Response) -> Response:
    sent = request.method == "POST" and response.status_code in (201, 302, 303)
    name = request.form.get(NAME_FIELD, "") if sent else ""
    if not name or not current_user.is_authenticated:
        return response
    view = request.endpoint or ""
    address = request.form.get(PAGE_FIELD, "")
    if not view.endswith("_draft") and find(current_user.id, address, name) is not None:
        person_id = current_user.id
        with transaction():
            forget(person_id, address, name)
    return response
