"""After a rejection: what has to be put right, the report that it was, and the next round."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.acceptance.models import Acceptance, Rectification
from tracker.acceptance.models.round import Place
from tracker.acceptance.rules import errors, rectifying
from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.service.drafting import next_number
from tracker.acceptance.service.locking import (
    check_prepares,
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
        acceptance, rectification = _locked(acceptance_id)
        check_prepares(acceptance.project, actor)
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
        acceptance, rectification = _locked(acceptance_id)
        if rectification.owner_id != actor.id:
            check_prepares(acceptance.project, actor)
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
        check_prepares(acceptance.project, actor)
        demand = acceptance.rectification
        rectifying.check_can_follow(
            acceptance.state is RoundState.REJECTED,
            demand.due_on if demand else None,
            demand.done_on if demand else None,
        )
        _check_first(acceptance)
        place = Place(
            contract=acceptance.contract,
            number=next_number(acceptance.contract),
            round_no=acceptance.round_no + 1,
            follows=acceptance,
        )
        fresh = copy_of(acceptance, place, actor)
        record("acceptance.follow_up", fresh, actor)
        return fresh.id


def _check_first(acceptance: Acceptance) -> None:
    """Raise ``HasFollower`` when there is a round after it already, unless that one is void."""
    later = select(Acceptance.number).filter_by(follows_id=acceptance.id)
    number = db.session.scalar(later.where(Acceptance.state != RoundState.VOIDED))
    if number is not None:
        raise errors.HasFollower(number=number)


def _locked(acceptance_id: int) -> tuple[Acceptance, Rectification]:
    acceptance = locked_round(acceptance_id)
    if acceptance.rectification is None:
        raise errors.NotRejected
    return acceptance, acceptance.rectification
