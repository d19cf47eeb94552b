"""Reads of funding: the matrix, the unit's figures, the pages."""

from tracker.funding.queries.overview import (
    demand,
    matrix,
    matrix_of_project,
    overview,
    unit_year,
)
from tracker.funding.queries.pages import funding_page, line_rest, sweep_item, year_end_page

__all__ = [
    "demand",
    "funding_page",
    "line_rest",
    "matrix",
    "matrix_of_project",
    "overview",
    "sweep_item",
    "unit_year",
    "year_end_page",
]
