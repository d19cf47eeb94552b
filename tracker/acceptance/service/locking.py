"""What every use case of acceptance begins and ends with.

Locks are taken in the order project, contract, round, instalments by id (MODEL 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.facts import is_accepting
from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.facts import ContractEnded
from tracker.contracts.rules.state import ContractStatus
from tracker.infra import audit
from tracker.infra.db import db, lock
from tracker.kernel.errors import NotFound, RuleViolation, Violations
from tracker.projects.models import Project


def locked_contract(contract_id: int) -> Contract:
    """An active contract, locked with its project, which is not archived."""
    project_id = db.session.scalar(select(Contract.project_id).filter_by(id=contract_id))
    if project_id is None:
        raise NotFound
    lock(Project, project_id).check_not_archived()
    contract = lock(Contract, contract_id)
    if contract.status is not ContractStatus.ACTIVE:
        raise ContractEnded(number=contract.number)
    return contract


def locked_round(acceptance_id: int) -> Acceptance:
    """The round, locked with its project and its contract; whether that has ended or not."""
    query = select(Acceptance.project_id, Acceptance.contract_id).filter_by(id=acceptance_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound
    lock(Project, row.project_id).check_not_archived()
    lock(Contract, row.contract_id)
    return lock(Acceptance, acceptance_id)


def locked_parts(acceptance: Acceptance) -> list[Instalment]:
    """The instalments in force that the round unlocks, locked; with those that hang on them."""
    rows = select(Instalment).filter_by(contract_id=acceptance.contract_id)
    found = db.session.scalars(rows.order_by(Instalment.id).with_for_update()).all()
    return [one for one in found if one.uid in acceptance.part_uids and not one.is_withdrawn]


def keep_stage(project: Project) -> None:
    """Bring the project's stage in step with its rounds and rectifications."""
    db.session.flush()
    project.claim_stage(acceptance=is_accepting(project.id))


def refuse(found: Sequence[RuleViolation]) -> None:
    """Raise the only problem as it is, or several in one."""
    if len(found) == 1:
        raise found[0]
    if found:
        raise Violations(found)


def record(action: str, acceptance: Acceptance, actor: Actor, reason: str = "") -> None:
    """The audit entry of a use case; it never tells a verdict that others may not know yet."""
    revision = f" 第{acceptance.revision}稿" if acceptance.revision > 1 else ""
    detail = f"{acceptance.number}{revision} {acceptance.kind.label.zh}"
    audit.record(
        action,
        acceptance,
        actor,
        reason=reason.strip(),
        detail=detail,
        project=acceptance.project,
    )
