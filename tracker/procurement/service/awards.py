"""Use cases of awards that are recorded by themselves, without a tender's log."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.procurement.models import Award, Supplier, check_may_award
from tracker.procurement.rules import AwardDetails, UnknownSupplier
from tracker.projects.models import Project


def record_award(project_id: int, details: AwardDetails, actor: Actor) -> int:
    """Record who won; returns the award's id. The project now waits for its contract."""
    allow("awards.record", actor)
    with transaction():
        project = lock(Project, project_id)
        check_may_award(project, actor)
        supplier = db.session.get(Supplier, details.supplier_id)
        if supplier is None:
            raise UnknownSupplier(field="supplier_id")
        award = Award.of(project, details, clock.today())
        db.session.add(award)
        project.claim_stage(contract=True)
        detail = f"{supplier.name} {award.amount}元"
        audit.record("awards.record", award, actor, detail=detail, project=project)
    return award.id
