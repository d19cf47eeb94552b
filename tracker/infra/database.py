"""Bringing the database up to this version, and saying plainly why it cannot be reached."""

from __future__ import annotations

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from tracker.config import ConfigError
from tracker.infra.db import db
from tracker.infra.resources import resource


def holds_data(url: str) -> bool:
    """Whether the database was set up before; ``ConfigError`` says in one line what to set."""
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            found = inspect(connection).has_table("alembic_version")
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigError(
            f"TRACKER_DATABASE_URL: 无法连接数据库，请检查地址、账号与服务是否启动"
            f" (cannot connect; check address, account and server): {reason}"
        ) from error
    return found


def upgrade() -> None:
    """Run every migration that this database does not have yet."""
    flask_migrate.upgrade(directory=str(resource("migrations")))


def is_current() -> bool:
    """Whether the database has every migration of this version."""
    heads = set(ScriptDirectory(str(resource("migrations"))).get_heads())
    with db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


def is_known(revision: str) -> bool:
    """Whether this version has the migration that left a database at ``revision``."""
    revisions = ScriptDirectory(str(resource("migrations"))).walk_revisions()
    return revision in {one.revision for one in revisions}
