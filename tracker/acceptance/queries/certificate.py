"""What the printed certificate says of a round, beside its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.page import find, round_page
from tracker.acceptance.queries.values import RoundPage
from tracker.acceptance.rules.checkcode import HEAD, Printed, check_code
from tracker.acceptance.rules.kinds import RoundState
from tracker.accounts.rules import Actor
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class NotOpened(RuleViolation):
    code = "certificate_of_draft"
    label = Label(
        "{number}还在起草，内容未锁定，没有验收书可以打印；发起签署之后再来",
        "{number} is still a draft: there is nothing to print before it is opened",
    )


@dataclass(frozen=True, slots=True)
class Certificate:
    """``printed`` goes on the form as a code; ``meaning`` is what each signature stands for."""

    page: RoundPage
    printed: Printed
    meaning: str


def certificate(acceptance_id: int, actor: Actor, today: date) -> Certificate:
    """The certificate as this person may see it; ``NotOpened`` for a draft."""
    one = find(acceptance_id)
    if not one.content:
        raise NotOpened(number=one.number)
    meaning = one.signatures[0].meaning if one.signatures else ""
    return Certificate(round_page(acceptance_id, actor, today), printed(one), meaning)


def printed(one: Acceptance) -> Printed:
    """What a form printed now carries: its code, and the log's entry about the last signature.

    While a round is open its code leaves the signatures out: they may not be told from it.
    """
    last = one.signatures[-1].digest if one.signatures and one.state is not RoundState.OPEN else ""
    entry = db.session.execute(
        select(AuditEntry.seq, AuditEntry.hash)
        .where(AuditEntry.subject_uid == one.uid)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).one()
    return Printed(one.number, check_code(one.fingerprint, last), entry.seq, entry.hash[:HEAD])
