"""What a person may do with a round as it stands: buttons are shown for nothing else."""

from __future__ import annotations

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.links import later_of
from tracker.acceptance.queries.values import Rights
from tracker.acceptance.rules.kinds import RoundState, Seat
from tracker.acceptance.rules.rights import may_void
from tracker.accounts.rules import Actor, Role, allows
from tracker.projects import queries as projects


def rights_of(one: Acceptance, actor: Actor) -> Rights:
    """Everything the actor may do with it."""
    prepares = may_prepare(one.project_id, actor) and one.project.archived_on is None
    is_draft, is_open = one.state is RoundState.DRAFT, one.state is RoundState.OPEN
    seat, demand = one.seat_of(actor.id), one.rectification
    leader = next((each.person_uid for each in one.members if each.seat is Seat.LEADER), "")
    has_later = any(each.state is not RoundState.VOIDED for each in later_of(one))
    owns = demand is not None and demand.owner_id == actor.id
    return Rights(
        signs=bool(is_open and seat and seat.seat.signs and not one.signature_of(actor.id)),
        edits=is_draft and prepares and allows("acceptance.edit", actor.roles),
        opens=is_draft and prepares and allows("acceptance.open", actor.roles),
        voids=(is_open and may_void(actor, leader)) or (is_draft and prepares),
        changes_demand=bool(
            demand
            and demand.is_open
            and prepares
            and allows("acceptance.change_rectification", actor.roles)
        ),
        reports=bool(
            demand
            and demand.is_open
            and (prepares or owns)
            and allows("acceptance.report_rectified", actor.roles)
        ),
        follows_up=bool(
            demand
            and not demand.is_open
            and not has_later
            and prepares
            and allows("acceptance.follow_up", actor.roles)
        ),
        files_scan=one.state.is_decided and prepares,
    )


def may_prepare(project_id: int, actor: Actor) -> bool:
    """Whether rounds of the project are the actor's to prepare: for showing a button or not."""
    return Role.ACCEPTANCE in actor.roles or projects.may_edit(project_id, actor)
