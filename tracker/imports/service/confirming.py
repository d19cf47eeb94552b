"""Confirming a file that was looked through: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.deadlines.models import Clock
from tracker.imports.carrying.books import Carrier
from tracker.imports.models import ImportDraft, ImportedFile, ImportedRow
from tracker.imports.rules import refusals
from tracker.imports.rules.outcome import Outcome, Result
from tracker.imports.service.looking import carried, own, tables_of
from tracker.infra import audit, clock
from tracker.infra.db import Evidence, db, transaction


def confirm(uid: str, fingerprint: str, actor: Actor) -> str:
    """Import the file as it was shown; the uid of the import.

    Raises ``Overtaken`` when it would no longer come to what was shown under that fingerprint,
    ``HasErrors`` and ``NothingToImport`` where there is nothing to confirm. One entry of the log
    names the file by its SHA-256, with every row it wrote.
    """
    allow("imports.confirm", actor)
    carrier = Carrier(actor, clock.today(), clock.now())
    with transaction():
        draft = own(uid, actor)
        result = carried(tables_of(draft), carrier)
        if result.fingerprint != fingerprint:
            raise refusals.Overtaken
        if result.is_wrong:
            raise refusals.HasErrors
        if not result.changes_anything:
            raise refusals.NothingToImport
        row = _row(draft, result, carrier)
        db.session.add(row)
        db.session.flush()
        for written in sorted(_uids(carrier.written)):
            db.session.add(ImportedRow(file_id=row.id, uid=written))
        db.session.delete(draft)
        audit.record("imports.confirm", row, actor, detail=_detail(row))
    return row.uid


def _row(draft: ImportDraft, result: Result, carrier: Carrier) -> ImportedFile:
    return ImportedFile(
        name=draft.name,
        sha256=draft.sha256,
        size=len(draft.content),
        imported_on=carrier.today,
        imported_at=carrier.now,
        imported_by=carrier.actor.name,
        projects_new=result.made("projects", Outcome.NEW),
        projects_changed=result.made("projects", Outcome.CHANGED),
        contracts_new=result.made("contracts", Outcome.NEW),
        contracts_changed=result.made("contracts", Outcome.CHANGED),
        payments_new=result.made("payments", Outcome.NEW),
    )


def _uids(written: Iterable[Evidence]) -> set[str]:
    """What the file wrote, and the statutory clocks that run on it."""
    uids = {row.uid for row in written}
    clocks = db.session.scalars(select(Clock.uid).where(Clock.subject_uid.in_(uids)))
    return uids | set(clocks)


def _detail(row: ImportedFile) -> str:
    return (
        f"{row.name} SHA-256 {row.sha256}，项目新增{row.projects_new}更新{row.projects_changed}，"
        f"合同新增{row.contracts_new}更新{row.contracts_changed}，付款{row.payments_new}笔"
    )
