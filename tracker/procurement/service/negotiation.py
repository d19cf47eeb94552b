"""Use cases of negotiation records: draft, change, submit, confirm, correct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from tracker.accounts.models import Group, User
from tracker.accounts.rules import Actor, GroupKind, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.procurement.models import Tender
from tracker.procurement.models.negotiation import NegotiationRecord
from tracker.procurement.rules.negotiation import (
    Content,
    RecordState,
    Required,
    check_complete,
    check_draft,
    kind_for,
)
from tracker.procurement.rules.negotiation_errors import NotLocked, NotNegotiated, ReasonMissing
from tracker.procurement.service.locking import locked_tender
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.models import Project
from tracker.projects.rules.attachments import Filing, NoFile
from tracker.projects.rules.documents import DocumentKind


def draft_record(tender_id: int, content: Content, actor: Actor) -> int:
    """Draft the record of a meeting of that tender; returns its id."""
    allow("negotiations.draft", actor)
    with transaction():
        tender = locked_tender(tender_id, actor)
        record = _new(tender, content, actor)
        _audit("negotiations.draft", record, actor)
    return record.id


def correct_record(record_id: int, content: Content, reason: str, actor: Actor) -> int:
    """Add a record that puts a locked one right, with the reason; both stay visible."""
    allow("negotiations.draft", actor)
    with transaction():
        wrong = _locked(record_id, actor)
        if wrong.state is not RecordState.LOCKED:
            raise NotLocked
        if not reason.strip():
            raise ReasonMissing(field="reason")
        record = _new(wrong.tender, content, actor)
        record.corrects = wrong
        record.correction_reason = reason.strip()
        _audit("negotiations.draft", record, actor, reason=reason)
    return record.id


def change_record(record_id: int, content: Content, revision: int, actor: Actor) -> int:
    """Change what it says before it locks; returns how many confirmations become void."""
    allow("negotiations.draft", actor)
    with transaction():
        record = _locked(record_id, actor)
        record.check_revision(revision)
        check_draft(content, clock.today())
        void = record.rewrite(content)
        _audit("negotiations.change", record, actor)
    return void


def submit_record(record_id: int, revision: int, actor: Actor) -> None:
    """Ask everybody listed to confirm; refused while something the rule requires is missing."""
    allow("negotiations.draft", actor)
    with transaction():
        record = _locked(record_id, actor)
        record.check_revision(revision)
        content = record.content
        check_complete(content, required_by(record.tender), _group(content.held_on))
        record.submit()
        _audit("negotiations.submit", record, actor)


def confirm_record(record_id: int, revision: int, actor: Actor) -> bool:
    """Confirm as one of those listed; whether that locked it."""
    allow("negotiations.confirm", actor)
    with transaction():
        project_id = _project_id(record_id)
        lock(Project, project_id)
        record = lock(NegotiationRecord, record_id)
        record.check_revision(revision)
        record.confirm(actor, clock.now())
        _audit("negotiations.confirm", record, actor)
        return record.state is RecordState.LOCKED


def confirm_on_paper(
    record_id: int, revision: int, files: Sequence[Incoming], actor: Actor
) -> bool:
    """File the scan that those without an account have signed; whether that locked it."""
    allow("negotiations.draft", actor)
    if not files:
        raise NoFile(field="papers")
    with received(files) as uploads, transaction():
        record = _locked(record_id, actor)
        record.check_revision(revision)
        record.confirm_on_paper(actor, clock.now())
        filing = Filing(target(record), DocumentKind.NEGOTIATION_RECORD)
        put_on_record(record.tender.project, filing, uploads, actor)
        _audit("negotiations.paper", record, actor)
        return record.state is RecordState.LOCKED


def required_by(tender: Tender) -> Required:
    """What the method and the budget of a tender ask of its records."""
    ground = tender.ground
    minimum = ground.spec.minimum
    return Required(minimum.suppliers or 1, minimum.fewer, ground.panel, minimum.experts)


def _new(tender: Tender, content: Content, actor: Actor) -> NegotiationRecord:
    kind = kind_for(tender.method)
    if kind is None:
        raise NotNegotiated(method=tender.method.label)
    check_draft(content, clock.today())
    query = select(func.max(NegotiationRecord.no)).filter_by(tender_id=tender.id)
    no = (db.session.scalar(query) or 0) + 1
    record = NegotiationRecord.of(tender, kind, no, content, actor, clock.now())
    db.session.add(record)
    return record


def _locked(record_id: int, actor: Actor) -> NegotiationRecord:
    tender_id = db.session.scalar(select(NegotiationRecord.tender_id).filter_by(id=record_id))
    if tender_id is None:
        raise NotFound
    locked_tender(tender_id, actor)
    return lock(NegotiationRecord, record_id)


def _project_id(record_id: int) -> int:
    query = select(Tender.project_id).join(
        NegotiationRecord, NegotiationRecord.tender_id == Tender.id
    )
    found = db.session.scalar(query.where(NegotiationRecord.id == record_id))
    if found is None:
        raise NotFound
    return found


def _group(day: date) -> frozenset[str]:
    """The uids of the procurement group's members on that day."""
    group = db.session.scalars(select(Group).filter_by(kind=GroupKind.PROCUREMENT)).first()
    ids = {seat.user_id for seat in group.members if seat.holds_on(day)} if group else set()
    return frozenset(db.session.scalars(select(User.uid).where(User.id.in_(ids))))


def _audit(action: str, record: NegotiationRecord, actor: Actor, reason: str = "") -> None:
    detail = f"{record.kind.label.zh} {record.held_on}"
    project = record.tender.project
    audit.record(action, record, actor, detail=detail, reason=reason.strip(), project=project)
