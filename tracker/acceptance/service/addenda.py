"""Noting what the supplier confirmed, what the purchaser says, where it was published."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.acceptance.models import Addendum
from tracker.acceptance.queries.rights import check_notes
from tracker.acceptance.rules import addenda
from tracker.acceptance.rules.commands import Add
from tracker.acceptance.rules.kinds import AddendumKind
from tracker.acceptance.service.locking import locked_round, record, refuse
from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.infra.files.store import Incoming
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind


def add(acceptance_id: int, actor: Actor, command: Add, files: Sequence[Incoming] = ()) -> None:
    """Note it beside the signatures, with the papers that show it; no outcome depends on it."""
    allow("acceptance.add_addendum", actor)
    with received(files) as uploads, transaction():
        acceptance = locked_round(acceptance_id)
        opened_on = check_notes(acceptance, actor)
        refuse(list(addenda.problems(command, opened_on, clock.today())))
        is_notice = command.kind is AddendumKind.NOTICE
        addendum = Addendum(
            acceptance=acceptance,
            kind=command.kind,
            by=command.by.strip(),
            on=command.on,
            text=command.text.strip(),
            address=command.address.strip() if is_notice else "",
        )
        db.session.add(addendum)
        db.session.flush()
        filing = Filing(target(addendum), DocumentKind.EVIDENCE)
        put_on_record(acceptance.project, filing, uploads, actor)
        record("acceptance.add_addendum", acceptance, actor, command.kind.label.zh)
