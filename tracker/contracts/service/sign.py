"""Signing a contract."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.contracts.entering import enter_contract
from tracker.contracts.rules.terms import SignContract
from tracker.contracts.service.locking import keep_stage, locked_project
from tracker.infra import audit, clock
from tracker.infra.db import transaction


def sign_contract(project_id: int, actor: Actor, command: SignContract) -> int:
    """Record a signed contract with its schedule; its id.

    Raises everything that is wrong at once: impossible data, a schedule that does not add up,
    statutory limits exceeded without an explanation.
    """
    allow("contracts.sign", actor)
    today = clock.today()
    with transaction():
        project = locked_project(project_id, actor)
        contract = enter_contract(project, command, today, actor.name)
        keep_stage(project, today)
        detail = f"{contract.number} {contract.amount}"
        audit.record("contracts.sign", contract, actor, project=project, detail=detail)
        return contract.id
