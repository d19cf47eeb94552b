"""Reads of reviews and supervision notes: of a tender, and one review for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from tracker.accounts.models import Group
from tracker.accounts.rules import Actor, GroupKind, Role, allows
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.procurement.models import Tender, check_may_award
from tracker.procurement.models.review import ContentReview, SupervisionNote
from tracker.procurement.rules.methods import step_label
from tracker.procurement.rules.review import Decision, Subject, overlap
from tracker.projects import hooks
from tracker.projects.hooks import bears_files
from tracker.projects.models import Attachment, Project
from tracker.projects.queries import ProjectRef, ref
from tracker.projects.rules import Duty, documents
from tracker.projects.rules.documents import Target
from tracker.projects.rules.overlaps import Overlap


@dataclass(frozen=True, slots=True)
class ReviewFile:
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review as pages show it; ``can_decide``: the person looking may."""

    id: int
    uid: str
    subject: Subject
    title: str
    summary: str
    author: str
    submitted_by: str
    submitted_at: datetime
    follows_id: int | None
    decision: Decision
    opinion: str
    decided_by: str
    decided_at: datetime | None
    overlap: Duty | None
    overlap_reason: str
    files: tuple[ReviewFile, ...]
    can_decide: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    text: str
    step: Label | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Supervision:
    """What was reviewed and observed of one tender."""

    reviews: tuple[ReviewView, ...]
    notes: tuple[NoteView, ...]
    can_note: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One review; ``overlap`` is the reader's own duty that does not go with deciding it."""

    tender_id: int
    title: str
    project: ProjectRef
    review: ReviewView
    overlap: Duty | None


@dataclass(frozen=True, slots=True)
class TenderRef:
    """The tender that a form is about, and the steps on record that a note may be about."""

    id: int
    title: str
    project: ProjectRef
    steps: tuple[tuple[int, Label], ...]


def supervision(tender_id: int, actor: Actor, today: date) -> Supervision:
    """Reviews and notes of a tender, the newest first."""
    query = select(ContentReview).filter_by(tender_id=tender_id).options(*_people())
    rows = db.session.scalars(query.order_by(ContentReview.id.desc())).all()
    files = _files([row.uid for row in rows])
    notes = select(SupervisionNote).filter_by(tender_id=tender_id)
    notes = notes.options(
        joinedload(SupervisionNote.written_by), joinedload(SupervisionNote.step_record)
    )
    return Supervision(
        tuple(_view(row, files.get(row.uid, ()), actor) for row in rows),
        tuple(
            NoteView(
                note.text,
                step_label(note.step_record.step) if note.step_record else None,
                note.written_by.name,
                note.written_at,
            )
            for note in db.session.scalars(notes.order_by(SupervisionNote.id.desc()))
        ),
        supervises(actor, today),
    )


def review_page(review_id: int, actor: Actor) -> ReviewPage:
    """One review, or ``NotFound``."""
    row = db.session.get(ContentReview, review_id)
    if row is None:
        raise NotFound
    project = row.tender.project
    return ReviewPage(
        tender_id=row.tender_id,
        title=row.tender.title,
        project=ref(project),
        review=_view(row, _files([row.uid]).get(row.uid, ()), actor),
        overlap=overlap(row.subject, project.duties_of(actor.id)),
    )


def tender_ref(tender_id: int, actor: Actor, *, to_submit: bool = False) -> TenderRef:
    """For the forms about a tender; ``to_submit`` refuses as the use case would."""
    tender = db.session.get(Tender, tender_id)
    if tender is None:
        raise NotFound
    if to_submit:
        check_may_award(tender.project, actor)
    steps = [
        (one.id, Label(f"{one.happened_on} {name.zh}", f"{one.happened_on} {name.en}"))
        for one in tender.log
        if one.is_current
        for name in (step_label(one.step),)
    ]
    return TenderRef(tender.id, tender.title, ref(tender.project), tuple(steps))


def supervises(actor: Actor, today: date) -> bool:
    """Whether the actor is an auditor, or sits in the procurement group today."""
    if Role.AUDITOR in actor.roles:
        return True
    group = db.session.scalars(select(Group).filter_by(kind=GroupKind.PROCUREMENT)).first()
    return group is not None and group.has(actor.id, today)


@bears_files
def subjects(project_id: int) -> Iterator[documents.Subject]:
    """What was submitted on a project, as records that files may belong to."""
    columns = (ContentReview.uid, ContentReview.subject, ContentReview.title, Tender.uid)
    query = select(*columns).join(ContentReview.tender).where(Tender.project_id == project_id)
    for uid, subject, title, tender_uid in db.session.execute(query.order_by(ContentReview.id)):
        label = Label(f"{subject.label.zh}审核 {title}", f"Review: {title}")
        yield documents.Subject(Target("content_review", uid), label, part_of=(tender_uid,))


@hooks.finds_overlaps
def overlaps() -> Iterator[Overlap]:
    """Reviews decided by somebody whose duties on the project do not go with reviewing."""
    query = (
        select(ContentReview, Project.code, Project.name)
        .join(ContentReview.tender)
        .join(Tender.project)
        .where(ContentReview.overlap.is_not(None))
        .options(*_people())
        .order_by(ContentReview.id)
    )
    for row, code, name in db.session.execute(query):
        if row.overlap is not None and row.decided_by is not None and row.decided_at is not None:
            yield Overlap(
                code=code,
                project=name,
                person=row.decided_by.name,
                duties=(row.overlap.label, row.subject.duty.label),
                reason=row.overlap_reason,
                on=row.decided_at.astimezone(SHANGHAI).date(),
                where=Label(f"审核“{row.title}”", f"Review of “{row.title}”"),
            )


def _people() -> tuple[ORMOption, ...]:
    """Whoever is named by reviews, read along with them."""
    named = (ContentReview.author, ContentReview.submitted_by, ContentReview.decided_by)
    return tuple(joinedload(each) for each in named)


def _view(row: ContentReview, files: tuple[ReviewFile, ...], actor: Actor) -> ReviewView:
    is_open = row.decision is Decision.PENDING
    is_other = actor.id not in (row.author_id, row.submitted_by_id)
    return ReviewView(
        id=row.id,
        uid=row.uid,
        subject=row.subject,
        title=row.title,
        summary=row.summary,
        author=row.author.name,
        submitted_by=row.submitted_by.name,
        submitted_at=row.submitted_at,
        follows_id=row.follows_id,
        decision=row.decision,
        opinion=row.opinion,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        overlap=row.overlap,
        overlap_reason=row.overlap_reason,
        files=files,
        can_decide=is_open and is_other and allows("reviews.decide", actor.roles),
    )


def _files(uids: Collection[str]) -> Mapping[str, tuple[ReviewFile, ...]]:
    query = select(Attachment.subject_uid, Attachment.uid, Attachment.name).where(
        Attachment.subject_uid.in_(uids), Attachment.withdrawn_on.is_(None)
    )
    found: dict[str, list[ReviewFile]] = defaultdict(list)
    for subject_uid, uid, name in db.session.execute(query.order_by(Attachment.id)):
        found[subject_uid].append(ReviewFile(uid, name))
    return {uid: tuple(files) for uid, files in found.items()}
