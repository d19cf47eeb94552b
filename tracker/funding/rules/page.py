"""The page 跨年资金安排: which rows and years are shown, in which order. Pure, so easily tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.funding.rules.carrying import Suggestion, suggest
from tracker.funding.rules.cells import Total
from tracker.funding.rules.matrix import Row
from tracker.funding.rules.overview import Overview
from tracker.kernel.money import ZERO, Money


class Sort(StrEnum):
    PLANNED = "planned"
    GAP = "gap"
    EXECUTED = "executed"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class FundingPage:
    """``year`` is in execution (执行中), the one after it is being budgeted (编制预算)."""

    overview: Overview
    year: int
    payment_deadline_on: date
    sort: Sort = Sort.PLANNED
    only_gaps: bool = False
    is_closed: bool = False

    @property
    def planned(self) -> int:
        return self.year + 1

    @property
    def later(self) -> tuple[int, ...]:
        """The years after the planned one in which something is due."""
        years = self.overview.years
        return tuple(y for y in years if y > self.planned and self.overview.total(y).due)

    @property
    def answer(self) -> Total:
        """须安排: what the planned year must hold, whatever is filtered."""
        return self.overview.total(self.planned)

    @property
    def rows(self) -> tuple[Row, ...]:
        rows = [row for row in self.overview.rows if not self.only_gaps or self._lacks(row)]
        return tuple(sorted(rows, key=self._order))

    @property
    def uses(self) -> tuple[Row, ...]:
        """What the planned year's money is for, the largest first."""
        rows = [row for row in self.overview.rows if row.cell(self.planned).due]
        return tuple(sorted(rows, key=lambda row: (-row.cell(self.planned).due.fen, _code(row))))

    @property
    def scale(self) -> Money:
        """The longest bar."""
        return max((row.cell(self.planned).due for row in self.uses), default=ZERO)

    @property
    def suggestion(self) -> Suggestion | None:
        return None if self.is_closed else suggest(self.overview.matrix, self.year)

    @property
    def is_balanced(self) -> bool:
        """核对 of the rows shown, all together."""
        return all(row.check is None or row.check.holds for row in self.rows)

    @property
    def has_undated(self) -> bool:
        return any(row.undated for row in self.rows)

    @property
    def has_earlier(self) -> bool:
        """Whether anything was paid before the window, without which no row adds up."""
        return any(self.earlier(row) for row in self.rows)

    @property
    def reversed_later(self) -> Money:
        """What came back after its year: it stands in that year and in a later one."""
        return sum((row.prior_reversed for row in self.rows), start=ZERO)

    def is_one_of_several(self, row: Row) -> bool:
        """Whether the project has other rows, so that its name alone would not tell them apart."""
        return sum(1 for other in self.rows if other.project == row.project) > 1

    def due_in(self, year: int) -> tuple[Row, ...]:
        """The rows with a need in a year, the largest first."""
        rows = [row for row in self.rows if row.cell(year).due]
        return tuple(sorted(rows, key=lambda row: (-row.cell(year).due.fen, _code(row))))

    def earlier(self, row: Row) -> Money:
        return sum((cell.due for year, cell in row.cells.items() if year < self.year), start=ZERO)

    def sums(self, year: int) -> Total:
        """The foot of the table: it follows the filter."""
        return Total.of(row.cell(year) for row in self.rows)

    @property
    def total_amount(self) -> Money:
        return sum((row.amount for row in self.rows), start=ZERO)

    @property
    def total_earlier(self) -> Money:
        return sum((self.earlier(row) for row in self.rows), start=ZERO)

    @property
    def total_undated(self) -> Money:
        return sum((row.undated for row in self.rows), start=ZERO)

    def _lacks(self, row: Row) -> bool:
        return bool(row.cell(self.planned).gap or row.cell(self.year).cash_gap)

    def _order(self, row: Row) -> tuple[int, str, str]:
        planned, executed = row.cell(self.planned), row.cell(self.year)
        keys = {
            Sort.PLANNED: -planned.due.fen,
            Sort.GAP: -planned.gap.fen,
            Sort.EXECUTED: -executed.due.fen,
            Sort.CODE: 0,
        }
        return keys[self.sort], *_code(row)


def _code(row: Row) -> tuple[str, str]:
    return row.project.code, row.contract.number if row.contract else ""
