"""The migrations make exactly the schema that the models describe, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect

from tests.support.databases import SQLite
from tracker.infra.db import Base, db


@pytest.fixture
def config(app: Flask) -> Config:
    found: Config = app.extensions["migrate"].migrate.get_config()
    return found


def test_there_is_one_head(config: Config) -> None:
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_migrations_make_what_the_models_describe(config: Config) -> None:
    command.check(config)


def test_the_checks_in_the_database_are_those_of_the_models(tmp_path: Path) -> None:
    """Alembic does not compare them."""
    described = create_engine(f"sqlite:///{tmp_path / 'described.db'}")
    Base.metadata.create_all(described)
    migrated = create_engine(SQLite(tmp_path).fresh(tmp_path))

    assert _checks(migrated) == _checks(described)

    described.dispose()
    migrated.dispose()


def _checks(engine: Engine) -> set[tuple[str, str | None, str]]:
    inspector = inspect(engine)
    return {
        (table, check["name"], " ".join(check["sqltext"].split()))
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


@pytest.mark.demo
def test_with_rows_every_migration_can_be_taken_back_and_run_again(
    app: Flask, config: Config
) -> None:
    db.session.remove()

    command.downgrade(config, "base")
    left = set(inspect(db.engine).get_table_names())
    command.upgrade(config, "head")

    assert left == {"alembic_version"}
    command.check(config)
