"""The audit chain: checking a long one, and appending to it, beside the same work done bare."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import statistics
import time
from collections.abc import Iterator
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
from tracker.infra.db import db, transaction

ROWS = 500
BATCH = 5_000
APPENDS = 150
READ = "SELECT * FROM audit_entry ORDER BY seq"


def report(folder: Path, entries: int) -> Iterator[str]:
    """Lines about a chain of that many entries, in a database of its own."""
    app = _prepared(folder / f"chain-{entries}", entries)
    config: Config = app.config["TRACKER"]
    with app.app_context():
        bare = _timed(lambda: _read_bare(config))
        checked = _timed(lambda: _verify(config.audit_key))
        yield _told(f"verify {entries:,} entries, seconds", bare, checked)
        bare = statistics.median(_append_bare(config))
        appended = statistics.median(_append())
        yield _told("append an entry, durable, ms", bare * 1000, appended * 1000)


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
    values = _entries(key, head, payloads, entries)
    with transaction():
        while batch := list(islice(values, BATCH)):
            db.session.execute(insert(AuditEntry), batch)


def _payload(row: Department) -> str:
    told = audit.snapshot(row, lambda _table, _key: "")
    return canonical({"changes": {row.uid: {"name": ["前名", row.name]}}, "rows": [told]})


def _entries(key: bytes, head: str, payloads: list[str], count: int) -> Iterator[dict[str, Any]]:
    at = clock.now()
    for seq in range(2, count + 1):
        values = {
            "seq": seq,
            "at": at,
            "actor_uid": SYSTEM.uid,
            "actor_name": SYSTEM.name,
            "action": "accounts.departments",
            "subject_kind": "department",
            "subject_uid": "",
            "project_uid": "",
            "detail": "",
            "reason": "",
            "payload": payloads[seq % ROWS],
            "prev": head,
        }
        head = audit.digest_of(list(values.values()), key)
        yield {**values, "hash": head}


def _verify(key: bytes) -> None:
    verdict = verification.verify(key)
    if not verdict.is_sound:
        raise RuntimeError(str(verdict.problem))


def _read_bare(config: Config) -> None:
    """Every column read, every text hashed with the one before it."""
    connection = sqlite3.connect(config.data / "tracker.db")
    head = GENESIS
    for row in connection.execute(READ):
        text = "|".join(map(str, row))
        head = hmac.new(config.audit_key, (head + text).encode(), hashlib.sha256).hexdigest()
    connection.close()


def _append() -> Iterator[float]:
    row_id = db.session.scalars(select(Department.id).limit(1)).one()
    for number in range(APPENDS):
        started = time.perf_counter()
        with transaction():
            row = db.session.get_one(Department, row_id)
            row.name = f"科室甲{number}"
            audit.record("accounts.departments", row, SYSTEM, detail=row.name)
        yield time.perf_counter() - started


def _append_bare(config: Config) -> Iterator[float]:
    """A row as wide in a table beside, each in a durable commit of its own."""
    connection = sqlite3.connect(config.data / "tracker.db", isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS floor_entry (seq INTEGER, text TEXT)")
    for number in range(APPENDS):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO floor_entry VALUES (?, ?)", (number, "x" * 900))
        connection.execute("COMMIT")
        yield time.perf_counter() - started
    connection.close()


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
