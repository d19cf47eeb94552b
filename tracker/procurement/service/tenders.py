"""Use cases of tenders as a whole: planning one, changing what it says."""

from __future__ import annotations

from sqlalchemy import func, select

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotFound
from tracker.procurement.models import Tender, check_may_award
from tracker.procurement.rules.tenders import (
    MethodIsFixed,
    TenderChanged,
    TenderDetails,
    check_follows,
    check_threshold,
)
from tracker.procurement.service.locking import claim, locked_tender
from tracker.projects.models import Project


def plan_tender(project_id: int, details: TenderDetails, actor: Actor) -> int:
    """Plan a tender of the project and return its id; the project then stands in 采购.

    What follows an unsuccessful one names it, and another method its approval.
    """
    allow("procurement.plan", actor)
    with transaction():
        project = lock(Project, project_id)
        check_may_award(project, actor)
        today = clock.today()
        tender = Tender.of(project, details, _next_no(project_id), actor, today)
        if details.previous_id is not None:
            previous = _failed(project_id, details.previous_id)
            check_follows(details, previous.method, previous.status)
        check_threshold(details, tender.thresholds)
        db.session.add(tender)
        claim(project)
        _record("procurement.plan", tender, actor, details.explanation, project)
    return tender.id


def edit_tender(
    tender_id: int, details: TenderDetails, expected_version: int, reason: str, actor: Actor
) -> None:
    """Change what a tender says while it is open; its method only before anything is on record.

    ``TenderChanged`` when somebody else did since that version.
    """
    allow("procurement.edit", actor)
    with transaction():
        tender = locked_tender(tender_id, actor)
        if tender.version != expected_version:
            raise TenderChanged
        tender.check_open()
        if details == tender.details:
            return
        if tender.records and details.method != tender.method:
            raise MethodIsFixed(field="method")
        check_threshold(details, tender.thresholds)
        tender.apply(details)
        tender.version += 1
        _record("procurement.edit", tender, actor, reason, tender.project)


def _next_no(project_id: int) -> int:
    last = select(func.max(Tender.no)).where(Tender.project_id == project_id)
    return (db.session.scalar(last) or 0) + 1


def _failed(project_id: int, tender_id: int) -> Tender:
    tender = db.session.get(Tender, tender_id)
    if tender is None or tender.project_id != project_id:
        raise NotFound
    return tender


def _record(action: str, tender: Tender, actor: Actor, reason: str, project: Project) -> None:
    detail = f"{tender.title}，{tender.method.label.zh}，预算{tender.budget}元"
    audit.record(action, tender, actor, detail=detail, reason=reason, project=project)
