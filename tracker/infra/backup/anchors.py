"""The chain's head, kept from day to day in a file outside the database (SIGNOFF 10).

The chain proves its own order, not its end: whoever cuts the tail off, or writes all of it anew
with the key, is noticed only by comparing with an older head. One line a backup:
``2022-11-15 219 <hash> 219``; after a restore one that ends in ``restored``, because what the
database had beyond that point is then gone with everybody's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.verification import Problem
from tracker.kernel.labels import Label

FILE = "anchors.log"
RESTORED = "restored"
_LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d) (\d+) ([0-9a-f]{{64}}) (\d+)( {RESTORED})?")


@dataclass(frozen=True)
class Anchor:
    """On ``day`` the entry ``seq`` was the last one and had this hash; ``count`` were there."""

    day: date
    seq: int
    head: str
    count: int
    restored: bool = False

    def __str__(self) -> str:
        mark = f" {RESTORED}" if self.restored else ""
        return f"{self.day} {self.seq} {self.head} {self.count}{mark}"


def append(data: Path, anchor: Anchor) -> None:
    """Add a line to the file in the data folder."""
    with (data / FILE).open("a", encoding="ascii") as file:
        file.write(f"{anchor}\n")


def check(data: Path) -> tuple[int, Problem | None]:
    """How many anchors bind the chain, and the first that it does not hold to."""
    path = data / FILE
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    anchors: list[Anchor] = []
    for number, line in enumerate(lines, start=1):
        if (anchor := parse(line)) is None:
            return len(anchors), Problem(_unreadable(number))
        anchors.append(anchor)
    binding = still_binding(anchors)
    wanted = select(AuditEntry.seq, AuditEntry.hash)
    wanted = wanted.where(AuditEntry.seq.in_({one.seq for one in binding}))
    hashes = {row.seq: row.hash for row in db.session.execute(wanted)}
    return len(binding), first_broken(binding, hashes)


def parse(line: str) -> Anchor | None:
    """The anchor of a line; none for one that is not whole."""
    match = _LINE.fullmatch(line)
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    if match is None or day is None:
        return None
    return Anchor(day, int(match[2]), match[3], int(match[4]), bool(match[5]))


def still_binding(anchors: Iterable[Anchor]) -> list[Anchor]:
    """Those that the chain of today must hold to: a restore releases what came after its point."""
    binding: list[Anchor] = []
    for anchor in anchors:
        if anchor.restored:
            binding = [one for one in binding if one.seq <= anchor.seq]
        binding.append(anchor)
    return [one for one in binding if one.seq]


def first_broken(anchors: Iterable[Anchor], hashes: Mapping[int, str]) -> Problem | None:
    """What is wrong with the first anchor that the chain, hash by number, does not hold to."""
    for anchor in anchors:
        if hashes.get(anchor.seq) != anchor.head:
            return Problem(_differs(anchor))
    return None


def _unreadable(number: int) -> Label:
    return Label(
        f"{FILE}第{number}行无法识别，文件可能被改动",
        f"Line {number} of {FILE} cannot be read; the file may have been changed",
    )


def _differs(anchor: Anchor) -> Label:
    return Label(
        f"{anchor.day}记下的链头（第{anchor.seq}条）与现在的操作日志不符：末尾被删除或整体被改写",
        f"The log does not hold the head noted on {anchor.day} (entry {anchor.seq}):"
        " its tail was cut off, or all of it was rewritten",
    )
