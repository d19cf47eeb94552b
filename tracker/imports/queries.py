"""Reads of imports: the file that waits, those that were imported, and what came with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract
from tracker.imports.models import ImportDraft, ImportedFile, ImportedRow
from tracker.imports.rules.outcome import Result, from_text
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.projects.models import Project

RECENT = 10


@dataclass(frozen=True)
class Looked:
    """A file that waits to be confirmed, with what it comes to."""

    uid: str
    name: str
    sha256: str
    looked_at: datetime
    result: Result


@dataclass(frozen=True)
class ImportView:
    """One import, with the projects and contracts that it wrote as (number, name) pairs."""

    file: ImportedFile
    projects: tuple[tuple[str, str], ...]
    contracts: tuple[tuple[int, str, str], ...]


def looked(uid: str, actor: Actor) -> Looked:
    """The person's own file of that uid."""
    found = _waiting(actor, uid)
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> Looked | None:
    """The file that this person looked through and has not confirmed."""
    return _waiting(actor, "")


def recent() -> tuple[ImportedFile, ...]:
    """The latest imports, the newest first."""
    query = select(ImportedFile).order_by(ImportedFile.id.desc()).limit(RECENT)
    return tuple(db.session.scalars(query))


def imported(uid: str) -> ImportView:
    """One import; raises ``NotFound``."""
    file = db.session.scalars(select(ImportedFile).filter_by(uid=uid)).first()
    if file is None:
        raise NotFound
    uids = select(ImportedRow.uid).filter_by(file_id=file.id)
    projects = select(Project.code, Project.name).where(Project.uid.in_(uids))
    contracts = select(Contract.id, Contract.number, Contract.name).where(Contract.uid.in_(uids))
    return ImportView(
        file,
        tuple((code, name) for code, name in db.session.execute(projects.order_by(Project.code))),
        tuple(
            (key, number, name)
            for key, number, name in db.session.execute(contracts.order_by(Contract.number))
        ),
    )


def imported_on(uids: Collection[str]) -> dict[str, date]:
    """On which day each of these records last came with a file, or was changed by one."""
    day = func.max(ImportedFile.imported_on).label("day")
    query = (
        select(ImportedRow.uid, day)
        .join(ImportedFile, ImportedFile.id == ImportedRow.file_id)
        .where(ImportedRow.uid.in_(uids))
        .group_by(ImportedRow.uid)
    )
    return {row.uid: row.day for row in db.session.execute(query)}


def _waiting(actor: Actor, uid: str) -> Looked | None:
    query = select(
        ImportDraft.uid,
        ImportDraft.name,
        ImportDraft.sha256,
        ImportDraft.looked_at,
        ImportDraft.result,
    ).filter_by(user_id=actor.id)
    row = db.session.execute(query.filter_by(uid=uid) if uid else query).first()
    if row is None:
        return None
    return Looked(row.uid, row.name, row.sha256, row.looked_at, from_text(row.result))
