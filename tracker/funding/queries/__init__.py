"""Reads of funding: the matrix, the unit's year, the pages."""

from tracker.funding.queries.overview import overview, unit_year
from tracker.funding.queries.pages import funding_page, line_rest, sweep_item, year_end_page

__all__ = ["funding_page", "line_rest", "overview", "sweep_item", "unit_year", "year_end_page"]
