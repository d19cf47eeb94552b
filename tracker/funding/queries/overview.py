"""The matrix as of a day, and the unit's year."""

from __future__ import annotations

from datetime import date

from tracker.funding.queries import facts
from tracker.funding.rules.lines import UnitYear
from tracker.funding.rules.lines import unit_year as add_up
from tracker.funding.rules.matrix import matrix
from tracker.funding.rules.overview import Overview


def overview(from_year: int, to_year: int, today: date) -> Overview:
    """Every contract and project line, as of ``today``, looked at from one year to another."""
    return Overview(
        today=today,
        from_year=from_year,
        to_year=to_year,
        matrix=matrix(facts.contract_facts(), facts.line_facts(), today),
        service_years=facts.open_service_years(),
    )


def unit_year(year: int, as_of: date) -> UnitYear:
    """批复, 到位 and 支出 of the unit in ``year`` as they stood at the end of ``as_of``."""
    return add_up(facts.line_facts(year, as_of), facts.unlined_in(year, as_of))
