"""Budget lines as the figures see them, and the unit's year: 批复, 到位, 支出, 执行率."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tracker.funding.rules.facts import ProjectFacts
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import LineFigures


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One budget line; without a project it is basic expenditure (基本支出)."""

    id: int
    project: ProjectFacts | None
    year: int
    figures: LineFigures
    paid: Money = ZERO

    @property
    def spent(self) -> Money:
        """Payments of a project's line; a basic line has dated entries instead."""
        return self.paid + self.figures.spent_entries

    @property
    def left(self) -> Money:
        """What has arrived and is not spent: the most that can be carried over or returned."""
        return self.figures.allotted - self.spent


@dataclass(frozen=True, slots=True)
class UnitYear:
    """The unit in one year; ``unlined`` are payments that no budget line covers (已说明)."""

    approved: Money
    allotted: Money
    spent: Money
    unlined: Money = ZERO

    @property
    def execution_rate(self) -> Decimal | None:
        """支出 ÷ 到位; None while nothing has arrived."""
        return self.spent.decimal / self.allotted.decimal if self.allotted else None


def unit_year(lines: Iterable[LineFacts], unlined: Money = ZERO) -> UnitYear:
    """Add up one year's lines; a payment without a line is spending all the same."""
    known = list(lines)
    return UnitYear(
        approved=sum((line.figures.approved for line in known), start=ZERO),
        allotted=sum((line.figures.allotted for line in known), start=ZERO),
        spent=sum((line.spent for line in known), start=unlined),
        unlined=unlined,
    )
