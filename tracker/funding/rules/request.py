"""预算申报表: what a year must hold by signed contracts, each instalment with its basis. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from tracker.funding.rules.carrying import Suggestion
from tracker.funding.rules.cells import Total
from tracker.funding.rules.facts import ProjectFacts
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment to be paid in the year; ``share`` is its agreed ratio, if it has one."""

    no: int
    name: str
    share: str
    condition: Label
    due_on: date
    amount: Money

    @property
    def basis(self) -> Label:
        """As it stands in the table: 终验款27%，5月10日."""
        day = self.due_on
        return Label(
            f"{self.name}{self.share}，{day.month}月{day.day}日",
            f"{self.name} {self.share}, {day:%m-%d}".replace(" ,", ","),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A contract's line: the year before, the year asked for with what is budgeted, the next."""

    project: ProjectFacts
    contract: str
    amount: Money
    before: Money
    due: Money
    listed: Money
    missing: Money
    after: Money
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """The form of ``year`` as of a day; ``undated`` and ``at_cost`` are listed beside it only."""

    year: int
    as_of: date
    unit: str
    rows: tuple[Row, ...]
    total: Total
    suggestion: Suggestion | None
    undated: Money
    at_cost: int

    @property
    def amount(self) -> Money:
        return _sum(row.amount for row in self.rows)

    @property
    def before(self) -> Money:
        return _sum(row.before for row in self.rows)

    @property
    def listed(self) -> Money:
        return _sum(row.listed for row in self.rows)

    @property
    def missing(self) -> Money:
        return _sum(row.missing for row in self.rows)

    @property
    def after(self) -> Money:
        return _sum(row.after for row in self.rows)

    @property
    def count(self) -> int:
        return sum(len(row.parts) for row in self.rows)

    @property
    def code(self) -> str:
        """Tells whether two prints say the same: 16 hex digits of what stands on the form."""
        lines = [f"{self.year} {self.as_of} {self.unit}"]
        for row in self.rows:
            amounts = (row.amount, row.before, row.due, row.listed, row.missing, row.after)
            lines.append(f"{row.project.code} {row.contract} {' '.join(a.plain for a in amounts)}")
            lines += [f"{part.no} {part.due_on} {part.amount.plain}" for part in row.parts]
        found = sha256("\n".join(lines).encode()).hexdigest()[:16]
        return " ".join(found[at : at + 4] for at in range(0, 16, 4))


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
