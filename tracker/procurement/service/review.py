"""Use cases of reviewing procurement content, and of supervision notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.people import UnknownPerson
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.procurement.models import Tender
from tracker.procurement.models.review import ContentReview, SupervisionNote
from tracker.procurement.queries.review import supervises
from tracker.procurement.rules.review import (
    Decision,
    NoteMissing,
    NotSupervising,
    StillPending,
    Subject,
    Submission,
    TitleMissing,
    Verdict,
)
from tracker.procurement.service.locking import locked_tender
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.models import Project
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind

_PAPERS = {
    Subject.REQUIREMENT: DocumentKind.REQUIREMENT,
    Subject.DOCUMENT: DocumentKind.PROCUREMENT_FILE,
}


def submit_content(
    tender_id: int, submission: Submission, files: Sequence[Incoming], actor: Actor
) -> int:
    """Hand in a requirement or document with its files to be reviewed; returns the review's id.

    It follows the returned version of the same subject, if there is one.
    """
    allow("reviews.submit", actor)
    if not submission.title.strip():
        raise TitleMissing(field="title")
    with received(files) as uploads, transaction():
        tender = locked_tender(tender_id, actor)
        if db.session.get(User, submission.author_id) is None:
            raise UnknownPerson(field="author_id")
        latest = _latest(tender_id, submission.subject)
        if latest is not None and latest.decision is Decision.PENDING:
            raise StillPending(title=latest.title)
        review = ContentReview.of(tender, submission, actor, clock.now())
        if latest is not None and latest.decision is Decision.RETURNED:
            review.follows = latest
        db.session.add(review)
        filing = Filing(target(review), _PAPERS[submission.subject])
        put_on_record(tender.project, filing, uploads, actor)
        _audit("reviews.submit", review, actor)
    return review.id


def decide_review(review_id: int, verdict: Verdict, actor: Actor) -> None:
    """Approve or return what was submitted; refused to its author and whoever submitted it.

    A reviewer whose duties on the project do not go with reviewing gives the reason.
    """
    allow("reviews.decide", actor)
    with transaction():
        query = select(Tender.project_id).join(ContentReview, ContentReview.tender_id == Tender.id)
        project_id = db.session.scalar(query.where(ContentReview.id == review_id))
        if project_id is None:
            raise NotFound
        project = lock(Project, project_id)
        project.check_not_archived()
        review = lock(ContentReview, review_id)
        review.decide(verdict, actor, project.duties_of(actor.id), clock.now())
        _audit("reviews.decide", review, actor, verdict.overlap_reason)


def write_note(tender_id: int, step_record_id: int | None, text: str, actor: Actor) -> int:
    """Put on record what was observed; for members of the procurement group and auditors."""
    allow("supervision.note", actor)
    if not text.strip():
        raise NoteMissing(field="text")
    with transaction():
        tender = lock(Tender, tender_id)
        if not supervises(actor, clock.today()):
            raise NotSupervising
        if step_record_id is not None and step_record_id not in {one.id for one in tender.records}:
            raise NotFound
        note = SupervisionNote(
            tender_id=tender.id,
            step_record_id=step_record_id,
            text=text.strip(),
            written_by_id=actor.id,
            written_at=clock.now(),
        )
        db.session.add(note)
        audit.record("supervision.note", note, actor, detail=tender.title, project=tender.project)
    return note.id


def _latest(tender_id: int, subject: Subject) -> ContentReview | None:
    query = select(ContentReview).filter_by(tender_id=tender_id, subject=subject)
    return db.session.scalars(query.order_by(ContentReview.id.desc()).limit(1)).first()


def _audit(action: str, review: ContentReview, actor: Actor, reason: str = "") -> None:
    outcome = "" if review.decision is Decision.PENDING else f" {review.decision.label.zh}"
    detail = f"{review.subject.label.zh} {review.title}{outcome}"
    project = review.tender.project
    audit.record(action, review, actor, detail=detail, reason=reason.strip(), project=project)
