"""What a database holds: read from the original and from its copy, so that they can be compared."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select, table, text

from tracker.infra.audit import GENESIS, AuditEntry
from tracker.infra.backup.manifest import Facts

REVISION = "alembic_version"
CHAIN = AuditEntry.__tablename__


def facts(connection: Connection) -> Facts:
    """Rows of every table there is, the version of the schema, and the end of the chain."""
    names = sorted(inspect(connection).get_table_names())
    counts = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in names
        if name != REVISION
    }
    revision = ""
    if REVISION in names:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
    seq, head = _head(connection) if CHAIN in names else (0, GENESIS)
    return Facts(revision, counts, seq, head)


def _head(connection: Connection) -> tuple[int, str]:
    last = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = connection.execute(last).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def has_rows(connection: Connection) -> bool:
    """Whether anything is in it besides an empty schema."""
    return any(
        connection.scalar(select(1).select_from(table(name)).limit(1))
        for name in inspect(connection).get_table_names()
        if name != REVISION
    )
