"""What a person may do with a round as it stands: buttons are shown for nothing else.

The checks say why not; pages ask them before they show a form, use cases before they do it.
"""

from __future__ import annotations

from datetime import date

from tracker.acceptance.models import Acceptance, Rectification
from tracker.acceptance.queries.links import later_of
from tracker.acceptance.queries.values import Rights
from tracker.acceptance.rules import errors, rectifying
from tracker.acceptance.rules.addenda import takes_addenda
from tracker.acceptance.rules.kinds import RoundState, Seat
from tracker.acceptance.rules.rights import check_may_prepare, check_may_void, may_void
from tracker.accounts.rules import SYSTEM, Actor, Role, allows
from tracker.infra import clock
from tracker.projects import queries as projects
from tracker.projects.models import Project


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
        seats=is_open and may_void(actor, leader),
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
        notes=takes_addenda(one.state)
        and prepares
        and allows("acceptance.add_addendum", actor.roles),
        files_scan=one.state.is_decided and prepares,
    )


def may_prepare(project_id: int, actor: Actor) -> bool:
    """Whether rounds of the project are the actor's to prepare: for showing a button or not."""
    return Role.ACCEPTANCE in actor.roles or projects.may_edit(project_id, actor)


def check_prepares(project: Project, actor: Actor) -> None:
    """Raise unless rounds of this project are the actor's to prepare."""
    check_may_prepare(actor, lambda: project.check_may_edit(actor))


def check_voids(one: Acceptance, actor: Actor) -> None:
    """Raise unless the round can be voided, and by the actor."""
    if one.state is RoundState.DRAFT:
        check_prepares(one.project, actor)
        return
    if one.state is not RoundState.OPEN:
        raise errors.NotVoidable(number=one.number, state=one.state)
    leader = next(each for each in one.members if each.seat is Seat.LEADER)
    if actor is not SYSTEM:
        check_may_void(actor, leader.person_uid, leader.name)


def check_seats(one: Acceptance, actor: Actor) -> None:
    """Raise unless the round is open and the actor may seat another in it."""
    if one.state is not RoundState.OPEN:
        raise errors.RosterNotOpen(number=one.number, state=one.state)
    check_voids(one, actor)


def check_changes_demand(one: Acceptance, actor: Actor) -> Rectification:
    """What the round wants put right, if the actor may change it."""
    demand = _open_demand(one)
    check_prepares(one.project, actor)
    return demand


def check_reports(one: Acceptance, actor: Actor) -> Rectification:
    """What the round wants put right, if the actor may report it done."""
    demand = _open_demand(one)
    if demand.owner_id != actor.id:
        check_prepares(one.project, actor)
    return demand


def check_follows_up(one: Acceptance, actor: Actor) -> None:
    """Raise unless it failed, was put right, and nobody has begun to accept it again."""
    check_prepares(one.project, actor)
    demand = one.rectification
    rectifying.check_can_follow(
        one.state is RoundState.REJECTED,
        demand.due_on if demand else None,
        demand.done_on if demand else None,
    )
    for later in later_of(one):
        if later.state is not RoundState.VOIDED:
            raise errors.HasFollower(number=later.number)


def check_notes(one: Acceptance, actor: Actor) -> date:
    """The day on which the round was opened, if the actor may note something beside it."""
    check_prepares(one.project, actor)
    if one.opened_at is None or not takes_addenda(one.state):
        raise errors.NothingToNote(number=one.number, state=one.state)
    return clock.day_of(one.opened_at)


def _open_demand(one: Acceptance) -> Rectification:
    demand = one.rectification
    if demand is None:
        raise errors.NotRejected
    demand.check_open()
    return demand
