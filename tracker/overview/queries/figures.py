"""The unit's figures as the funding page has them: the same formulas stand behind every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.funding import queries as funding
from tracker.funding.queries.facts import basic_line_facts
from tracker.funding.queries.sums import open_by
from tracker.funding.rules.matrix import Matrix, Row
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import ZERO
from tracker.overview.rules.strip import Strip


def matrix_of(today: date) -> Matrix:
    """Every signed contract and every project line, by year."""
    return funding.matrix(today)


def rows_of_project(project_id: int, today: date) -> Mapping[int, Row]:
    """The matrix rows of a project's contracts, by contract id."""
    rows = funding.matrix_of_project(project_id, today).rows
    return {row.contract.id: row for row in rows if row.contract is not None}


def strip_of(today: date) -> Strip:
    """The running year of the unit: what is pending is open of contracts, or basic and unspent."""
    unit = funding.unit_year(today.year, today)
    basic = (max(ZERO, line.left) for line in basic_line_facts(today.year, today))
    return Strip(
        as_of=today,
        approved=unit.approved,
        allotted=unit.allotted,
        spent=unit.spent,
        pending=sum(basic, start=open_by(year_end(today.year))),
    )
