"""The two kinds of database behind one shape."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from tracker.config import Config
from tracker.infra.backup.manifest import Facts
from tracker.infra.backup.postgresql import PostgreSQL
from tracker.infra.backup.sqlite import SQLite
from tracker.infra.db import db


class Database(Protocol):
    """``member`` is the name of its copy in an archive, ``folder`` where one can be unpacked."""

    @property
    def kind(self) -> str: ...
    @property
    def member(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    def dump(self, target: Path) -> Facts: ...
    def opened(self, copy: Path) -> AbstractContextManager[Engine]: ...
    def check_copy(self, copy: Path) -> Facts | None: ...
    def is_empty(self) -> bool: ...
    def check_unused(self) -> None: ...
    def set_aside(self, stamp: str) -> str: ...
    def put_in_place(self, copy: Path) -> None: ...


def database_of(config: Config) -> Database:
    """The database of this installation."""
    url = db.engine.url
    if config.is_sqlite:
        return SQLite(Path(url.database or ""))
    return PostgreSQL(url, config.data, config.backups, config.pg_bin)
