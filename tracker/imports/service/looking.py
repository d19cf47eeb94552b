"""Looking through a file: everything is tried on the real rows and undone again."""

from __future__ import annotations

import hashlib
from typing import IO

from sqlalchemy import delete, select

from tracker.accounts.rules import Actor, allow
from tracker.imports import reading
from tracker.imports.carrying import contracts as contract_rows
from tracker.imports.carrying import projects as project_rows
from tracker.imports.carrying.books import Carrier
from tracker.imports.models import ImportDraft
from tracker.imports.rules import contracts, projects
from tracker.imports.rules.outcome import Result
from tracker.imports.rules.tables import Filled, recognise
from tracker.imports.rules.template import CONTRACTS, PROJECTS, TABLES
from tracker.infra import clock
from tracker.infra.db import db, lock, rehearsal, transaction
from tracker.infra.files import errors as file_errors
from tracker.infra.files.store import clean_name, shown_size
from tracker.kernel.errors import NotFound

LARGEST = 5 << 20


def look(name: str, stream: IO[bytes], actor: Actor) -> str:
    """Look through a file and keep it with what it comes to; the uid of the draft.

    Raises what is wrong with the file as a whole; what is wrong with its rows is in the draft.
    """
    allow("imports.look", actor)
    name = clean_name(name)
    content = _content(name, stream)
    tables = recognise(reading.sheets(name, content), TABLES)
    result = rehearse(tables, actor)
    with transaction():
        db.session.execute(delete(ImportDraft).filter_by(user_id=actor.id))
        draft = ImportDraft(
            user_id=actor.id,
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            result=result.as_text(),
            looked_at=clock.now(),
        )
        db.session.add(draft)
    return draft.uid


def look_again(uid: str, actor: Actor) -> None:
    """Look the same file through anew, on the register as it is now."""
    allow("imports.look", actor)
    draft = own(uid, actor)
    key, result = draft.id, rehearse(tables_of(draft), actor)
    with transaction():
        draft = lock(ImportDraft, key)
        draft.result, draft.looked_at = result.as_text(), clock.now()


def discard(uid: str, actor: Actor) -> None:
    """Let a file go that was only looked through."""
    allow("imports.look", actor)
    with transaction():
        db.session.execute(delete(ImportDraft).filter_by(uid=uid, user_id=actor.id))


def own(uid: str, actor: Actor) -> ImportDraft:
    """The person's own draft of that uid; ``NotFound`` for anybody else's."""
    query = select(ImportDraft).filter_by(uid=uid, user_id=actor.id)
    draft = db.session.scalars(query).first()
    if draft is None:
        raise NotFound
    return draft


def tables_of(draft: ImportDraft) -> tuple[Filled, ...]:
    """The tables of a file that is kept."""
    return recognise(reading.sheets(draft.name, draft.content), TABLES)


def rehearse(tables: tuple[Filled, ...], actor: Actor) -> Result:
    """What these tables would come to."""
    carrier = Carrier(actor, clock.today(), clock.now())
    with rehearsal():
        return carried(tables, carrier)


def carried(tables: tuple[Filled, ...], carrier: Carrier) -> Result:
    """Take the tables over, inside the transaction that the caller has begun."""
    for filled in tables:
        book = carrier.book(filled)
        if filled.table is PROJECTS:
            drafts = projects.read(filled.rows, project_rows.known())
            project_rows.carry(drafts, book, carrier)
        elif filled.table is CONTRACTS:
            contract_rows.carry(contracts.read(filled.rows), book, carrier)
    db.session.flush()
    return carrier.result


def _content(name: str, stream: IO[bytes]) -> bytes:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise file_errors.TooLarge(name, limit=shown_size(LARGEST))
    if not content:
        raise file_errors.EmptyFile(name)
    return content
