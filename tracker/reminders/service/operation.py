"""What the administrator does: give a failed message another round, and test the mail server."""

from __future__ import annotations

import smtplib

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import db, lock, new_uid, transaction
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.channels import email
from tracker.reminders.models import Delivery
from tracker.reminders.rules.outbox import Message, NoAddress
from tracker.reminders.service.looks import look_again

SUBJECT = Label("邮件测试", "Mail test")
BODY = Label(
    "这是一封测试邮件：提醒邮件会从同一地址、经同一服务器发出。",
    "This is a test: reminders leave from the same address by the same server.",
)


class MailRefused(RuleViolation):
    code = "mail_refused"
    label = Label("邮件服务器没有收下：{answer}", "The mail server did not take it: {answer}")


def requeue(delivery_id: int, actor: Actor) -> None:
    """Queue a failed delivery again, or try one at once that waits; the last look still decides."""
    allow("reminders.manage", actor)
    with transaction():
        delivery = lock(Delivery, delivery_id)
        delivery.requeue(clock.now())
        look_again(delivery.reminder.obligation)


def send_test_mail(actor: Actor) -> str:
    """Send a message to the actor's own address; the server's own words, or ``MailRefused``."""
    allow("reminders.manage", actor)
    person = db.session.get_one(User, actor.id)
    if not person.email:
        raise NoAddress
    subject, body = SUBJECT.text(person.language), BODY.text(person.language)
    message = Message(person.email, subject, body, new_uid())
    db.session.rollback()  # an unanswering server must not hold a connection
    try:
        return email.send(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailRefused(answer=f"{type(error).__name__}: {error}") from error
