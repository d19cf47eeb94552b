"""The audit chain: checking a long one, and appending to it, beside the same work done bare."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from tracker.accounts.models import Department
from tracker.accounts.rules import SYSTEM
from tracker.app import create_app
from tracker.config import Config
from tracker.infra import audit, clock, database, verification
from tracker.infra.audit import GENESIS, AuditEntry
from tracker.infra.canonical import canonical
from tracker.infra.db import db, transaction, written_evidence
from tracker.infra.seal import Seal

ROWS = 500
BATCH = 5_000
APPENDS = 20  # durable commits in a turn; bare ones and the product's take turns
TURNS = 10
STEP = timedelta(seconds=31.000007)
INSERT = "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
HEAD = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
READ = "SELECT * FROM audit_entry ORDER BY seq"


def report(folder: Path, entries: int) -> Iterator[str]:
    """Lines about a chain of that many entries, in a database of its own."""
    app = _prepared(folder / f"chain-{entries}", entries)
    config: Config = app.config["TRACKER"]
    with app.app_context():
        bare = _timed(lambda: _read_bare(config))
        checked = _timed(lambda: _verify(config.audit_key))
        yield _told(f"verify {entries:,} entries, seconds", bare, checked)
        bare, unlogged, product = _appending(config)
        yield _told("append an entry, durable, ms", bare, product)
        yield _told("the same use case without its entry, ms", unlogged, product)


def _told(name: str, bare: float, product: float) -> str:
    share = bare / product
    verdict = "met" if share >= 0.5 else "MISSED"
    return f"{name:<46}{bare:>9.2f}{product:>9.2f}  {share:.0%} of bare, aim 50%  {verdict}"


def _prepared(data: Path, entries: int) -> Flask:
    is_new = not (data / "ready").exists()
    data.mkdir(parents=True, exist_ok=True)
    if is_new:
        for old in data.glob("tracker.db*"):
            old.unlink()
    app = create_app(Config.from_env({"TRACKER_DATA": str(data)}, database.holds_data))
    if is_new:
        with app.app_context():
            database.upgrade()
            _fill(app.config["TRACKER"].audit_key, entries)
        (data / "ready").touch()
    return app


def _fill(key: bytes, entries: int) -> None:
    """Some rows, and entries that tell of them again and again."""
    with transaction():
        for number in range(ROWS):
            db.session.add(Department(name=f"科室{number:03}"))
        db.session.flush()
        rows = db.session.scalars(select(Department).order_by(Department.id)).all()
        payloads = [_payload(row) for row in rows]
        audit.record("accounts.departments", rows[0], SYSTEM)
    head = db.session.scalars(select(AuditEntry.hash)).one()
    values = _entries(key, head, payloads, range(2, entries + 1))
    with transaction():
        while batch := list(islice(values, BATCH)):
            db.session.execute(insert(AuditEntry), batch)


def _payload(row: Department) -> str:
    told = audit.snapshot(row, lambda _table, _key: "")
    return canonical({"changes": {row.uid: {"name": ["前名", row.name]}}, "rows": [told]})


def _entries(
    key: bytes, head: str, payloads: list[str], numbers: range, **told: str
) -> Iterator[dict[str, Any]]:
    """Whole entries of these numbers, half a minute from one to the next."""
    at = clock.now()
    for seq in numbers:
        values = {
            "seq": seq,
            "at": at - (numbers.stop - seq) * STEP,
            "actor_uid": SYSTEM.uid,
            "actor_name": SYSTEM.name,
            "action": "accounts.departments",
            "subject_kind": "department",
            "subject_uid": "",
            "project_uid": "",
            "detail": "",
            "reason": "",
            "payload": payloads[seq % len(payloads)],
            "prev": head,
            **told,
        }
        head = audit.digest_of(list(values.values()), key)
        yield {**values, "hash": head}


def _verify(key: bytes) -> None:
    verdict = verification.verify(key)
    if not verdict.is_sound:
        raise RuntimeError(str(verdict.problem))


def _read_bare(config: Config) -> None:
    """Every column read, every text hashed with the one before it, from a keyed state at hand."""
    connection = sqlite3.connect(config.data / "tracker.db")
    head, seal = GENESIS, Seal(config.audit_key)
    for row in connection.execute(READ):
        head = seal(head + "|".join(map(str, row)))
    connection.close()


def _appending(config: Config) -> list[float]:
    """Milliseconds of the median append: bare, by a use case that leaves it out, by the product."""
    times: tuple[list[float], ...] = ([], [], [])
    for turn in range(TURNS):
        ways = (_append_bare(config, turn), _append(turn, _drop), _append(turn, _record))
        for way, told in zip(ways, times, strict=True):
            told += way
    return [statistics.median(told) * 1000 for told in times]


def _append(turn: int, entry: Callable[[Department], None]) -> Iterator[float]:
    """A row renamed by a use case: read, changed, followed by the chain's entry about it."""
    row_id = db.session.scalars(select(Department.id).limit(1)).one()
    for number in range(APPENDS):
        started = time.perf_counter()
        with transaction():
            row = db.session.get_one(Department, row_id)
            row.name = f"{entry.__name__}{turn}-{number}"
            entry(row)
        yield time.perf_counter() - started


def _record(row: Department) -> None:
    audit.record("accounts.departments", row, SYSTEM, detail=row.name)


def _drop(_row: Department) -> None:
    """What no use case may do: the row is changed and nothing tells of it."""
    db.session.flush()
    written_evidence()


def _append_bare(config: Config, turn: int) -> Iterator[float]:
    """The very same durable commit: the same row of the same tables, its values made before.

    What it writes fits the chain, so that the product goes on from there.
    """
    prepared = list(_renamed(config.audit_key, turn))
    connection = sqlite3.connect(config.data / "tracker.db", isolation_level=None)
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    for key, name, values in prepared:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT * FROM department WHERE id = ?", (key,)).fetchone()
        connection.execute("UPDATE department SET name = ? WHERE id = ?", (name, key))
        connection.execute(INSERT, values)
        connection.execute("COMMIT")
        yield time.perf_counter() - started
    connection.close()


def _renamed(key: bytes, turn: int) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    """The row's number, its new name, and the whole entry that tells of it."""
    db.session.rollback()
    row = db.session.scalars(select(Department).limit(1)).one()
    seq, head = db.session.execute(HEAD).one()
    told, before = audit.snapshot(row, lambda _table, _key: ""), row.name
    for number in range(APPENDS):
        name = f"科室乙{turn}-{number}"
        told["data"]["name"] = name
        payload = canonical({"changes": {row.uid: {"name": [before, name]}}, "rows": [told]})
        one = range(seq + 1, seq + 2)
        values = next(_entries(key, head, [payload], one, subject_uid=row.uid, detail=name))
        seq, head, before = seq + 1, values["hash"], name
        at = f"{values['at'].replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"
        yield row.id, name, tuple({**values, "at": at}.values())
    db.session.rollback()


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
