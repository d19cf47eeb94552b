"""The audit chain: append-only, one entry per use case, each keyed to the one before it.

An entry holds who did what and when, the changes (before → after), and the canonical snapshot of
every evidence row the use case wrote: integer 分, uids instead of row numbers, +08:00, NFC text.
``hash = HMAC-SHA256(key, previous hash ‖ canonical entry)``; the key lives outside the database.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, Table, Text, inspect, select, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra import clock
from tracker.infra.canonical import canonical, plain
from tracker.infra.db import Base, Change, Evidence, UTCDateTime, db, written_evidence

GENESIS = "0" * 64
_LOCK = 0x7472616B  # one advisory lock for the whole chain


class Who(Protocol):
    """Whoever acts: the audit chain needs a name that lasts and one to show."""

    @property
    def uid(self) -> str: ...
    @property
    def name(self) -> str: ...


class AuditEntry(Base):
    """No foreign keys: the history outlives whatever it speaks of.

    The database itself refuses UPDATE and DELETE: triggers of the first migration.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_project", "project_uid", "seq"),
        Index("ix_audit_entry_subject", "subject_uid", "seq"),
        Index("ix_audit_entry_actor", "actor_uid", "seq"),
        Index("ix_audit_entry_action", "action", "seq"),
        Index("ix_audit_entry_at", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_uid: Mapped[str] = mapped_column(String(36))
    actor_name: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_uid: Mapped[str] = mapped_column(String(36))
    project_uid: Mapped[str] = mapped_column(String(36), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    payload: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


COLUMNS = AuditEntry.__table__.columns.keys()[:-1]  # what the hash, the last one, covers

Follower = Callable[[Collection[Evidence]], None]

_followers: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Register what brings up to date that which follows from evidence, in its transaction.

    It is handed what the use case wrote, and runs before the chain is locked. What it writes is no
    evidence, for it can be worked out anew.
    """
    _followers.append(follower)
    return follower


def record(
    action: str,
    subject: Evidence,
    actor: Who,
    *,
    reason: str = "",
    detail: str = "",
    project: Evidence | None = None,
) -> None:
    """Append the entry of this use case: the last call in its transaction.

    The session is flushed first and the chain lock taken last, so writers never wait for each
    other while holding it. ``detail`` is a short text for the history line.
    """
    db.session.flush()
    written = written_evidence()
    payload = {
        "changes": {row.uid: _canonical_change(row, change) for row, change in written.items()},
        "rows": [snapshot(row, _uid_in_session) for row in written],
    }
    for follower in _followers:
        follower(written.keys())
    seq, prev = _lock_head()
    entry = AuditEntry(
        seq=seq + 1,
        at=clock.now(),
        actor_uid=actor.uid,
        actor_name=actor.name,
        action=action,
        subject_kind=kind_of(subject),
        subject_uid=subject.uid,
        project_uid=project.uid if project else "",
        detail=detail,
        reason=reason,
        payload=canonical(payload),
        prev=prev,
    )
    entry.hash = digest(entry, current_app.config["TRACKER"].audit_key)
    db.session.add(entry)
    db.session.flush()


def _lock_head() -> tuple[int, str]:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    head = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = db.session.execute(head).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


# --- snapshots ----------------------------------------------------------------------------------


UidOf = Callable[[Table, int], str]


def snapshot(row: Evidence, uid_of: UidOf) -> dict[str, Any]:
    """One evidence row in canonical form; references become the uids of what they point to."""
    data = {}
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        if attribute.key in ("id", "uid") or column.info.get("audit") is False:
            continue
        name, value = _reference(attribute.key, column, getattr(row, attribute.key), uid_of)
        data[name] = plain(value)
    return {
        "kind": kind_of(row),
        "uid": row.uid,
        "schema_version": row.schema_version,
        "data": data,
    }


def _reference(name: str, column: Any, value: Any, uid_of: UidOf) -> tuple[str, Any]:
    table = referred_table(column)
    if table is None:
        return name, value
    return name.removesuffix("_id"), None if value is None else uid_of(table, value)


def referred_table(column: Any) -> Table | None:
    """What a row number in this column is of; a key that is none (a SHA-256) speaks for itself."""
    keys: set[ForeignKey] = column.foreign_keys
    found = next((key.column for key in keys if key.column.name == "id"), None)
    return found.table if found is not None else None


def _canonical_change(row: Evidence, change: Change) -> dict[str, list[Any]]:
    columns = inspect(type(row)).column_attrs
    result = {}
    for key, values in change.items():
        column = columns[key].columns[0]
        if column.info.get("audit") is False:
            continue
        pairs = [_reference(key, column, value, _uid_in_session) for value in values]
        result[pairs[0][0]] = [plain(value) for _, value in pairs]
    return result


def _uid_in_session(table: Table, key: int) -> str:
    model = evidence_models()[table.name]
    row = db.session.get(model, key)
    return row.uid if row else ""


def evidence_models() -> dict[str, type[Any]]:
    """Evidence classes by table name."""
    return {
        mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Evidence)
    }


def kind_of(row: Evidence) -> str:
    """What the chain calls rows of that class."""
    return str(inspect(type(row)).local_table.name)


def digest(entry: AuditEntry, key: bytes) -> str:
    """HMAC of an entry and, through ``prev``, of everything before it."""
    return digest_of([getattr(entry, name) for name in COLUMNS], key)


def digest_of(columns: Sequence[Any], key: bytes) -> str:
    """The same of an entry's columns in their order: a chain of a million is checked in one go.

    The text is ``canonical`` of all columns but the hash, put together by hand.
    """
    seq, at, uid, name, action, kind, subject, project, detail, reason, payload, prev = columns
    moment = at.astimezone(clock.SHANGHAI).isoformat(timespec="microseconds")
    text = (
        f'{prev}{{"action":{_quoted(action)},"actor_name":{_quoted(name)},'
        f'"actor_uid":{_quoted(uid)},"at":"{moment}","detail":{_quoted(detail)},'
        f'"payload":{_quoted(payload)},"prev":{_quoted(prev)},"project_uid":{_quoted(project)},'
        f'"reason":{_quoted(reason)},"seq":{seq},"subject_kind":{_quoted(kind)},'
        f'"subject_uid":{_quoted(subject)}}}'
    )
    return hmac.digest(key, unicodedata.normalize("NFC", text).encode(), "sha256").hex()
