"""Reads of negotiation records: of a tender, and one of them for its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import User
from tracker.accounts.rules import Actor
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.models import Tender, check_may_award
from tracker.procurement.models.negotiation import NegotiationRecord
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.negotiation import (
    Content,
    Person,
    RecordKind,
    RecordState,
    Required,
    kind_for,
)
from tracker.procurement.rules.negotiation_errors import NotNegotiated
from tracker.procurement.rules.offers import Compared, compared
from tracker.projects.hooks import bears_files
from tracker.projects.models import Attachment
from tracker.projects.queries import ProjectRef, ref
from tracker.projects.rules import IsArchived, NotYourProject
from tracker.projects.rules.documents import Subject, Target


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody listed, and when they confirmed what the record says now, if they did."""

    person: Person
    confirmed_at: datetime | None
    on_paper: bool


@dataclass(frozen=True, slots=True)
class VoidView:
    """A confirmation of an earlier revision."""

    name: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Scan:
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as pages show it; ``corrected_by`` is the id of a record that puts it right."""

    id: int
    uid: str
    no: int
    kind: RecordKind
    state: RecordState
    revision: int
    content: Content
    listed: tuple[Listed, ...]
    void: tuple[VoidView, ...]
    offers: tuple[Compared, ...]
    rounds: int
    drafted_by: str
    drafted_at: datetime
    locked_at: datetime | None
    corrects_id: int | None
    corrects_no: int | None
    correction_reason: str
    corrected_by: int | None
    scans: tuple[Scan, ...]

    @property
    def confirmed(self) -> int:
        return sum(one.confirmed_at is not None for one in self.listed)

    @property
    def lowest(self) -> Money | None:
        return next((one.party.last for one in self.offers if one.is_lowest), None)

    def asks(self, uid: str) -> bool:
        """Whether that person is to confirm it now."""
        return self.state is RecordState.CONFIRMING and any(
            one.person.user_uid == uid and one.confirmed_at is None for one in self.listed
        )


@dataclass(frozen=True, slots=True)
class NegotiationPage:
    """One record with its tender; ``can_edit``: it is the person's to change.

    ``seq`` and ``head`` are the number and the hash of the last entry of the history about it.
    """

    tender_id: int
    title: str
    method: Method
    project: ProjectRef
    record: RecordView
    can_edit: bool
    asks_me: bool
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What the form of a record stands beside."""

    tender_id: int
    title: str
    project: ProjectRef
    kind: RecordKind
    required: Required


def negotiations(tender_ids: Collection[int]) -> Mapping[int, tuple[RecordView, ...]]:
    """The records of these tenders, in the order in which they were drafted."""
    query = select(NegotiationRecord).where(NegotiationRecord.tender_id.in_(tender_ids))
    rows = db.session.scalars(
        query.order_by(NegotiationRecord.tender_id, NegotiationRecord.no).options(
            selectinload(NegotiationRecord.confirmations),
            joinedload(NegotiationRecord.drafted_by),
            joinedload(NegotiationRecord.corrects),
        )
    ).all()
    scans = _scans([row.uid for row in rows])
    corrected = {row.corrects_id: row.id for row in rows if row.corrects_id is not None}
    found: dict[int, list[RecordView]] = defaultdict(list)
    for row in rows:
        found[row.tender_id].append(_view(row, scans.get(row.uid, ()), corrected.get(row.id)))
    return {tender_id: tuple(views) for tender_id, views in found.items()}


def negotiation_page(record_id: int, actor: Actor) -> NegotiationPage:
    """One record, or ``NotFound``."""
    row = db.session.get(NegotiationRecord, record_id)
    if row is None:
        raise NotFound
    tender = row.tender
    view = next(one for one in negotiations([tender.id])[tender.id] if one.id == record_id)
    seq, head = _last_entry(row.uid)
    return NegotiationPage(
        tender_id=tender.id,
        title=tender.title,
        method=tender.method,
        project=ref(tender.project),
        record=view,
        can_edit=_may_edit(tender, actor),
        asks_me=view.asks(actor.uid),
        seq=seq,
        head=head[:16],
    )


def _last_entry(uid: str) -> tuple[int, str]:
    query = select(AuditEntry.seq, AuditEntry.hash).filter_by(subject_uid=uid)
    row = db.session.execute(query.order_by(AuditEntry.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, "")


def draft_page(tender_id: int, actor: Actor) -> DraftPage:
    """For the form of a new record: refused as the use case would refuse it."""
    tender = db.session.get(Tender, tender_id)
    if tender is None:
        raise NotFound
    check_may_award(tender.project, actor)
    kind = kind_for(tender.method)
    if kind is None:
        raise NotNegotiated(method=tender.method.label)
    ground = tender.ground
    minimum = ground.spec.minimum
    required = Required(minimum.suppliers or 1, minimum.fewer, ground.panel, minimum.experts)
    return DraftPage(tender.id, tender.title, ref(tender.project), kind, required)


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """The negotiation records of a project, as records that files may belong to."""
    columns = (NegotiationRecord.uid, NegotiationRecord.kind, NegotiationRecord.held_on, Tender.uid)
    query = select(*columns).join(NegotiationRecord.tender).where(Tender.project_id == project_id)
    for uid, kind, on, tender_uid in db.session.execute(query.order_by(NegotiationRecord.id)):
        label = Label(f"{kind.label.zh} {on}", f"{kind.label.en} {on}")
        yield Subject(Target("negotiation_record", uid), label, part_of=(tender_uid,))


def _may_edit(tender: Tender, actor: Actor) -> bool:
    try:
        check_may_award(tender.project, actor)
    except (NotYourProject, IsArchived):
        return False
    return True


def _view(row: NegotiationRecord, scans: tuple[Scan, ...], corrected_by: int | None) -> RecordView:
    content = row.content
    done = {one.key: one for one in row.valid}
    listed = []
    for person in content.people:
        one = done.get(person.user_uid or person.name)
        at, on_paper = (one.confirmed_at, one.on_paper) if one else (None, False)
        listed.append(Listed(person, at, on_paper))
    void = [one for one in row.confirmations if one.revision != row.revision]
    return RecordView(
        id=row.id,
        uid=row.uid,
        no=row.no,
        kind=row.kind,
        state=row.state,
        revision=row.revision,
        content=content,
        listed=tuple(listed),
        void=tuple(VoidView(one.name, one.confirmed_at) for one in void),
        offers=compared(content.parties),
        rounds=content.rounds,
        drafted_by=row.drafted_by.name if row.drafted_by else "",
        drafted_at=row.drafted_at,
        locked_at=row.locked_at,
        corrects_id=row.corrects_id,
        corrects_no=row.corrects.no if row.corrects else None,
        correction_reason=row.correction_reason,
        corrected_by=corrected_by,
        scans=scans,
    )


def _scans(uids: Collection[str]) -> Mapping[str, tuple[Scan, ...]]:
    query = select(Attachment.subject_uid, Attachment.uid, Attachment.name).where(
        Attachment.subject_uid.in_(uids), Attachment.withdrawn_on.is_(None)
    )
    found: dict[str, list[Scan]] = defaultdict(list)
    for subject_uid, uid, name in db.session.execute(query.order_by(Attachment.id)):
        found[subject_uid].append(Scan(uid, name))
    return {uid: tuple(scans) for uid, scans in found.items()}


def people_choices() -> list[tuple[str, str]]:
    """Active people as (uid, name) for a choice; the login beside a name that two have."""
    query = select(User.uid, User.name, User.login).where(User.active).order_by(User.id)
    rows = db.session.execute(query).all()
    names = [row.name for row in rows]
    return [
        (row.uid, row.name if names.count(row.name) == 1 else f"{row.name}（{row.login}）")
        for row in rows
    ]
