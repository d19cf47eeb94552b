"""Use cases of awards that are recorded by themselves, without a tender's log."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotFound
from tracker.procurement.hooks import contract_days
from tracker.procurement.keeping import keep_award_clocks
from tracker.procurement.models import Award, Supplier, check_may_award
from tracker.procurement.rules import AwardDetails, UnknownSupplier
from tracker.procurement.rules.awards import (
    AwardChanged,
    AwardHasTender,
    check_approval,
    check_correction,
)
from tracker.procurement.rules.thresholds import thresholds
from tracker.projects.models import Project
from tracker.projects.rules import ReasonMissing


def record_award(project_id: int, details: AwardDetails, actor: Actor) -> int:
    """Record who won; returns the award's id. The project now waits for its contract."""
    allow("awards.record", actor)
    with transaction():
        project = lock(Project, project_id)
        check_may_award(project, actor)
        supplier = _supplier(details)
        _check_approved(details)
        award = Award.of(project, details, clock.today())
        db.session.add(award)
        project.claim_stage(contract=True)
        keep_award_clocks(award)
        detail = f"{supplier.name} {award.amount}元"
        audit.record("awards.record", award, actor, detail=detail, project=project)
    return award.id


def correct_award(
    award_id: int, details: AwardDetails, expected_version: int, reason: str, actor: Actor
) -> None:
    """Correct an award that has no tender, with the reason; what it said stays in the history.

    One with a tender is corrected in its log. ``AwardChanged`` when somebody else did meanwhile.
    """
    allow("awards.correct", actor)
    with transaction():
        found = db.session.get(Award, award_id)
        if found is None:
            raise NotFound
        project = lock(Project, found.project_id)
        check_may_award(project, actor)
        award = lock(Award, award_id)
        if award.version != expected_version:
            raise AwardChanged
        if award.tender_id is not None:
            raise AwardHasTender
        if not reason.strip():
            raise ReasonMissing(field="reason")
        supplier = _supplier(details)
        _check_approved(details)
        numbers = [one.number for one in contract_days([award.id])[award.id]]
        check_correction(award.details, details, numbers)
        award.apply(details, clock.today())
        award.version += 1
        if not numbers:
            keep_award_clocks(award)
        detail = f"{supplier.name} {award.amount}元"
        audit.record(
            "awards.correct", award, actor, detail=detail, reason=reason.strip(), project=project
        )


def _supplier(details: AwardDetails) -> Supplier:
    supplier = db.session.get(Supplier, details.supplier_id)
    if supplier is None:
        raise UnknownSupplier(field="supplier_id")
    return supplier


def _check_approved(details: AwardDetails) -> None:
    if details.category is not None:
        found = thresholds(details.category, details.notice_on)
        check_approval(details, details.method.spec, found)
