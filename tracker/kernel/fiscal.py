"""The fiscal year (财政年度) is the calendar year: 预算法 第十八条."""

from __future__ import annotations

from datetime import date


def fiscal_year(day: date) -> int:
    """The fiscal year that ``day`` belongs to."""
    return day.year


def crosses_year(a: date, b: date) -> bool:
    """Whether the two days belong to different fiscal years."""
    return fiscal_year(a) != fiscal_year(b)


def year_end(year: int) -> date:
    """The last day of the fiscal year."""
    return date(year, 12, 31)
