"""After a rejection: what has to be put right, the report that it was, and the next round."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.acceptance.models.round import Place
from tracker.acceptance.queries.rights import (
    check_changes_demand,
    check_follows_up,
    check_reports,
)
from tracker.acceptance.rules import rectifying
from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.acceptance.service.drafting import next_number
from tracker.acceptance.service.locking import (
    keep_stage,
    locked_round,
    record,
    refuse,
)
from tracker.acceptance.service.opening import copy_of
from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.people import UnknownPerson
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.infra.files.store import Incoming
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind


def change(acceptance_id: int, actor: Actor, command: ChangeRectification) -> None:
    """Set another owner, limit or demand, with the reason."""
    allow("acceptance.change_rectification", actor)
    with transaction():
        acceptance = locked_round(acceptance_id)
        rectification = check_changes_demand(acceptance, actor)
        refuse(list(rectifying.change_problems(command, clock.today())))
        owner = db.session.get(User, command.owner_id)
        if owner is None or not owner.active:
            raise UnknownPerson(field="owner")
        rectification.change(command)
        record("acceptance.change_rectification", acceptance, actor, command.reason)


def report(
    acceptance_id: int,
    actor: Actor,
    command: ReportRectified,
    files: Sequence[Incoming] = (),
) -> None:
    """Record that everything was put right, with what shows it."""
    allow("acceptance.report_rectified", actor)
    with received(files) as uploads, transaction():
        acceptance = locked_round(acceptance_id)
        rectification = check_reports(acceptance, actor)
        today = clock.today()
        decided_on = clock.day_of(acceptance.decided_at) if acceptance.decided_at else today
        refuse(list(rectifying.report_problems(command, decided_on, today)))
        rectification.report(command, actor.name)
        filing = Filing(target(rectification), DocumentKind.EVIDENCE)
        put_on_record(acceptance.project, filing, uploads, actor)
        keep_stage(acceptance.project)
        record("acceptance.report_rectified", acceptance, actor, command.note)


def follow_up(acceptance_id: int, actor: Actor) -> int:
    """Draft the round that accepts again (复验) what failed and was put right; its id."""
    allow("acceptance.follow_up", actor)
    with transaction():
        acceptance = locked_round(acceptance_id)
        check_follows_up(acceptance, actor)
        place = Place(
            contract=acceptance.contract,
            number=next_number(acceptance.contract),
            round_no=acceptance.round_no + 1,
            follows=acceptance,
        )
        fresh = copy_of(acceptance, place, actor)
        record("acceptance.follow_up", fresh, actor)
        return fresh.id
