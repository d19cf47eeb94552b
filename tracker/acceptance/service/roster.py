"""Somebody cannot come: the leader seats another, and everybody signs again."""

from __future__ import annotations

from dataclasses import replace

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.rights import check_seats
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import Plan, ReplaceMember
from tracker.acceptance.rules.roster import replaced
from tracker.acceptance.service.locking import keep_stage, locked_round, record
from tracker.acceptance.service.opening import again, freeze
from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.kernel.errors import RuleViolation, Violations


def replace_member(acceptance_id: int, actor: Actor, command: ReplaceMember) -> int:
    """Void the open round and open it again with another in the seat; the id of the new draft.

    What was signed stays and counts no more. Raises what keeps the new roster from being called,
    and ``OnlyLeaderVoids`` to anybody but the leader of the round or of the unit.
    """
    allow("acceptance.change_roster", actor)
    with transaction():
        acceptance = locked_round(acceptance_id)
        check_seats(acceptance, actor)
        if not command.reason.strip():
            raise errors.ReasonMissing(field="reason")
        plan = _plan(acceptance, command)
        told = _told(acceptance, command)
        acceptance.void(actor.name, clock.now(), told)
        fresh = again(acceptance, actor)
        fresh.plan_as(plan)
        db.session.flush()
        try:
            freeze(fresh, actor)
        except RuleViolation as error:
            raise _beside_fields(error) from error
        keep_stage(acceptance.project)
        record("acceptance.change_roster", fresh, actor, told)
        return fresh.id


def _plan(acceptance: Acceptance, command: ReplaceMember) -> Plan:
    """The same plan with the other roster and the new last day to sign."""
    old = acceptance.plan
    return replace(old, roster=replaced(old.roster, command), sign_by=command.sign_by)


def _told(acceptance: Acceptance, command: ReplaceMember) -> str:
    """Why the draft was voided, as those who signed it read it."""
    absent = next(one for one in acceptance.members if one.person_uid == command.absent_uid)
    other = db.session.query(User).filter_by(uid=command.substitute_uid).one_or_none()
    return f"{absent.name}改为{other.name if other else ''}：{command.reason.strip()}"


def _beside_fields(error: RuleViolation) -> RuleViolation:
    """The same, beside the fields of this form instead of the draft's."""
    for one in error.errors if isinstance(error, Violations) else (error,):
        if one.field and one.field.endswith("overlap_reason"):
            one.field = "overlap_reason"
        elif one.field and one.field.startswith("roster"):
            one.field = "substitute"
    return error
