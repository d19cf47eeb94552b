"""What every use case of a contract begins and ends with.

Locks are taken in the order project, contract, instalments by id (MODEL 2).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.queries import stage_claims
from tracker.contracts.rules.facts import ChangedMeanwhile, ContractEnded, NotInForce
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db, lock
from tracker.kernel.errors import NotFound
from tracker.projects.models import Project


def locked_project(project_id: int, actor: Actor) -> Project:
    """The project, locked; raises unless it is open and the actor's to change."""
    project = lock(Project, project_id)
    project.check_not_archived()
    project.check_may_edit(actor)
    return project


def locked_contract(contract_id: int, actor: Actor) -> Contract:
    """An active contract and its instalments, locked; raises ``ContractEnded`` for another."""
    project_id = db.session.scalar(select(Contract.project_id).filter_by(id=contract_id))
    if project_id is None:
        raise NotFound
    locked_project(project_id, actor)
    contract = lock(Contract, contract_id)
    rows = select(Instalment).filter_by(contract_id=contract_id).order_by(Instalment.id)
    db.session.scalars(rows.with_for_update()).all()
    if contract.status is not ContractStatus.ACTIVE:
        raise ContractEnded(number=contract.number)
    return contract


def locked_instalment(instalment_id: int, actor: Actor) -> Instalment:
    """An instalment in force, locked with its contract."""
    contract_id = db.session.scalar(select(Instalment.contract_id).filter_by(id=instalment_id))
    if contract_id is None:
        raise NotFound
    locked_contract(contract_id, actor)
    instalment = db.session.get_one(Instalment, instalment_id)
    if instalment.is_withdrawn:
        raise NotInForce(name=instalment.name)
    return instalment


def check_version(contract: Contract, version: int) -> None:
    """Raise ``ChangedMeanwhile`` when the draft was made on top of an older version."""
    if contract.version != version:
        raise ChangedMeanwhile(version=contract.version)


def keep_stage(project: Project, today: date) -> None:
    """Bring the project's stage in step with its contracts."""
    project.claim_stage(**stage_claims(project.id, today))
