"""Applications for tests: made by create_app() like the real one, on a given database."""

from __future__ import annotations

import contextvars
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.event import listens_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.tools import postgresql_tools
from tracker.accounts.models import Credential
from tracker.app import create_app
from tracker.config import Config
from tracker.infra.db import db, transaction


class Person(Protocol):
    @property
    def id(self) -> int: ...


class Client(FlaskClient):
    """A client whose requests do not share the application context of the test around them.

    Sharing it would keep the signed-in person and the session's rows from one request to the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():  # not while following a redirect
            db.session.rollback()  # what the test has read may have changed
        return response


class CompiledPages(BytecodeCache):
    """Pages are compiled once a process, not once a test."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


PAGES = CompiledPages()


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """SQL is compiled once a process, not once a test, though each test has an engine of its own.

    SQLAlchemy's keys begin with the dialect object of one engine; here its name stands for it.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_without_engine(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_without_engine(key), value)


def _without_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (dialect.name, *rest)


STATEMENTS = CompiledStatements()


class Builders:
    """How addresses are written is compiled once a process, not once a test.

    Some 170 routes take longer to compile than most tests take; werkzeug has no public way round.
    """

    def __init__(self) -> None:
        self._compile = Rule._compile_builder
        self._made: dict[tuple[Any, ...], Any] = {}

    def __call__(self, rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.host, rule.subdomain, repr(rule.defaults), append_unknown)
        if key not in self._made:
            self._made[key] = self._compile(rule, append_unknown)
        return self._made[key]


BUILDERS = Builders()
setattr(Rule, "_compile_builder", lambda rule, unknown=True: BUILDERS(rule, unknown))  # noqa: B010


@listens_for(Engine, "connect")
def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    """A test's database need not survive a power cut."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def make_app(url: str, folder: Path) -> Iterator[Flask]:
    """The application on the database at ``url``, with its context pushed."""
    key = "only for tests"
    tools = postgresql_tools()
    config = Config(folder, url, key, key.encode(), testing=True, pg_bin=tools)
    app = create_app(config)
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = PAGES
    with app.app_context():
        db.engine.update_execution_options(compiled_cache=STATEMENTS)
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def login(client: FlaskClient, person: Person) -> None:
    """Sign a person in without the cost of a password check."""
    key = person.id
    with transaction():
        credential = db.session.get(Credential, key)
        if credential is None:
            credential = Credential(user_id=key, password_hash="", session_token=f"token {key}")
            db.session.add(credential)
        token = credential.session_token
    with client.session_transaction() as session:
        session["_user_id"] = f"{key}:{token}"
        session["_fresh"] = True
