"""What an import comes to, row by row: shown before, and compared when it is confirmed. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tracker.kernel.labels import Label


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    HELD = "held"

    @property
    def label(self) -> Label:
        return _LABELS[self]


_LABELS = {
    Outcome.NEW: Label("新增", "New"),
    Outcome.CHANGED: Label("更新", "Changed"),
    Outcome.UNCHANGED: Label("一致", "On record"),
    Outcome.WRONG: Label("有错", "Wrong"),
    Outcome.HELD: Label("待改正", "Held back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: ``notes`` say what changes, or what is wrong and where. One is held
    back when another row of the same record is wrong."""

    table: str
    row: int
    number: str
    name: str
    outcome: Outcome
    notes: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``records`` counts projects, contracts and payments, each by what becomes of it."""

    lines: tuple[Line, ...]
    records: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        """How many rows come out so."""
        return sum(line.outcome is outcome for line in self.lines)

    def made(self, kind: str, outcome: Outcome) -> int:
        """How many projects, contracts or payments come out so."""
        return self.records.get(kind, {}).get(outcome, 0)

    @property
    def is_wrong(self) -> bool:
        return self.count(Outcome.WRONG) > 0

    @property
    def changes_anything(self) -> bool:
        return any(
            self.made(kind, outcome)
            for kind in self.records
            for outcome in (Outcome.NEW, Outcome.CHANGED)
        )

    @property
    def fingerprint(self) -> str:
        """Two results that say the same have the same."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()

    def as_text(self) -> str:
        """The result as JSON, to be kept."""
        lines = [
            [one.table, one.row, one.number, one.name, one.outcome, _pairs(one.notes)]
            for one in self.lines
        ]
        return json.dumps({"lines": lines, "records": self.records}, ensure_ascii=False)


def from_text(text: str) -> Result:
    """The result that ``as_text`` wrote."""
    data: dict[str, Any] = json.loads(text)
    return Result(
        tuple(
            Line(table, row, number, name, Outcome(outcome), tuple(Label(*one) for one in notes))
            for table, row, number, name, outcome, notes in data["lines"]
        ),
        data["records"],
    )


def counted(kinds: Iterable[tuple[str, Outcome]]) -> dict[str, dict[str, int]]:
    """How often each kind of record comes out how."""
    counts: dict[str, dict[str, int]] = {}
    for (kind, outcome), number in sorted(Counter(kinds).items()):
        counts.setdefault(kind, {})[str(outcome)] = number
    return counts


def _pairs(labels: Iterable[Label]) -> list[list[str]]:
    return [[one.zh, one.en] for one in labels]
