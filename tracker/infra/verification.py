"""Checking the evidence: the chain is whole, and every row still says what was last recorded."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from tracker.infra.audit import (
    COLUMNS,
    GENESIS,
    AuditEntry,
    digest,
    digest_of,
    evidence_models,
    kind_of,
    snapshot,
)
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
    derived: int = 0

    @property
    def is_sound(self) -> bool:
        return self.problem is None


ContentCheck = Callable[[Session, Path], tuple[int, Problem | None]]
DerivedCheck = Callable[[], tuple[int, Problem | None]]

_contents: list[ContentCheck] = []
_derived: list[DerivedCheck] = []
_BATCH = 500
_HASH = len(COLUMNS)  # the place of an entry's own hash: after what it covers
# How a row ends in a payload. Canonical JSON has one order, and quotes in a text are escaped.
_ROW = re.compile(r'"kind":"(\w+)","schema_version":\d+,"uid":"([^"]*)"\}')
rows_told: Callable[[str], list[tuple[str, str]]] = _ROW.findall  # kind and uid, by a payload


def checks_content(check: ContentCheck) -> ContentCheck:
    """Register what compares files with the rows that name them, below a data folder.

    It returns how many it looked at, and the first that is not as it was.
    """
    _contents.append(check)
    return check


def checks_derived(check: DerivedCheck) -> DerivedCheck:
    """Register what works out anew the values that are stored although they follow from others.

    It returns how many it looked at, and the first that is not what the rules derive (MODEL 8.4).
    What turns with the day alone may lag behind by an hour and is not to be reported.
    """
    _derived.append(check)
    return check


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
    notice an altered row, so rows are compared as well, then what is stored although it follows
    from them, and then the content they name by its SHA-256. ``session`` is that of a copy,
    ``data`` the folder its files are in; what follows from the rows is checked in the original.
    """
    is_copy = session is not None
    session = session or db.session()
    chain, problem = _check_chain(session, key)
    if problem is not None:
        return Verdict(chain.entries, 0, chain.head, problem)
    rows, problem = _compare_rows(chain.latest, session)
    derived = files = 0
    if problem is None and not is_copy:
        derived, problem = _first_problem(check() for check in _derived)
    if problem is None:
        folder = data or current_app.config["TRACKER"].data
        files, problem = _first_problem(check(session, folder) for check in _contents)
    return Verdict(chain.entries, rows, chain.head, problem, files, derived)


def verify_rows(key: bytes, rows: Sequence[Any], project_uid: str) -> tuple[int, Problem | None]:
    """Check some rows of a project by themselves: quick, however long the chain is.

    Each of the project's entries must have its hash and follow on the one before it, and each row
    must be what the last of them says. Returns how many entries were read, and what is off first.
    That nothing was cut off or put in elsewhere is for ``verify`` to tell.
    """
    before = aliased(AuditEntry)
    query = (
        select(*AuditEntry.__table__.columns, before.hash.label("before"))
        .outerjoin(before, before.seq == AuditEntry.seq - 1)
        .where(AuditEntry.project_uid == project_uid)
        .order_by(AuditEntry.seq)
    )
    told: dict[tuple[str, str], Mapping[str, Any]] = {}
    seen = 0
    for entry in db.session.execute(query).yield_per(_BATCH):
        seen += 1
        if problem := _entry_problem(entry, entry.seq, entry.before or GENESIS, key):
            return seen, problem
        told |= {
            (row["kind"], row["uid"]): row["data"] for row in json.loads(entry.payload)["rows"]
        }
    uids = _UidCache(db.session())
    for row in rows:
        kind = kind_of(row)
        if problem := _row_problem(row, kind, told.get((kind, row.uid)), uids):
            return seen, problem
    return seen, None


@dataclass
class _Chain:
    """What was read of the chain; ``latest`` holds the entry that last told of each row."""

    entries: int = 0
    head: str = GENESIS
    latest: dict[tuple[str, str], int] = field(default_factory=dict)


def _check_chain(session: Session, key: bytes) -> tuple[_Chain, Problem | None]:
    """Read it once, in order, a few entries at a time: it may be longer than the memory."""
    latest: dict[tuple[str, str], int] = {}
    seq, head = 0, GENESIS
    for seq, entry in enumerate(_entries(session), 1):
        if problem := _entry_problem(entry, seq, head, key):
            return _Chain(seq, head), problem
        head = entry[_HASH]
        for row in rows_told(entry[_HASH - 2]):
            latest[row] = seq
    return _Chain(seq, head, latest), None


def _entries(session: Session) -> Iterator[Sequence[Any]]:
    """The chain as the driver reads it: nothing is made of a row but what its hash covers."""
    connection = session.connection()
    query = select(*AuditEntry.__table__.columns).order_by(AuditEntry.seq)
    statement = str(query.compile(dialect=connection.dialect))
    streamed = {"stream_results": True}
    with connection.exec_driver_sql(statement, execution_options=streamed) as result:
        for rows in result.partitions(_BATCH):
            yield from rows


def _entry_problem(entry: Sequence[Any], seq: int, prev: str, key: bytes) -> Problem | None:
    """``entry`` begins with the columns of one, in their order."""
    if entry[0] != seq:
        return Problem(Label(f"第{seq}条操作日志缺失", f"audit entry {seq} is missing"))
    if entry[_HASH - 1] != prev or not _has_its_hash(entry, key):
        return Problem(
            Label(f"第{seq}条操作日志与校验值不符", f"audit entry {seq} does not match its hash")
        )
    return None


def _has_its_hash(entry: Sequence[Any], key: bytes) -> bool:
    try:
        return hmac.compare_digest(entry[_HASH], digest_of(entry[:_HASH], key))
    except (TypeError, ValueError):  # what a text or an instant once was is none any more
        return False


def _compare_rows(
    latest: dict[tuple[str, str], int], session: Session
) -> tuple[int, Problem | None]:
    uids = _UidCache(session)
    seen = 0
    for kind, model in sorted(evidence_models().items()):
        for part in session.scalars(select(model).order_by(model.id)).partitions(_BATCH):
            told = _snapshots(session, kind, {latest.pop((kind, row.uid), 0) for row in part})
            for row in part:
                seen += 1
                if problem := _row_problem(row, kind, told.get(row.uid), uids):
                    return seen, problem
    if latest:
        return seen, _lost_row(*min(latest))
    return seen, None


def _snapshots(session: Session, kind: str, seqs: Set[int]) -> Mapping[str, Mapping[str, Any]]:
    """By uid, the rows of one kind as these entries tell of them."""
    query = select(AuditEntry.payload).where(AuditEntry.seq.in_(seqs)).order_by(AuditEntry.seq)
    return {
        row["uid"]: row["data"]
        for payload in session.scalars(query)
        for row in json.loads(payload)["rows"]
        if row["kind"] == kind
    }


def _row_problem(
    row: Any, kind: str, known: Mapping[str, Any] | None, uids: _UidCache
) -> Problem | None:
    """A column that came into being after the last entry about the row is not compared."""
    if known is None:
        return _unknown_row(kind, row.uid)
    data = snapshot(row, uids)["data"]
    off = sorted(name for name in known if data.get(name) != known[name])
    return _altered_row(kind, row.uid, off) if off else None


def _first_problem(
    results: Iterable[tuple[int, Problem | None]],
) -> tuple[int, Problem | None]:
    """How much was looked at up to the first problem."""
    seen = 0
    for count, problem in results:
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
