"""Reads of funding: the matrix, the unit's figures, the pages."""

from tracker.funding.queries.overview import (
    demand,
    matrix,
    matrix_of_project,
    overview,
    unit_year,
)
from tracker.funding.queries.pages import (
    carry_line,
    funding_page,
    line_rest,
    sweep_item,
    timeline_of,
    year_end_page,
)
from tracker.funding.queries.request import request_form

__all__ = [
    "carry_line",
    "demand",
    "funding_page",
    "line_rest",
    "matrix",
    "matrix_of_project",
    "overview",
    "request_form",
    "sweep_item",
    "timeline_of",
    "unit_year",
    "year_end_page",
]
