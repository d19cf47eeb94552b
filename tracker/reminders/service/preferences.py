"""我的接收方式: what a person chose about mails, and his calendar feed."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra.db import db, transaction
from tracker.reminders.models import CalendarFeed, Preference
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.preferences import Choices, check_choices


def choose(actor: Actor, choices: Choices) -> None:
    """Keep the actor's choices; they hold for what has not left yet as well.

    Raises ``HourOutsideWindow`` or ``CannotBeMuted``.
    """
    allow("reminders.read", actor)
    check_choices(choices, KINDS.values())
    with transaction():
        row = db.session.get(Preference, actor.id, with_for_update=True)
        if row is None:
            row = Preference(user_id=actor.id)
            db.session.add(row)
        row.choose(choices)


def open_feed(actor: Actor) -> None:
    """A calendar address that nobody had before; one given out earlier is void from now on."""
    allow("reminders.read", actor)
    with transaction():
        row = db.session.get(CalendarFeed, actor.id, with_for_update=True)
        if row is None:
            row = CalendarFeed(user_id=actor.id, serial=0)
            db.session.add(row)
        row.serial, row.is_open = row.serial + 1, True


def close_feed(actor: Actor) -> None:
    """Revoke the calendar address."""
    allow("reminders.read", actor)
    with transaction():
        row = db.session.get(CalendarFeed, actor.id, with_for_update=True)
        if row is not None:
            row.is_open = False
