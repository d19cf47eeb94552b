"""The page 跨年资金安排: which rows and years are shown, in which order. Pure, so easily tested."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

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


PAGE_ROWS = 100
MOST_USES = 24


@dataclass(frozen=True)
class View:
    """How the page is looked at: its order, filter, and which hundred rows (from 1)."""

    sort: Sort = Sort.PLANNED
    only_gaps: bool = False
    number: int = 1


PLAIN = View()


@dataclass(frozen=True)
class FundingPage:
    """``year`` is in execution (执行中), the one after it is being budgeted (编制预算)."""

    overview: Overview
    year: int
    payment_deadline_on: date
    view: View = PLAIN
    is_closed: bool = False

    @property
    def planned(self) -> int:
        return self.year + 1

    @cached_property
    def later(self) -> tuple[int, ...]:
        """The years after the planned one in which something is due."""
        years = self.overview.years
        return tuple(y for y in years if y > self.planned and self.overview.total(y).due)

    @cached_property
    def answer(self) -> Total:
        """须安排: what the planned year must hold, whatever is filtered."""
        return self.overview.total(self.planned)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row that the filter leaves, in order; the sums are theirs."""
        rows = [row for row in self.overview.rows if not self.view.only_gaps or self._lacks(row)]
        return tuple(sorted(rows, key=self._order))

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows on this page of the table."""
        first = (self.number - 1) * PAGE_ROWS
        return self.rows[first : first + PAGE_ROWS]

    @property
    def number(self) -> int:
        """The page of the table, the nearest one there is."""
        return min(max(self.view.number, 1), self.pages)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // PAGE_ROWS))

    @cached_property
    def uses(self) -> tuple[Row, ...]:
        """What the planned year's money is for, the largest first."""
        rows = [row for row in self.overview.rows if row.cell(self.planned).due]
        return tuple(sorted(rows, key=lambda row: (-row.cell(self.planned).due.fen, _code(row))))

    @property
    def scale(self) -> Money:
        """The longest bar."""
        return max((row.cell(self.planned).due for row in self.uses), default=ZERO)

    @property
    def main_uses(self) -> tuple[Row, ...]:
        return self.uses[:MOST_USES]

    @property
    def minor_uses(self) -> Total:
        """What is left out of the main ones."""
        return Total.of(row.cell(self.planned) for row in self.uses[MOST_USES:])

    @property
    def drawn(self) -> range:
        """The years of the timeline."""
        return range(self.year, max((self.planned, *self.later)) + 1)

    @cached_property
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
        return self._rows_of_project[row.project.id] > 1

    @cached_property
    def _rows_of_project(self) -> Counter[int]:
        return Counter(row.project.id for row in self.rows)

    def due_in(self, year: int) -> tuple[Row, ...]:
        """The rows with a need in a year, the largest first; no more than a page of them."""
        rows = [row for row in self.rows if row.cell(year).due]
        return tuple(sorted(rows, key=lambda row: (-row.cell(year).due.fen, _code(row))))[
            :PAGE_ROWS
        ]

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
        return keys[self.view.sort], *_code(row)


def _code(row: Row) -> tuple[str, str]:
    return row.project.code, row.contract.number if row.contract else ""
