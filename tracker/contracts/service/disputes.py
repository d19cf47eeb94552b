"""Contested amounts: the disputed part is frozen, the rest stays payable (MODEL 3.3)."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.contracts.models import Instalment, ScheduleVersion
from tracker.contracts.rules import facts
from tracker.contracts.rules.terms import Dispute, Proof
from tracker.contracts.rules.versions import next_version, split
from tracker.contracts.service.locking import keep_stage, locked_instalment
from tracker.infra import audit, clock
from tracker.infra.db import transaction
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.settings.queries import work_calendar

PART = "{name}（争议部分）"


def dispute(instalment_id: int, actor: Actor, command: Dispute) -> None:
    """Freeze a contested amount; where it is a part, it becomes an instalment of its own."""
    allow("contracts.dispute", actor)
    today = clock.today()
    with transaction():
        instalment = locked_instalment(instalment_id, actor)
        contract = instalment.contract
        facts.check_reason(command.reason)
        facts.check_fact_day(command.on, contract.signed_on, today, "on")
        is_disputed = instalment.disputed_on is not None
        facts.check_dispute(command.amount, instalment.open, is_disputed)
        frozen = instalment
        if command.amount < instalment.amount:
            version = ScheduleVersion(
                reason=command.reason.strip(), made_on=today, made_by=actor.name
            )
            frozen = _split_off(instalment, command.amount, version, work_calendar())
        frozen.dispute(command.on, command.reason.strip())
        _record("contracts.dispute", frozen, actor, command.reason)


def undispute(instalment_id: int, actor: Actor, reason: str) -> None:
    """The dispute is over: what was frozen is payable again."""
    allow("contracts.undispute", actor)
    with transaction():
        instalment = locked_instalment(instalment_id, actor)
        facts.check_reason(reason)
        if instalment.disputed_on is None:
            raise facts.NotDisputed
        instalment.undispute()
        _record("contracts.undispute", instalment, actor, reason)


def _split_off(
    instalment: Instalment, part: Money, version: ScheduleVersion, calendar: WorkCalendar
) -> Instalment:
    """The contested part as an instalment of its own, triggered when the whole was."""
    contract = instalment.contract
    before = contract.existing(version.made_on)
    name = PART.format(name=instalment.name)
    proposal = split(before, instalment.uid, part, name)
    contract.take_over(next_version(before, proposal, contract.price), version, calendar)
    own = next(one for one in contract.live_instalments if one.no == instalment.no + 1)
    if instalment.triggered_on is not None and instalment.evidence_kind is not None:
        proof = Proof(instalment.evidence_kind, instalment.evidence)
        own.meet_trigger(instalment.triggered_on, proof, calendar)
    return own


def _record(action: str, instalment: Instalment, actor: Actor, reason: str) -> None:
    contract = instalment.contract
    keep_stage(contract.project, clock.today())
    audit.record(
        action,
        instalment,
        actor,
        reason=reason.strip(),
        detail=f"{contract.number} 第{instalment.no}笔 {instalment.open}元",
        project=contract.project,
    )
