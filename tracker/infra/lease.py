"""One process at a time, one installation that sends, and the heartbeat of the jobs.

A lease is a row that runs out by the database's own clock, so that hosts need not agree on the
time and a killed holder frees it. The designated sender is a lease that never runs out; its holder
is an id kept in a file beside the data together with the name of the machine, so neither a copied
database nor a copied data folder sends anything elsewhere. Keys in the database, not leases, are
what keeps a reminder from being made twice: a paused holder may wake up after its lease is over.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import BigInteger, String, Text, Update, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from tracker.infra.db import Base, UTCDateTime, db, transaction

SENDER = "sender"
FILE = "sender.id"
FREE = 0  # run out since 1970
NEVER = 2**62
TRIES_A_SECOND = 5


class epoch(FunctionElement[int]):  # noqa: N801 - an SQL function
    """Seconds since 1970 by the database's clock, at the moment of the statement."""

    type = BigInteger()
    inherit_cache = True


@compiles(epoch, "sqlite")
def _sqlite_epoch(_element: epoch, _compiler: Any, **_kw: Any) -> str:
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(epoch, "postgresql")
def _postgresql_epoch(_element: epoch, _compiler: Any, **_kw: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)"


class Lease(Base):
    """Who may do what only one may do, and until which second of the database's clock."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    expires: Mapped[int] = mapped_column(BigInteger)


class JobRun(Base):
    """The heartbeat of one job: its last run, its last success, and what came of it."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime] = mapped_column(UTCDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    summary: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")


def database_now() -> datetime:
    """The instant by the database's clock, to the second; an overridden day does not move it."""
    return datetime.fromtimestamp(db.session.scalar(select(epoch())) or 0, UTC)


# --- leases -------------------------------------------------------------------------------------


class Result(Protocol):
    @property
    def summary(self) -> str: ...


R = TypeVar("R", bound=Result)


@dataclass(frozen=True)
class Hold:
    """A lease while it is held."""

    name: str
    holder: str
    seconds: int

    def renew(self) -> bool:
        """Start its time anew; ``False`` when somebody else took it meanwhile."""
        return _update(
            update(Lease)
            .where(Lease.name == self.name, Lease.holder == self.holder)
            .values(expires=epoch() + self.seconds)
        )

    def keep(self) -> Callable[[], bool]:
        """A question to ask as often as one likes: it renews when a quarter of the time is over,
        and says whether this is still the holder."""
        renewed_at = monotonic()

        def is_held() -> bool:
            nonlocal renewed_at
            if (now := monotonic()) - renewed_at < self.seconds / 4:
                return True
            renewed_at = now
            return self.renew()

        return is_held


@contextmanager
def hold(name: str, seconds: int, patience: int = 0) -> Iterator[Hold | None]:
    """Hold the lease for the block, waiting up to ``patience`` seconds for it; ``None`` if not."""
    mine = Hold(name, uuid.uuid4().hex, seconds)
    _make(name)
    held = _acquire(mine)
    for _ in range(patience * TRIES_A_SECOND):
        if held:
            break
        sleep(1 / TRIES_A_SECOND)
        held = _acquire(mine)
    try:
        yield mine if held else None
    finally:
        if held:
            _release(mine)


def _acquire(mine: Hold) -> bool:
    return _update(
        update(Lease)
        .where(Lease.name == mine.name, Lease.expires <= epoch())
        .values(holder=mine.holder, expires=epoch() + mine.seconds)
    )


def _release(mine: Hold) -> None:
    is_mine = (Lease.name == mine.name, Lease.holder == mine.holder)
    _update(update(Lease).where(*is_mine).values(expires=FREE))


def _update(change: Update) -> bool:
    """Whether the change met its row: compare-and-set."""
    with transaction():
        return bool(db.session.execute(change).rowcount)  # type: ignore[attr-defined]


def _make(name: str) -> None:
    if db.session.get(Lease, name) is not None:
        return
    try:
        with transaction():
            db.session.add(Lease(name=name, holder="", expires=FREE))
    except IntegrityError:
        return  # another process made the row first


# --- the designated sender ----------------------------------------------------------------------


def is_sender() -> bool:
    """Whether this installation may send; the first one that asks is designated."""
    _make(SENDER)
    row = db.session.get_one(Lease, SENDER)
    return row.holder == _instance() if row.holder else _designate(only_if_free=True)


def take_over() -> None:
    """Designate this installation; whichever was, stops sending."""
    _make(SENDER)
    _designate(only_if_free=False)


def is_sent_elsewhere() -> bool:
    """Whether another installation is designated; asking designates nobody."""
    row = db.session.get(Lease, SENDER)
    return row is not None and bool(row.holder) and row.holder != _instance()


def _designate(*, only_if_free: bool) -> bool:
    free = [Lease.holder == ""] if only_if_free else []
    change = update(Lease).where(Lease.name == SENDER, *free)
    return _update(change.values(holder=_instance(), expires=NEVER))


def _instance() -> str:
    """The id in the data folder and the machine it lies on."""
    path = Path(current_app.config["TRACKER"].data) / FILE
    if not path.exists():
        _write_new(path, uuid.uuid4().hex)
    return f"{path.read_text().strip()}@{socket.gethostname()}"


def _write_new(path: Path, text: str) -> None:
    """Appear at once and whole, or not at all: two processes may start together."""
    draft = path.with_suffix(f".{os.getpid()}.{uuid.uuid4().hex[:8]}")
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


# --- heartbeat ----------------------------------------------------------------------------------


def beat(job: str, work: Callable[[], R]) -> R:
    """Run a job and note how it went; an error is noted and raised again."""
    started = database_now()
    try:
        result = work()
    except Exception as error:
        _note(job, started, error=f"{type(error).__name__}: {error}")
        raise
    _note(job, started, summary=result.summary)
    return result


def _note(job: str, started: datetime, summary: str = "", error: str = "") -> None:
    with transaction():
        finished = database_now()
        row = db.session.get(JobRun, job)
        if row is None:
            row = JobRun(job=job, succeeded_at=None)
            db.session.add(row)
        row.started_at, row.finished_at = started, finished
        row.summary, row.error = summary, error
        if not error:
            row.succeeded_at = finished


def last_run(job: str) -> JobRun | None:
    """The heartbeat of a job, if it ever ran."""
    return db.session.get(JobRun, job)
