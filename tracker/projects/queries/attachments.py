"""Reads of single files on record, and of the records that files may belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor, allow, allows
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.projects import hooks
from tracker.projects.models import Attachment, BudgetEntry, BudgetLine, Project
from tracker.projects.queries.register import ProjectRef, find, may_edit, ref
from tracker.projects.rules import EntryKind, attachments
from tracker.projects.rules.documents import DocumentKind, Subject, Target

PROJECT = Label("整个项目", "The whole project")
_WITH_PAPERS = (EntryKind.APPROVED, EntryKind.ADJUSTED)


@dataclass(frozen=True, slots=True)
class FileRef:
    """One version of a file, as a page about it names it; ``sha256`` is where its content is."""

    uid: str
    name: str
    version: int
    kind: DocumentKind
    media_type: str
    sha256: str
    project: ProjectRef


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Which files this person may put on record, and for what."""

    project: ProjectRef
    kinds: tuple[DocumentKind, ...]
    subjects: tuple[Subject, ...]


def subjects_of(project: Project) -> list[Subject]:
    """Every record of the project that files may belong to, itself first."""
    own = [Subject(Target("project", project.uid), PROJECT), *_approvals(project.id)]
    others = (
        replace(each, part_of=(*each.part_of, project.uid))
        for each in hooks.subjects_of(project.id)
    )
    return [*own, *others]


def _approvals(project_id: int) -> Iterator[Subject]:
    columns = (BudgetEntry.uid, BudgetEntry.kind, BudgetEntry.amount, BudgetLine.year)
    query = select(*columns).join(BudgetEntry.line).where(BudgetLine.project_id == project_id)
    query = query.where(BudgetEntry.kind.in_(_WITH_PAPERS)).order_by(
        BudgetLine.year, BudgetEntry.id
    )
    for uid, kind, amount, year in db.session.execute(query):
        label = Label(f"{year}年预算{kind.label.zh} {amount}元", f"{year} {kind.label.en} {amount}")
        yield Subject(Target("budget_entry", uid), label)


def subject_of(project: Project, target: Target) -> Subject:
    """That record; raises ``NotOfThisProject`` unless it is one of the project's."""
    found = (each for each in subjects_of(project) if each.target == target)
    subject = next(found, None)
    if subject is None:
        raise attachments.NotOfThisProject(field="subject")
    return subject


def upload_page(code: str, actor: Actor) -> UploadPage:
    """For the page that adds files: refused as the use case would refuse every kind of them."""
    project = find(code)
    project.check_not_archived()
    kinds = kinds_for(project, actor)
    if not kinds:
        project.check_may_edit(actor)
    return UploadPage(ref(project), kinds, tuple(subjects_of(project)))


def kinds_for(project: Project, actor: Actor) -> tuple[DocumentKind, ...]:
    """What the person may add to this project and withdraw from it."""
    if project.archived_on is not None or not allows("attachments.attach", actor.roles):
        return ()
    if may_edit(project.id, actor):
        return tuple(DocumentKind)
    return tuple(kind for kind in DocumentKind if attachments.is_recorded_by(actor, kind))


def file_to_read(uid: str, actor: Actor) -> FileRef:
    """A file that the person may read: whoever may read its record, while it is not withdrawn."""
    attachment = _find(uid)
    allow(attachments.read_action(attachment.filing.target), actor)
    if attachment.is_withdrawn and not sees_withdrawn(attachment.project, actor):
        raise attachments.WithdrawnFile(name=attachment.name, reason=attachment.withdraw_reason)
    return _ref(attachment)


def file_to_withdraw(uid: str, actor: Actor) -> FileRef:
    """A file for the page that withdraws it: refused as the use case would refuse it."""
    attachment = _find(uid)
    attachment.project.check_not_archived()
    attachments.check_may_attach(
        actor, attachment.kind, lambda: attachment.project.check_may_edit(actor)
    )
    if attachment.is_withdrawn:
        raise attachments.AlreadyWithdrawn
    return _ref(attachment)


def sees_withdrawn(project: Project, actor: Actor) -> bool:
    """Whether the person may read the withdrawn files of this project."""
    return attachments.sees_withdrawn(actor) or may_edit(project.id, actor)


def _find(uid: str) -> Attachment:
    query = select(Attachment).filter_by(uid=uid)
    attachment = db.session.scalars(query.options(joinedload(Attachment.project))).first()
    if attachment is None:
        raise NotFound
    return attachment


def _ref(attachment: Attachment) -> FileRef:
    return FileRef(
        uid=attachment.uid,
        name=attachment.name,
        version=attachment.version,
        kind=attachment.kind,
        media_type=attachment.media_type,
        sha256=attachment.sha256,
        project=ref(attachment.project),
    )
