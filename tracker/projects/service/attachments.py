"""Files on record: adding them, and withdrawing one that should not be there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.errors import FIELD
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.projects import hooks
from tracker.projects.filing import put_on_record, received
from tracker.projects.models import Attachment, Project
from tracker.projects.queries.attachments import subject_of
from tracker.projects.rules import ReasonMissing
from tracker.projects.rules.attachments import Filing, NoFile, check_may_attach


def attach(
    project_id: int, filing: Filing, files: Sequence[Incoming], actor: Actor
) -> tuple[int, ...]:
    """Put files on a record of the project; their ids. All of them, or none.

    Raises what is wrong with any of them, and ``SameContent`` for one that is there already.
    """
    allow("attachments.attach", actor)
    if not files:
        raise NoFile(field=FIELD)
    with received(files) as uploads, transaction():
        project = lock(Project, project_id)
        project.check_not_archived()
        check_may_attach(actor, filing.kind, lambda: project.check_may_edit(actor))
        subject = subject_of(project, filing.target)
        hooks.check_files_may_change(filing.target, filing.kind)
        made = put_on_record(project, filing, uploads, actor)
        names = "、".join(one.name for one in made)
        detail = f"{names}（{subject.label.zh}）"
        audit.record(
            "attachments.attach", made[0], actor, detail=detail, reason=filing.note, project=project
        )
    return tuple(one.id for one in made)


def withdraw(uid: str, reason: str, actor: Actor) -> None:
    """Take one version off the record, with its reason; it stays stored and can be audited."""
    allow("attachments.withdraw", actor)
    with transaction():
        attachment = db.session.scalars(select(Attachment).filter_by(uid=uid)).first()
        if attachment is None:
            raise NotFound
        project = lock(Project, attachment.project_id)
        attachment = lock(Attachment, attachment.id)
        project.check_not_archived()
        check_may_attach(actor, attachment.kind, lambda: project.check_may_edit(actor))
        hooks.check_files_may_change(attachment.filing.target, attachment.kind)
        if not reason.strip():
            raise ReasonMissing(field="reason")
        attachment.withdraw(actor.name, clock.today(), reason)
        audit.record(
            "attachments.withdraw",
            attachment,
            actor,
            detail=attachment.name,
            reason=reason.strip(),
            project=project,
        )
