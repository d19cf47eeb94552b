"""Runs migrations on the application's own database, in one transaction a migration."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Enum, String

database = current_app.extensions["migrate"].db


def render_item(kind: str, value: Any, autogen_context: Any) -> str | bool:
    """Our column types are written as what the database sees, so that no model is imported."""
    if kind != "type":
        return False
    if isinstance(value, Enum):
        return f"sa.String(length={value.length})"
    implementation = getattr(value, "impl", None)
    if type(value).__module__.startswith("tracker."):
        length = getattr(implementation, "length", None)
        name = type(implementation).__name__
        return f"sa.{name}(length={length})" if length else f"sa.{name}()"
    return False


def compare_type(
    _context: Any, _column: Any, metadata_column: Any, inspected: Any, metadata_type: Any
) -> bool | None:
    """An enum is a plain text column to the database."""
    if isinstance(metadata_type, Enum):
        return not isinstance(inspected, String) or inspected.length != metadata_type.length
    return None


def run(connection: Connection) -> None:
    """Migrate; on SQLite with foreign keys off, since a rebuilt table would take its children."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        enforce_foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        render_item=render_item,
        compare_type=compare_type,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        connection.commit()
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows point nowhere after the migration: {broken[:3]}")
        connection.commit()
        enforce_foreign_keys(connection, "ON")


def enforce_foreign_keys(connection: Connection, switch: str) -> None:
    """Straight to the driver: inside a transaction, SQLite passes over this pragma in silence."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={switch}")


with database.engine.connect() as live:
    run(live)
