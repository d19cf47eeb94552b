"""PostgreSQL: pg_dump and pg_restore of the client tools, checked in a scratch database."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from tracker.infra.backup.errors import CannotCheck, InUse, ToolFailed, ToolMissing
from tracker.infra.backup.facts import facts, has_rows
from tracker.infra.backup.manifest import Facts
from tracker.infra.db import db

_PLAIN = ("--no-owner", "--no-privileges")
_LIKE_OURS = """SELECT pg_encoding_to_char(encoding), datcollate, datctype
FROM pg_database WHERE datname = current_database()"""
_OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


class PostgreSQL:
    """The database of this installation, and copies of one."""

    kind = "postgresql"
    member = "database.pgdump"

    def __init__(self, url: URL, data: Path, backups: Path, tools: str) -> None:
        self._url, self._tools = url, tools
        self.folder, self._backups = data, backups

    def dump(self, target: Path) -> Facts:
        """Write a consistent copy while others go on writing; the facts are of the same moment."""
        engine = db.engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            found = facts(connection)
            self._dump(target, f"--snapshot={snapshot}")
        return found

    @contextmanager
    def opened(self, copy: Path) -> Iterator[Engine]:
        """The copy as a database: restored into a scratch one beside ours, dropped afterwards."""
        name = f"tracker_check_{uuid.uuid4().hex[:12]}"
        with self._administering() as connection:
            self._create_like_ours(connection, name)
        engine = create_engine(self._url.set(database=name))
        try:
            self._restore(copy, name)
            yield engine
        finally:
            engine.dispose()
            with self._administering() as connection:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def check_copy(self, copy: Path) -> None:
        """Before it replaces anything: the copy can be read. Restoring it is all or nothing."""
        self._run("pg_restore", "--list", str(copy))

    def is_empty(self) -> bool:
        """Whether there is nothing to lose."""
        with db.engine.connect() as connection:
            return not has_rows(connection)

    def check_unused(self) -> None:
        """Raise ``InUse`` while anybody else is connected."""
        db.session.remove()
        db.engine.dispose()
        with db.engine.connect() as connection:
            others = connection.scalar(text(_OTHERS))
        db.engine.dispose()
        if others:
            raise InUse

    def set_aside(self, stamp: str) -> str:
        """Dump the present database beside the backups; the file it is in."""
        self._backups.mkdir(parents=True, exist_ok=True)
        aside = self._backups / f"replaced-{stamp}.pgdump"
        aside.touch(mode=0o600)
        self._dump(aside)
        return str(aside)

    def put_in_place(self, copy: Path) -> None:
        """Replace what the copy holds; all of it or, when anything fails, nothing."""
        database = self._url.database or ""
        self._restore(copy, database, "--clean", "--if-exists", "--single-transaction")

    # --- the server and its tools -----------------------------------------------------------------

    @contextmanager
    def _administering(self) -> Iterator[Connection]:
        """A connection outside any transaction, as CREATE and DROP DATABASE want it."""
        with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield connection

    def _create_like_ours(self, connection: Connection, name: str) -> None:
        encoding, collate, ctype = connection.execute(text(_LIKE_OURS)).one()
        like = f"ENCODING '{encoding}' LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"
        try:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0 {like}'))
        except ProgrammingError as error:
            raise CannotCheck from error

    def _dump(self, target: Path, *options: str) -> None:
        whole = ("--format=custom", *_PLAIN, *options, f"--file={target}")
        self._run("pg_dump", *whole, f"--dbname={self._address(self._url.database or '')}")

    def _restore(self, copy: Path, name: str, *options: str) -> None:
        whole = ("--exit-on-error", *_PLAIN, *options)
        self._run("pg_restore", *whole, f"--dbname={self._address(name)}", str(copy))

    def _address(self, name: str) -> str:
        """The database as the tools want it; the password is not for the list of processes."""
        url = self._url.set(drivername="postgresql", database=name)
        return url._replace(password=None).render_as_string(hide_password=False)

    def _run(self, tool: str, *arguments: str) -> None:
        path = shutil.which(tool, path=self._tools or None)
        if path is None:
            raise ToolMissing(tool=tool)
        password = {"PGPASSWORD": str(self._url.password)} if self._url.password else {}
        done = subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            [path, *arguments],
            env=os.environ | password,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ToolFailed(tool=tool, why=" ".join(done.stderr.split()) or done.returncode)
