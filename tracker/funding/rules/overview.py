"""The figures of a range of years, for the page, the command line and other programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.funding.rules.awards import OpenServiceYear
from tracker.funding.rules.cells import Total
from tracker.funding.rules.matrix import Matrix, Row
from tracker.kernel.fiscal import fiscal_year


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole matrix as of a day, and the window of years that is looked at."""

    today: date
    from_year: int
    to_year: int
    matrix: Matrix
    service_years: tuple[OpenServiceYear, ...] = ()

    @property
    def years(self) -> range:
        return range(self.from_year, self.to_year + 1)

    def until(self, year: int) -> Overview:
        """The same figures, looked at up to another year."""
        return replace(self, to_year=year)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows with something in the window, or in no year at all."""
        return tuple(
            row
            for row in self.matrix.rows
            if row.undated or any(not row.cell(year).empty for year in self.years)
        )

    @property
    def open_service_years(self) -> tuple[OpenServiceYear, ...]:
        """Awarded, not contracted, not over, and touching the window."""
        return tuple(
            each
            for each in self.service_years
            if max(each.by_year) >= fiscal_year(self.today)
            and not self.to_year < min(each.by_year)
            and not max(each.by_year) < self.from_year
        )

    def total(self, year: int) -> Total:
        return self.matrix.total(year)
