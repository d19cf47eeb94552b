"""The audit chain: append-only, one entry per use case, each keyed to the one before it.

An entry holds who did what and when, the changes (before → after), and the canonical snapshot of
every evidence row the use case wrote: integer 分, uids instead of row numbers, +08:00, NFC text.
``hash = HMAC-SHA256(key, previous hash ‖ canonical entry)``; the key lives outside the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, Table, Text, insert, inspect, select, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra import clock
from tracker.infra.canonical import canonical, plain
from tracker.infra.db import Base, Change, Evidence, UTCDateTime, db, written_evidence
from tracker.infra.seal import seal_of, sealed_text

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


_TABLE = AuditEntry.metadata.tables[AuditEntry.__tablename__]
COLUMNS = _TABLE.columns.keys()[:-1]  # what the hash, the last one, covers
_HEAD = select(_TABLE.c.seq, _TABLE.c.hash).order_by(_TABLE.c.seq.desc()).limit(1)
_INSERT = insert(_TABLE)

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
    values = {
        "seq": seq + 1,
        "at": clock.now(),
        "actor_uid": actor.uid,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": kind_of(subject),
        "subject_uid": subject.uid,
        "project_uid": project.uid if project else "",
        "detail": detail,
        "reason": reason,
        "payload": canonical(payload),
        "prev": prev,
    }
    values["hash"] = digest_of(list(values.values()), current_app.config["TRACKER"].audit_key)
    db.session.connection().execute(_INSERT, values)


def _lock_head() -> tuple[int, str]:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return head()


def head() -> tuple[int, str]:
    """Number and hash of the last entry; before the first one ``(0, GENESIS)``."""
    row = db.session.connection().execute(_HEAD).first()
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


@cache
def evidence_models() -> dict[str, type[Any]]:
    """Evidence classes by table name; all are known before the first is written."""
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
    """The same of an entry's columns in their order, as a program or the database gives them."""
    return seal_of(key)(sealed_text(columns))
