"""The figures for other programs: amounts are strings in 元 with two decimals."""

from __future__ import annotations

from typing import Any

from tracker.funding.rules.cells import Cell, Total
from tracker.funding.rules.matrix import Row
from tracker.funding.rules.overview import Overview


def as_json(overview: Overview) -> dict[str, Any]:
    """Totals by year, and every contract; ``contract`` is null for a project without one."""
    return {
        "as_of": overview.today.isoformat(),
        "years": {str(year): _figures(overview.total(year)) for year in overview.years},
        "contracts": [_row(row, overview.years) for row in overview.rows],
    }


def _row(row: Row, years: range) -> dict[str, Any]:
    return {
        "project": row.project.code,
        "contract": row.contract.number if row.contract else None,
        "amount": row.amount.plain,
        "undated": row.undated.plain,
        "prior_reversed": row.prior_reversed.plain,
        "check": row.check.holds if row.check else True,
        "years": {str(year): _figures(row.cell(year)) for year in years},
    }


def _figures(cell: Cell | Total) -> dict[str, str]:
    return {
        "due": cell.due.plain,
        "brought_in": cell.brought_in.plain,
        "paid": cell.paid.plain,
        "budgeted": cell.budgeted.plain,
        "allotted": cell.allotted.plain,
        "gap": cell.gap.plain,
    }
