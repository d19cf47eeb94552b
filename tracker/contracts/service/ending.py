"""The end of a contract: completed, or early with what was not paid written off (MODEL 3.2)."""

from __future__ import annotations

from datetime import date

from tracker.accounts.rules import Actor, allow
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Amendment, Contract, ScheduleVersion
from tracker.contracts.rules import facts
from tracker.contracts.rules.collected import Problems
from tracker.contracts.rules.kinds import AmendmentKind
from tracker.contracts.rules.terms import Terminate
from tracker.contracts.rules.versions import write_off
from tracker.contracts.service.locking import keep_stage, locked_contract
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import transaction
from tracker.kernel.money import ZERO, Money
from tracker.settings.queries import work_calendar


def terminate(contract_id: int, actor: Actor, command: Terminate) -> None:
    """End a contract; one that is not completed needs its reason and its paper."""
    allow("contracts.terminate", actor)
    today = clock.today()
    with transaction():
        contract = locked_contract(contract_id, actor)
        _check(contract, command, today)
        if command.early and _open(contract):
            _write_off(contract, command, actor, today)
        contract.end(command.on, command.reason.strip(), command.early)
        keep_contract_clocks(contract, law())
        keep_stage(contract.project, today)
        audit.record(
            "contracts.terminate",
            contract,
            actor,
            reason=command.reason.strip(),
            detail=contract.number,
            project=contract.project,
        )


def _check(contract: Contract, command: Terminate, today: date) -> None:
    problems = Problems()
    with problems.collect():
        facts.check_fact_day(command.on, contract.signed_on, today, "on")
    with problems.collect():
        if command.early:
            facts.check_reason(command.reason)
        else:
            facts.check_completed(_open(contract), contract.service_to, command.on)
    with problems.collect():
        if command.early:
            facts.check_document(command.document, contract.pricing)
    problems.raise_any()


def _open(contract: Contract) -> Money:
    return sum((one.open for one in contract.live_instalments), start=ZERO)


def _write_off(contract: Contract, command: Terminate, actor: Actor, today: date) -> None:
    """Amend the contract to what was paid of it."""
    paid = sum((one.paid for one in contract.instalments), start=ZERO)
    amendment = Amendment(
        kind=AmendmentKind.REDUCTION,
        amount=paid - contract.current_amount,
        on=command.on,
        reason=command.reason.strip(),
        document=command.document.strip(),
    )
    version = ScheduleVersion(
        reason=command.reason.strip(),
        document=command.document.strip(),
        amendment=amendment,
        made_on=today,
        made_by=actor.name,
    )
    revision = write_off(contract.existing(today))
    contract.amendments.append(amendment)
    contract.take_over(revision, version, work_calendar())
