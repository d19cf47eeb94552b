"""Locks of procurement's use cases, in the order project → tender, and the project's claim."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.rules import Actor
from tracker.infra.db import db, lock
from tracker.kernel.errors import NotFound
from tracker.procurement.hooks import contract_days
from tracker.procurement.models import Award, Tender, check_may_award
from tracker.procurement.rules.tenders import OPEN
from tracker.projects.models import Project


def locked_tender(tender_id: int, actor: Actor) -> Tender:
    """The tender with its project, both locked; refused to whoever may not procure for it."""
    project_id = db.session.scalar(select(Tender.project_id).filter_by(id=tender_id))
    if project_id is None:
        raise NotFound
    project = lock(Project, project_id)
    check_may_award(project, actor)
    return lock(Tender, tender_id)


def claim(project: Project) -> None:
    """The project stands in 采购 while a tender of it is open; nobody else writes this claim."""
    db.session.flush()  # the count must see what this use case has changed
    query = select(Tender.id).where(Tender.project_id == project.id, Tender.status.in_(OPEN))
    project.claim_stage(procurement=db.session.scalar(query.limit(1)) is not None)


def drop_contract_claim(project: Project) -> None:
    """The project waits for no contract any more, unless another award or contract has a say."""
    db.session.flush()
    awards = db.session.scalars(select(Award).filter_by(project_id=project.id)).all()
    contracts = contract_days([one.id for one in awards])
    if all(one.revoked_on is not None for one in awards) and not any(contracts.values()):
        project.claim_stage(contract=False)
