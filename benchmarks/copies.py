"""Many open instalments: a small centre, copied in the database until there are enough."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import Table, text
from sqlalchemy.sql.schema import Column

from benchmarks import centre
from tracker.app import create_app
from tracker.config import Config
from tracker.infra import database
from tracker.infra.db import Base, db

PROJECTS = 200
TABLES = ("project", "contract", "schedule_version", "instalment")
NAMES = {"code", "number"}
OPEN = "settled_on IS NULL AND withdrawn_in IS NULL AND disputed_on IS NULL"


def prepared(data: Path, instalments: int) -> Flask:
    """The application on a database with at least that many open ones; made unless it is there."""
    is_new = not (data / "ready").exists()
    data.mkdir(parents=True, exist_ok=True)
    if is_new:
        for old in data.glob("tracker.db*"):
            old.unlink()
    app = create_app(Config.from_env({"TRACKER_DATA": str(data)}, database.holds_data))
    if is_new:
        with app.app_context():
            database.upgrade()
            centre.build(PROJECTS)
            _copy(instalments)
        (data / "ready").touch()
    return app


def _copy(instalments: int) -> None:
    """Every row of ``TABLES`` again and again under new keys; paid instalments stay single."""
    with db.engine.begin() as connection:
        count = connection.scalar(text(f"SELECT count(*) FROM instalment WHERE {OPEN}"))  # noqa: S608
        times = -(-instalments // count) - 1
        for name in TABLES:
            connection.execute(text(_statement(Base.metadata.tables[name])), {"times": times})
        connection.execute(text("ANALYZE"))


def _statement(table: Table) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(map(_value, table.columns))
    which = OPEN if table.name == "instalment" else "TRUE"
    return (
        "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < :times)"  # noqa: S608
        f' INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}", copy'
        f" WHERE {which} ORDER BY n"
    )


def _value(column: Column[object]) -> str:
    name = f'"{column.name}"'
    if column.name == "uid":
        return f"substr({name}, 1, 24) || printf('%012x', n)"
    if column.name in NAMES:
        return f"{name} || '-' || n"
    targets = {key.column.table.name for key in column.foreign_keys}
    if column.primary_key or targets & set(TABLES):
        return f"{name} + n * 1000000"
    return name
