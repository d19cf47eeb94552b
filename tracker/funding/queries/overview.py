"""The matrix as of a day, and the unit's year."""

from __future__ import annotations

from datetime import date

from tracker.funding.queries import facts, sums
from tracker.funding.queries.facts import Within
from tracker.funding.rules.awards import OpenServiceYear
from tracker.funding.rules.demand import Demand
from tracker.funding.rules.lines import UnitYear
from tracker.funding.rules.matrix import Matrix
from tracker.funding.rules.matrix import matrix as build
from tracker.funding.rules.overview import Overview
from tracker.infra.memo import remembered

_MOST_ROWS = 1_000  # of a centre that is kept between two visits; more would weigh too much


def overview(from_year: int, to_year: int, today: date) -> Overview:
    """Every contract and project line in which anything stands from ``from_year`` on."""
    key = ("overview", from_year, today)
    rows, service_years = remembered(key, lambda: _read_overview(from_year, today), fits=_fits)
    return Overview(today, from_year, to_year, rows, service_years)


_Read = tuple[Matrix, tuple[OpenServiceYear, ...]]


def _fits(read: _Read) -> bool:
    return len(read[0].rows) <= _MOST_ROWS


def _read_overview(from_year: int, today: date) -> _Read:
    within = facts.alive_from(min(from_year, today.year))
    rows = build(facts.contract_facts(within), facts.line_facts(within, from_year), today)
    return rows, facts.open_service_years()


def matrix(today: date, within: Within = None) -> Matrix:
    """The signed contracts and budgets of these projects (or all), by every year they have."""
    return build(facts.contract_facts(within), facts.line_facts(within), today)


def matrix_of_project(project_id: int, today: date) -> Matrix:
    """One project's signed contracts and budgets, by every year it has."""
    return matrix(today, facts.one_project(project_id))


def unit_year(year: int, as_of: date) -> UnitYear:
    """批复, 到位 and 支出 of the unit in ``year`` as they stood at the end of ``as_of``."""
    return sums.unit_year(year, as_of)


def demand(year: int, today: date) -> Demand:
    """What a year to come must hold, and what its budget holds of it, without reading the parts."""
    return remembered(("demand", year, today), lambda: sums.demand(year, today))
