"""Signing: one person's verdict, with the password again; the last one decides the round."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from flask import current_app

from tracker.acceptance.models import Acceptance, AcceptanceMember, Rectification
from tracker.acceptance.models.signature import Signing
from tracker.acceptance.rules import errors, signing
from tracker.acceptance.rules.commands import Sign
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.rules.standards import usual_rectify_days
from tracker.acceptance.service.locking import (
    keep_stage,
    locked_parts,
    locked_round,
    record,
    refuse,
)
from tracker.accounts import confirming
from tracker.accounts.rules import Actor, allow
from tracker.contracts import queries as contracts
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import ProofKind
from tracker.contracts.rules.terms import Proof
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.infra.files import store
from tracker.kernel.errors import NotFound
from tracker.settings.queries import work_calendar


def sign(acceptance_id: int, actor: Actor, command: Sign, password: str) -> Outcome:
    """Record the actor's own verdict; what all signatures come to now.

    The last 合格 meets the conditions of the instalments on that very day; any 不合格, once
    everybody has signed, leads to a rectification. Raises ``NotOnRoster`` to anybody else, whatever
    their role, and counts a wrong password like a wrong sign-in.
    """
    allow("acceptance.sign", actor)
    _refuse_early(acceptance_id, actor, command)
    confirming.check(actor, password)
    with transaction():
        confirming.settle(actor)
        acceptance = locked_round(acceptance_id)
        parts = locked_parts(acceptance)
        member = _check(acceptance, actor, command)
        _check_parts(acceptance, parts)
        verdict = command.verdict
        if verdict is None:
            raise errors.VerdictMissing(field="verdict")
        result = acceptance.take(member, Signing(verdict, command, clock.now()))
        _follow(acceptance, parts, result)
        record("acceptance.sign", acceptance, actor)
    return result


def mark_read(acceptance_id: int, actor: Actor) -> None:
    """Note when a member first saw what he is to sign; no evidence, and nothing but a date."""
    allow("acceptance.read", actor)
    with transaction():
        acceptance = db.session.get(Acceptance, acceptance_id)
        member = acceptance.seat_of(actor.id) if acceptance else None
        if member is not None and member.read_at is None:
            member.read_at = clock.now()


def _refuse_early(acceptance_id: int, actor: Actor, command: Sign) -> None:
    """What can be refused before the password is asked for, outside any lock."""
    acceptance = db.session.get(Acceptance, acceptance_id)
    if acceptance is None:
        raise NotFound
    _check(acceptance, actor, command)
    folder: Path = current_app.config["TRACKER"].data
    for document in acceptance.frozen_content["documents"]:
        if store.problem_of(document["sha256"], folder) is not None:
            raise errors.DocumentAltered(name=document["name"])


def _check(acceptance: Acceptance, actor: Actor, command: Sign) -> AcceptanceMember:
    """The actor's seat, if the verdict is his to give, complete, and about what he saw."""
    member = acceptance.seat_of(actor.id)
    if member is None:
        raise errors.NotOnRoster(number=acceptance.number)
    if not member.seat.signs:
        raise errors.ObserverSigns
    if acceptance.state is RoundState.VOIDED:
        raise errors.RoundVoided(
            number=acceptance.number, revision=acceptance.revision, reason=acceptance.void_reason
        )
    if (given := acceptance.signature_of(actor.id)) is not None:
        at = f"{given.signed_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        raise errors.AlreadySigned(at=at)
    if acceptance.state is not RoundState.OPEN:
        raise errors.NotOpen(number=acceptance.number, state=acceptance.state)
    if not acceptance.is_intact:
        raise errors.ContentAltered
    if command.fingerprint != acceptance.fingerprint:
        raise errors.FingerprintChanged
    refuse(signing.problems(command, acceptance.item_list))
    return member


def _check_parts(acceptance: Acceptance, parts: list[Instalment]) -> None:
    """What the signatures unlock is still what was frozen."""
    now = {one.uid: (one.amount.fen, one.trigger.value) for one in parts}
    for part in acceptance.frozen_content["parts"]:
        if now.get(part["uid"]) != (part["amount"], part["trigger"]):
            raise errors.PartsChanged(no=part["no"])


def _follow(acceptance: Acceptance, parts: list[Instalment], result: Outcome) -> None:
    """What the signatures come to, done: conditions met, or something to put right."""
    today, project = clock.today(), acceptance.project
    if result is Outcome.ACCEPTED:
        proof = Proof(ProofKind.ROUND, acceptance.number)
        for instalment in parts:
            instalment.meet_trigger(today, proof, work_calendar())
    elif result is Outcome.REJECTED:
        acceptance.rectification = _demand(acceptance, today)
    keep_stage(project)
    project.claim_stage(**contracts.stage_claims(project.id, today))


def _demand(acceptance: Acceptance, today: date) -> Rectification:
    """Put right what anybody found wanting; its owner and limit may be changed."""
    items = acceptance.item_list
    failed = signing.failed_items(items, acceptance.verdicts)
    lines = [f"{signing.named(items, no)} {items[no - 1].agreed}" for no in failed]
    return Rectification(
        owner_id=acceptance.project.owner_id,
        due_on=today + timedelta(days=usual_rectify_days()),
        demand="\n".join(lines),
    )
