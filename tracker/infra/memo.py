"""What follows from evidence alone is worked out once, and kept until the chain has a new entry.

Every use case that writes evidence appends one entry in the same transaction, so whatever was read
under one head of the audit chain holds until there is another, in every process. What hangs on
anything else (the day, a person, rows that are no evidence) names that in its key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from flask import Flask, current_app

from tracker.infra import audit
from tracker.infra.db import db, is_writing

MOST = 1_000  # values; beyond it all are forgotten
_NAME = "tracker.memo"

V = TypeVar("V")
Head = tuple[int, str]


@dataclass
class _Memo:
    """The values found under one head; threads of a process share it."""

    head: Head = (0, "")
    values: dict[Hashable, Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def get(self, head: Head, key: Hashable) -> Any:
        with self.lock:
            return self.values.get(key) if self.head == head else None

    def put(self, head: Head, key: Hashable, value: Any) -> None:
        with self.lock:
            if self.head != head or len(self.values) >= MOST:
                self.head, self.values = head, {}
            self.values[key] = value


def init_app(app: Flask) -> None:
    """Give the application a memory of its own."""
    app.extensions[_NAME] = _Memo()


def remembered(
    key: Hashable, find: Callable[[], V], *, fits: Callable[[V], bool] | None = None
) -> V:
    """The value of ``key``; ``find`` reads it from evidence, and must not answer ``None``.

    A transaction that writes reads for itself: what it has written so far is in no entry yet. The
    value is shared by all who ask, so nobody may change it. What does not fit is not kept.
    """
    if is_writing():
        return find()
    memo, head = cast(_Memo, current_app.extensions[_NAME]), _head()
    value = memo.get(head, key)
    if value is None:
        value = find()
        if fits is None or fits(value):
            memo.put(head, key, value)
    return cast(V, value)


def once(key: Hashable, find: Callable[[], V]) -> V:
    """The value of ``key``, found once in each snapshot of the database, whatever it hangs on.

    A transaction that writes reads for itself.
    """
    if is_writing():
        return find()
    session = db.session()
    snapshot = session.get_transaction()
    of, known = session.info.get(_NAME, (None, {}))
    if snapshot is None or of is not snapshot:
        known = {}
    if key not in known:
        known[key] = find()
        session.info[_NAME] = (session.get_transaction(), known)
    return cast(V, known[key])


def _head() -> Head:
    """The last entry of the chain."""
    return once(_NAME, audit.head)
