"""What one person chose about messages."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.accounts.models import User
from tracker.infra.db import db
from tracker.reminders.channels import email
from tracker.reminders.models import Preference
from tracker.reminders.queries.feed import token_of
from tracker.reminders.rules.preferences import Choices


@dataclass(frozen=True)
class PreferencesPage:
    """``mail_in_use``: whether the unit sends mails at all."""

    choices: Choices
    address: str
    mail_in_use: bool
    feed_token: str


def preferences_of(user_id: int) -> PreferencesPage:
    """The page 我的接收方式."""
    row = db.session.get(Preference, user_id)
    person = db.session.get_one(User, user_id)
    return PreferencesPage(
        choices=row.choices if row else Choices(),
        address=person.email,
        mail_in_use=bool(email.described()),
        feed_token=token_of(user_id),
    )
