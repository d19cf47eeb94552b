"""SQLite: copied by its online backup, never as a file; a -wal beside a foreign file is poison."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DatabaseError

from tracker.infra.backup.errors import Damaged, InUse
from tracker.infra.backup.facts import REVISION, facts
from tracker.infra.backup.manifest import Facts
from tracker.infra.db import db

_BESIDE = ("", "-wal", "-shm", "-journal")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


class SQLite:
    """The database of this installation, and copies of one."""

    kind = "sqlite"
    member = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def folder(self) -> Path:
        """Where a copy can be unpacked and then put in place by renaming it."""
        return self._path.parent

    def dump(self, target: Path) -> Facts:
        """Write a consistent copy while others go on writing; the facts are of the same moment."""
        with db.engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
            found = facts(connection)  # begins the snapshot that the copy is made of
            source: Any = connection.connection.driver_connection
            source.backup(copy)
            _in_one_file(copy)
        return found

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Engine]:
        """The copy as a database, once SQLite itself finds it whole."""
        engine = create_engine(f"sqlite:///{copy}")
        try:
            with engine.connect() as connection:
                answer = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            if answer != ["ok"]:
                raise Damaged(what=str(answer[0]))
            yield engine
        except DatabaseError as error:
            raise Damaged(what=str(error.orig)) from error
        finally:
            engine.dispose()

    def check_copy(self, copy: Path) -> Facts:
        """Before it replaces anything: the copy is whole, and this is in it."""
        with self.opened(copy) as engine, engine.connect() as connection:
            return facts(connection)

    def is_empty(self) -> bool:
        """Whether there is nothing to lose; what cannot be read may be something."""
        if not self._path.exists():
            return True
        with closing(self._untouched()) as connection:
            try:
                tables = {name for (name,) in connection.execute(_TABLES)} - {REVISION}
                first = (f'SELECT 1 FROM "{name}" LIMIT 1' for name in tables)  # noqa: S608 - ours
                return not any(connection.execute(query).fetchone() for query in first)
            except sqlite3.DatabaseError:
                return False

    def check_unused(self) -> None:
        """Raise ``InUse`` while any other connection is open: only the last one may leave WAL."""
        db.session.remove()
        db.engine.dispose()
        if not self._is_readable():
            return  # not there, or damaged, which is why it is being replaced
        with closing(sqlite3.connect(self._path, timeout=1)) as connection:
            try:
                _in_one_file(connection)
            except sqlite3.OperationalError as error:
                raise InUse from error

    def set_aside(self, stamp: str) -> str:
        """Rename the present database, with whatever belongs to it; the name it has now."""
        aside = self._path.with_name(f"{self._path.name}.replaced-{stamp}")
        for suffix in _BESIDE:
            part = Path(f"{self._path}{suffix}")
            if part.exists():
                part.rename(f"{aside}{suffix}")
        return str(aside)

    def put_in_place(self, copy: Path) -> None:
        """Make the copy the database, without anything that an older one has left beside it."""
        with closing(sqlite3.connect(copy)) as connection:
            _in_one_file(connection)
        for suffix in _BESIDE:
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        copy.replace(self._path)

    def _is_readable(self) -> bool:
        if not self._path.exists():
            return False
        with closing(self._untouched()) as connection:
            try:
                connection.execute(_TABLES).fetchall()
            except sqlite3.OperationalError:
                return True  # locked
            except sqlite3.DatabaseError:
                return False
        return True

    def _untouched(self) -> sqlite3.Connection:
        """Read only, or SQLite would throw away the -wal of a damaged file: its rescue, maybe."""
        return sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)


def _in_one_file(connection: sqlite3.Connection) -> None:
    """Take in what is still in the -wal, and do without one."""
    connection.execute("PRAGMA journal_mode=DELETE")
