"""The calendar of one person: who it is by its address, and what stands in it."""

from __future__ import annotations

import base64
import hmac
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from tracker.accounts.models import User
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.reminders.models import CalendarFeed, Obligation
from tracker.reminders.queries.desk import in_full, worklist
from tracker.reminders.rules.feed import Calendar, Entry

AHEAD = timedelta(days=366)


def token_of(user_id: int) -> str:
    """The secret part of a person's address; empty while he has none."""
    row = db.session.get(CalendarFeed, user_id)
    return _token(row) if row is not None and row.is_open else ""


def calendar_of(token: str, today: date) -> Calendar:
    """The calendar at this address; ``NotFound`` for one unknown or revoked, without a reason."""
    feeds = db.session.scalars(select(CalendarFeed).where(CalendarFeed.is_open))
    found = [row for row in feeds if hmac.compare_digest(_token(row), token)]
    person = db.session.get(User, found[0].user_id) if found else None
    if person is None or not person.active:
        raise NotFound
    known = {
        (kind, uid): (key, revision)
        for kind, uid, key, revision in db.session.execute(
            select(Obligation.kind, Obligation.subject_uid, Obligation.id, Obligation.revision)
        )
    }
    entries = []
    tasks = worklist(person.id, today + AHEAD, today)
    told = in_full(tasks, today)
    for task in tasks:
        kind = task.kind.name
        item = told.get((kind, task.item.subject_uid), task.item)
        key, revision = known.get((kind, item.subject_uid), (None, 0))
        entries.append(
            Entry(
                uid=f"{kind}-{item.subject_uid}",
                sequence=revision,
                on=item.standing.due_on,
                title=item.story.title,
                why=item.story.why,
                estimated=item.standing.estimated,
                obligation_id=key,
            )
        )
    return Calendar(person.name, person.language, tuple(entries))


def _token(row: CalendarFeed) -> str:
    """Follows from the secret of this installation, so that no address is stored."""
    secret = str(current_app.secret_key).encode()
    text = f"calendar {row.user_id} {row.serial}".encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, text, "sha256")).decode().rstrip("=")
