"""A small installation to back up, and what is in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select, table, text

from tracker.accounts.models import Department
from tracker.accounts.rules import SYSTEM
from tracker.config import Config
from tracker.infra import audit
from tracker.infra.db import db, transaction

ATTACHMENT = "files/ab/abcd"

Contents = dict[str, list[tuple[Any, ...]]]


def make_office(app: Flask) -> None:
    """Two departments and an attachment."""
    for name in ("办公室", "数据资源室"):
        add_department(name)
    attach(app, "验收报告")


def add_department(name: str) -> None:
    with transaction():
        row = Department(name=name)
        db.session.add(row)
        audit.record("accounts.departments", row, SYSTEM, detail=name)


def attach(app: Flask, content: str) -> None:
    path = data(app) / ATTACHMENT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def attached(app: Flask) -> str:
    return (data(app) / ATTACHMENT).read_text()


def data(app: Flask) -> Path:
    config: Config = app.config["TRACKER"]
    return config.data


def configure(app: Flask, **changes: Any) -> None:
    """Change the settings of an installation that is running."""
    app.config["TRACKER"] = replace(app.config["TRACKER"], **changes)


def contents() -> Contents:
    """Every row of every table, in no particular order."""
    db.session.remove()
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {
            name: sorted(
                map(tuple, connection.execute(select(text("*")).select_from(table(name)))), key=repr
            )
            for name in names
        }


def departments() -> list[str]:
    db.session.remove()
    names = sorted(db.session.scalars(select(Department.name)))
    db.session.remove()
    return names


def is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")


def wipe() -> None:
    """Leave what a new installation has: no file, or a database without tables."""
    db.session.remove()
    if is_sqlite():
        db.engine.dispose()
        Path(db.engine.url.database or "").unlink()
        return
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    db.engine.dispose()


def tamper() -> None:
    """Change a row behind the product's back."""
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE department SET name = '假' WHERE name = '办公室'"))
