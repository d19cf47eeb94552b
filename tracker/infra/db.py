"""The database: column types, one transaction per use case, and the guard on stray writes.

Money is stored as integer 分, instants as UTC, business days as DATE. SQLite and PostgreSQL behave
alike: a writer holds its lock before it first reads (SQLite ignores FOR UPDATE).
"""

from __future__ import annotations

import enum
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.event import listens_for
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    # ``Mapped[SomeStrEnum]`` is stored as the member's value, in a plain text column.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        )
    }


db = SQLAlchemy(metadata=Base.metadata)


class MoneyType(TypeDecorator[Money]):
    """Money ↔ integer 分."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.fen

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC instant; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class StrSet(TypeDecorator[frozenset[str]]):
    """A small set of codes ↔ sorted comma-separated text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(sorted(str(item) for item in value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else frozenset(value.split(",") if value else ())


class StrList(TypeDecorator[tuple[str, ...]]):
    """Texts in order ↔ one text a line (no text may hold a line break)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else "\n".join(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split("\n")) if value else ()


def new_uid() -> str:
    """A random name for a row, used in the audit chain instead of its number."""
    return str(uuid.uuid4())


class Evidence:
    """A row an auditor may ask about: whatever is written to it goes into the audit chain.

    Evidence is never deleted; a mistake is corrected by a new row or a dated end.
    """

    schema_version = 1

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)


Change = dict[str, tuple[Any, Any]]


@dataclass
class _Unit:
    """What the running transaction has written so far: evidence row → column → (before, after)."""

    touched: dict[Evidence, Change] = field(default_factory=dict)

    def take(self) -> dict[Evidence, Change]:
        taken, self.touched = self.touched, {}
        return taken


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)
_on_begin: list[Callable[[], None]] = []


def on_begin(hook: Callable[[], None]) -> Callable[[], None]:
    """Register what runs first in every transaction (the claim of a submitted form)."""
    _on_begin.append(hook)
    return hook


@contextmanager
def transaction() -> Iterator[None]:
    """Commit on success, roll back on any error. Does not nest.

    Starts from a fresh snapshot: what this request read before may be stale and is expired,
    current_user included, so services take an Actor. Evidence that was written without an audit
    entry is a programming error and is not committed.
    """
    if _unit.get() is not None:
        raise RuntimeError("transaction() does not nest: call a rule, not a use case")
    db.session.rollback()
    token = _unit.set(_Unit())
    try:
        for hook in _on_begin:
            hook()
        yield
        db.session.flush()
        if unaudited := written_evidence():
            raise RuntimeError(f"written without an audit entry: {sorted(map(repr, unaudited))}")
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _unit.reset(token)


@contextmanager
def rehearsal() -> Iterator[None]:
    """What a use case would do, done to the real rows and undone in every case.

    Nothing is left behind; the form that asked for it does not count as sent. Does not nest.
    """
    if _unit.get() is not None:
        raise RuntimeError("rehearsal() does not nest")
    db.session.rollback()
    token = _unit.set(_Unit())
    try:
        yield
    finally:
        db.session.rollback()
        _unit.reset(token)


def is_writing() -> bool:
    """Whether this runs inside ``transaction()``."""
    return _unit.get() is not None


def written_evidence() -> dict[Evidence, Change]:
    """Hand over the evidence written since the last call, with what changed in it."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("outside transaction()")
    return unit.take()


M = TypeVar("M", bound=Base)


def lock(model: type[M], key: int) -> M:
    """The row, freshly read and locked until the transaction ends; or ``NotFound``."""
    row = db.session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def insert_once(model: type[Base], **values: Any) -> bool:
    """Insert the row unless one with the same unique key exists; says whether it was new.

    Whoever inserts the same row at the same moment waits here for the other to commit.
    """
    on = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    keys = cast(Table, model.__table__).primary_key.columns
    statement = on.insert(model).values(**values).on_conflict_do_nothing().returning(*keys)
    return db.session.execute(statement).first() is not None


@listens_for(Session, "before_flush")
def _refuse_stray_writes(*_: object) -> None:
    """Looking at session.new or session.dirty is not enough: autoflush has emptied them by then."""
    if _unit.get() is None:
        raise RuntimeError("something was changed outside transaction()")


@listens_for(Session, "after_flush")
def _collect_evidence(session: Session, _context: object) -> None:
    unit = _unit.get()
    if unit is None:
        return
    if any(isinstance(row, Evidence) for row in session.deleted):
        raise RuntimeError("evidence is never deleted")
    for row in session.new:
        if isinstance(row, Evidence):
            unit.touched.setdefault(row, {})
    for row in session.dirty:
        if isinstance(row, Evidence) and (changes := _changes(row)):
            known = unit.touched.setdefault(row, {})
            for name, (before, after) in changes.items():
                known[name] = (known[name][0] if name in known else before, after)


def _changes(row: Evidence) -> Change:
    state = inspect(row)
    changes: Change = {}
    for attribute in state.mapper.column_attrs:
        if attribute.columns[0].info.get("audit") is False:
            continue  # a preference, not evidence: it may change without an audit entry
        history = state.attrs[attribute.key].history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            changes[attribute.key] = (before, after)
    return changes


@listens_for(Engine, "connect")
def _sqlite_connect(connection: Any, _record: object) -> None:
    """Let us, not the driver, begin transactions; enforce foreign keys; wait for locks."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        pragmas = ("foreign_keys=ON", "busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")


@listens_for(Engine, "begin")
def _sqlite_begin(connection: Connection) -> None:
    """SQLite ignores FOR UPDATE, so a writer takes the write lock before its first read."""
    if connection.dialect.name == "sqlite":
        writing = _unit.get() is not None
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
