"""Checking the evidence: the chain is whole, and every row still says what was last recorded."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from tracker.infra.audit import GENESIS, AuditEntry, digest, evidence_models, snapshot
from tracker.infra.db import db
from tracker.kernel.labels import Label


@dataclass(frozen=True)
class Problem:
    """What is off: in words, and the row and its columns where it is about one."""

    what: Label
    kind: str = ""
    uid: str = ""
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what.zh} ({self.what.en})"


@dataclass(frozen=True)
class Verdict:
    """The outcome of ``verify``: how much was checked of each, and what is off first."""

    entries: int
    rows: int
    head: str
    problem: Problem | None = None
    files: int = 0

    @property
    def is_sound(self) -> bool:
        return self.problem is None


ContentChecker = Callable[[Session, Path], tuple[int, Problem | None]]

_checkers: list[ContentChecker] = []


def checks_content(checker: ContentChecker) -> ContentChecker:
    """Register what compares files with the rows that name them, below a data folder.

    It returns how many it looked at, and the first that is not as it was.
    """
    _checkers.append(checker)
    return checker


def key_fits(key: bytes) -> bool:
    """Whether this is the key of the chain: a quick look at its first and its last entry.

    One of them may have been altered; that is for ``verify`` to tell. Writing on with another key
    would make the whole chain worthless.
    """
    newest_first = AuditEntry.seq.desc()
    ends = [
        db.session.scalars(select(AuditEntry).order_by(order).limit(1)).first()
        for order in (newest_first, AuditEntry.seq)
    ]
    return all(end is None for end in ends) or any(
        hmac.compare_digest(end.hash, digest(end, key)) for end in ends if end
    )


def verify(key: bytes, session: Session | None = None, data: Path | None = None) -> Verdict:
    """Recompute the chain, compare every evidence row with its latest snapshot, and the files.

    Stops at the first entry that is off and names it; a chain over copies alone would not
    notice an altered row, so rows are compared as well, and then the content they name by its
    SHA-256. ``session`` is that of a copy, ``data`` the folder its files are in.
    """
    session = session or db.session()
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    head, count = GENESIS, 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).yield_per(500):
        count += 1
        if problem := _entry_problem(entry, count, head, key):
            return Verdict(count, 0, head, problem)
        head = entry.hash
        for row in json.loads(entry.payload)["rows"]:
            latest[row["kind"], row["uid"]] = row["data"]
    rows, problem = _compare_rows(latest, session)
    files = 0
    if problem is None:
        files, problem = _compare_files(session, data or current_app.config["TRACKER"].data)
    return Verdict(count, rows, head, problem, files)


def _entry_problem(entry: AuditEntry, seq: int, prev: str, key: bytes) -> Problem | None:
    if entry.seq != seq:
        return Problem(Label(f"第{seq}条操作日志缺失", f"audit entry {seq} is missing"))
    if entry.prev != prev or not hmac.compare_digest(entry.hash, digest(entry, key)):
        return Problem(
            Label(f"第{seq}条操作日志与校验值不符", f"audit entry {seq} does not match its hash")
        )
    return None


def _compare_rows(
    latest: dict[tuple[str, str], dict[str, Any]], session: Session
) -> tuple[int, Problem | None]:
    uids = _UidCache(session)
    seen = 0
    for kind, model in sorted(evidence_models().items()):
        for row in _rows(model, session):
            seen += 1
            known = latest.pop((kind, row.uid), None)
            if known is None:
                return seen, _unknown_row(kind, row.uid)
            data = snapshot(row, uids)["data"]
            if off := sorted(name for name in known if data.get(name) != known[name]):
                return seen, _altered_row(kind, row.uid, off)
    if latest:
        return seen, _lost_row(*min(latest))
    return seen, None


def _compare_files(session: Session, data: Path) -> tuple[int, Problem | None]:
    seen = 0
    for checker in _checkers:
        count, problem = checker(session, data)
        seen += count
        if problem is not None:
            return seen, problem
    return seen, None


def _unknown_row(kind: str, uid: str) -> Problem:
    what = Label(f"{kind} {uid} 没有操作日志", f"{kind} {uid}: row without an audit entry")
    return Problem(what, kind, uid)


def _altered_row(kind: str, uid: str, off: list[str]) -> Problem:
    names = ", ".join(off)
    what = Label(
        f"{kind} {uid} 与最近的日志不符：{names}",
        f"{kind} {uid}: row differs from its log in {names}",
    )
    return Problem(what, kind, uid, tuple(off))


def _lost_row(kind: str, uid: str) -> Problem:
    return Problem(Label(f"{kind} {uid} 已从数据库中消失", f"{kind} {uid}: row is gone"), kind, uid)


def _rows(model: type[Any], session: Session) -> Iterator[Any]:
    return iter(session.scalars(select(model).order_by(model.id)).yield_per(500))


class _UidCache:
    """uid by (table, id), one query a table."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables: dict[str, dict[int, str]] = {}

    def __call__(self, table: Table, key: int) -> str:
        if table.name not in self._tables:
            rows = self._session.execute(select(table.c.id, table.c.uid))
            self._tables[table.name] = {row.id: row.uid for row in rows}
        return self._tables[table.name].get(key, "")
