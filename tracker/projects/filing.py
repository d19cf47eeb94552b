"""Putting files on record inside the transaction of a use case, here or in a feature above.

``received`` stands around the transaction, ``put_on_record`` inside it, after every other check
and before the audit entry: nothing that is refused leaves a file behind.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.audit import kind_of
from tracker.infra.db import Evidence, db
from tracker.infra.files import store
from tracker.infra.files.errors import FIELD
from tracker.infra.files.store import Upload, received
from tracker.projects.models import Attachment, Project
from tracker.projects.rules.attachments import Filing, Paper, TwoAlike
from tracker.projects.rules.documents import Target

__all__ = ("put_on_record", "received", "target")


def target(row: Evidence) -> Target:
    """The record as files name it."""
    db.session.flush()  # a row that is new in this very use case gets its uid now
    return Target(kind_of(row), row.uid)


def put_on_record(
    project: Project, filing: Filing, uploads: Sequence[Upload], actor: Actor
) -> tuple[Attachment, ...]:
    """File the uploads; one whose name is on that record already is its next version.

    The project must be locked, so that two versions are never made of the same one.
    """
    _check_names(uploads)
    found = [_attachment(project, filing, upload, actor) for upload in uploads]
    store.keep(uploads)
    db.session.add_all(found)
    return tuple(found)


def _check_names(uploads: Sequence[Upload]) -> None:
    names = [upload.name for upload in uploads]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise TwoAlike(field=FIELD, name=twice)


def _attachment(project: Project, filing: Filing, upload: Upload, actor: Actor) -> Attachment:
    paper = Paper(filing, upload.name, upload.size, upload.sha256, upload.format.media_type)
    known = select(Attachment).filter_by(
        subject_uid=filing.target.uid, kind=filing.kind, name=upload.name
    )
    latest = db.session.scalars(known.order_by(Attachment.version.desc()).limit(1)).first()
    return Attachment.of(project, paper, latest, actor, clock.now())
