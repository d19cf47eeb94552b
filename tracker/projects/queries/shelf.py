"""What is on record about a project: every file in its present version, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.models import Attachment, Project
from tracker.projects.queries.attachments import kinds_for, sees_withdrawn, subjects_of
from tracker.projects.queries.register import ProjectRef, find, ref
from tracker.projects.rules.documents import DocumentKind, Missing, Subject, missing
from tracker.projects.rules.retention import Retention, retention

GONE = Label("记录已不在", "a record no longer there")


@dataclass(frozen=True, slots=True)
class FileView:
    """One version of a file; ``others`` are the rest of that name, the newest first."""

    uid: str
    name: str
    kind: DocumentKind
    subject_uid: str
    about: Label
    version: int
    size: int
    sha256: str
    note: str
    at: datetime
    by: str
    withdrawn_on: date | None
    withdrawn_by: str
    withdraw_reason: str
    others: tuple[FileView, ...] = ()

    @property
    def on(self) -> date:
        return self.at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Keeping:
    """A rule that some of the files fall under, and the last day it reaches."""

    rule: Retention
    until: date


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a project, or of one record in it; ``withdrawn`` have no version in force.

    ``kinds`` are those the person may add and withdraw.
    """

    files: tuple[FileView, ...]
    withdrawn: tuple[FileView, ...]
    missing: tuple[Missing, ...]
    kinds: tuple[DocumentKind, ...]
    sees_withdrawn: bool

    @property
    def lacking(self) -> tuple[tuple[DocumentKind, int], ...]:
        """How many are missing of each kind."""
        counts = Counter(one.kind for one in self.missing)
        return tuple((kind, counts[kind]) for kind in DocumentKind if counts[kind])

    @property
    def keeping(self) -> tuple[Keeping, ...]:
        """Until when files must be kept, one line for each rule, the longest first."""
        until: dict[Retention, date] = {}
        for file in self.files:
            if (rule := retention(file.kind, file.on)) is not None:
                until[rule] = max(rule.until(file.on), until.get(rule, date.min))
        lines = (Keeping(rule, day) for rule, day in until.items())
        return tuple(sorted(lines, key=lambda line: line.until, reverse=True))


@dataclass(frozen=True, slots=True)
class FilesPage:
    project: ProjectRef
    shelf: Shelf


def files_page(code: str, actor: Actor) -> FilesPage:
    """Everything on record about the project of that number."""
    project = find(code)
    return FilesPage(ref(project), shelf(project, actor))


def shelf(project: Project, actor: Actor, within: str = "") -> Shelf:
    """The files of a project; with the uid of one of its records, only what belongs to that."""
    subjects = subjects_of(project)
    chains = _chains(project.id)
    heads = [_head(chain) for chain in chains]
    in_force = [(one.kind, one.subject_uid) for one in heads if not one.is_withdrawn]
    absent = missing(subjects, in_force)
    seen = {each.target.uid: each.label for each in subjects if _is_inside(each, within)}
    views = [
        _view(head, seen, chain)
        for head, chain in zip(heads, chains, strict=True)
        if not within or head.subject_uid in seen
    ]
    return Shelf(
        files=tuple(view for view in views if view.withdrawn_on is None),
        withdrawn=tuple(view for view in views if view.withdrawn_on is not None),
        missing=tuple(one for one in absent if one.subject.target.uid in seen),
        kinds=kinds_for(project, actor),
        sees_withdrawn=sees_withdrawn(project, actor),
    )


def _is_inside(subject: Subject, within: str) -> bool:
    return not within or within in (subject.target.uid, *subject.part_of)


def _chains(project_id: int) -> list[list[Attachment]]:
    """The versions of each file, the newest first; the files likewise."""
    query = select(Attachment).filter_by(project_id=project_id).order_by(Attachment.id.desc())
    found: dict[tuple[str, DocumentKind, str], list[Attachment]] = defaultdict(list)
    for row in db.session.scalars(query.options(joinedload(Attachment.uploaded_by))):
        found[row.subject_uid, row.kind, row.name].append(row)
    return list(found.values())


def _head(chain: list[Attachment]) -> Attachment:
    """The newest version in force; where all were withdrawn, the newest."""
    return next((row for row in chain if not row.is_withdrawn), chain[0])


def _view(
    row: Attachment, labels: Mapping[str, Label], chain: Iterable[Attachment] = ()
) -> FileView:
    return FileView(
        uid=row.uid,
        name=row.name,
        kind=row.kind,
        subject_uid=row.subject_uid,
        about=labels.get(row.subject_uid, GONE),
        version=row.version,
        size=row.size,
        sha256=row.sha256,
        note=row.note,
        at=row.uploaded_at,
        by=row.uploaded_by.name if row.uploaded_by else "",
        withdrawn_on=row.withdrawn_on,
        withdrawn_by=row.withdrawn_by,
        withdraw_reason=row.withdraw_reason,
        others=tuple(_view(other, labels) for other in chain if other is not row),
    )
