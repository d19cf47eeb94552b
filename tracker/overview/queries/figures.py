"""The unit's figures as the funding page has them: the same matrix stands behind every page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.funding.queries import facts
from tracker.funding.rules.lines import unit_year
from tracker.funding.rules.matrix import Matrix, Row, matrix
from tracker.kernel.money import ZERO
from tracker.overview.rules.strip import Strip


def matrix_of(today: date) -> Matrix:
    """Every signed contract and every project line, by year."""
    return matrix(facts.contract_facts(), facts.line_facts(), today)


def rows_of_project(whole: Matrix, project_id: int) -> Mapping[int, Row]:
    """The matrix rows of a project's contracts, by contract id."""
    return {
        row.contract.id: row
        for row in whole.rows
        if row.contract is not None and row.project.id == project_id
    }


def strip_of(whole: Matrix, today: date) -> Strip:
    """The running year of the unit: what is pending is open of contracts, or basic and unspent."""
    lines = facts.line_facts(today.year, today)
    unit = unit_year(lines, facts.unlined_in(today.year, today))
    total = whole.total(today.year)
    basic = (max(ZERO, line.left) for line in lines if line.project is None)
    return Strip(
        as_of=today,
        approved=unit.approved,
        allotted=unit.allotted,
        spent=unit.spent,
        pending=sum(basic, start=total.due - total.paid),
    )
