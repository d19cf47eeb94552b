"""Opening a round for signing, which freezes it; and voiding one that was wrong."""

from __future__ import annotations

from tracker.acceptance.models import Acceptance
from tracker.acceptance.models.round import Place
from tracker.acceptance.queries.facts import (
    files_of,
    frozen_of,
    part_facts,
    seated,
    team_of,
    unit_name,
    user_ids,
)
from tracker.acceptance.queries.rights import check_prepares, check_voids
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.frozen import Head
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.planning import gaps, part_problems
from tracker.acceptance.rules.roster import problems
from tracker.acceptance.service.locking import (
    keep_stage,
    locked_round,
    record,
    refuse,
)
from tracker.accounts.rules import Actor, allow
from tracker.contracts.rules.facts import ContractEnded
from tracker.contracts.rules.state import ContractStatus
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.projects.filing import target
from tracker.projects.models import Attachment
from tracker.projects.rules.attachments import Filing, Paper


def open_round(acceptance_id: int, actor: Actor) -> None:
    """Ask everybody on the roster to sign: content, documents and roster are fixed from now on.

    Raises everything that is missing or does not fit, each beside its field of the draft.
    """
    allow("acceptance.open", actor)
    with transaction():
        acceptance = locked_round(acceptance_id)
        check_prepares(acceptance.project, actor)
        acceptance.check_draft()
        freeze(acceptance, actor)
        keep_stage(acceptance.project)
        record("acceptance.open", acceptance, actor)


def void(acceptance_id: int, actor: Actor, reason: str) -> int | None:
    """Void a draft, or a round that is open: what was signed stays and counts no more.

    A round that was open leads to a new draft of the same number; its id.
    """
    allow("acceptance.void", actor)
    with transaction():
        acceptance = locked_round(acceptance_id)
        was = acceptance.state
        check_voids(acceptance, actor)
        if not reason.strip():
            raise errors.ReasonMissing(field="reason")
        acceptance.void(actor.name, clock.now(), reason)
        fresh = again(acceptance, actor) if was is RoundState.OPEN else None
        keep_stage(acceptance.project)
        record("acceptance.void", acceptance, actor, reason)
        return fresh.id if fresh else None


def freeze(acceptance: Acceptance, actor: Actor) -> None:
    """Fix a draft as it stands and seat its roster, or raise everything that keeps it from that."""
    contract, today = acceptance.contract, clock.today()
    if contract.status is not ContractStatus.ACTIVE:
        raise ContractEnded(number=contract.number)
    plan, team = acceptance.plan, team_of(contract, today)
    seats = seated(acceptance.project, plan.roster, today)
    parts = part_facts(contract, acceptance)
    refuse(
        [
            *part_problems(plan.kind, plan.parts, parts),
            *gaps(plan, today, parts),
            *problems(seats, team, contract.current_amount),
        ]
    )
    content = frozen_of(acceptance, seats, _head(acceptance, actor), team)
    acceptance.open(content, user_ids(one.uid for one in seats))


def copy_of(acceptance: Acceptance, place: Place, actor: Actor) -> Acceptance:
    """A new draft with the same plan and the same files."""
    fresh = Acceptance.draft(place, acceptance.plan, actor.name)
    db.session.add(fresh)
    to = target(fresh)
    for file in files_of(acceptance.uid):
        filing = Filing(to, file.kind, file.note)
        paper = Paper(filing, file.name, file.size, file.sha256, file.media_type)
        db.session.add(Attachment.of(acceptance.project, paper, None, actor, clock.now()))
    return fresh


def again(acceptance: Acceptance, actor: Actor) -> Acceptance:
    """The next draft (第n稿) of the same number."""
    place = Place(
        contract=acceptance.contract,
        number=acceptance.number,
        revision=acceptance.revision + 1,
        round_no=acceptance.round_no,
        follows=acceptance.follows,
        replaces=acceptance,
    )
    return copy_of(acceptance, place, actor)


def _head(acceptance: Acceptance, actor: Actor) -> Head:
    return Head(
        uid=acceptance.uid,
        number=acceptance.number,
        revision=acceptance.revision,
        round_no=acceptance.round_no,
        follows=acceptance.follows.number if acceptance.follows else "",
        unit=unit_name(),
        opened_at=clock.now(),
        opened_by=actor.name,
    )
