"""What stands on the budget request of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import Pricing
from tracker.contracts.rules.ratios import show_ratio
from tracker.contracts.rules.terms import Terms
from tracker.funding.queries.overview import overview
from tracker.funding.rules import matrix as rules
from tracker.funding.rules.carrying import suggest
from tracker.funding.rules.facts import ContractFacts, InstalmentFacts
from tracker.funding.rules.request import Part, Request, Row
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import ZERO
from tracker.settings.queries import unit


def request_form(year: int, today: date) -> Request:
    """The request of a year to come, the largest contract first; ``NotFound`` for other years."""
    if not today.year < year <= today.year + 5:
        raise NotFound
    whole = overview(year - 1, year + 1, today)
    needed = [row for row in whole.rows if row.contract and row.cell(year).due]
    needed.sort(key=lambda row: (-row.cell(year).due.fen, row.project.code))
    terms = _terms(year)
    return Request(
        year=year,
        as_of=today,
        unit=unit().name,
        rows=tuple(_row(row, row.contract, year, terms) for row in needed if row.contract),
        total=whole.total(year),
        suggestion=suggest(whole.matrix, year - 1),
        undated=sum((row.undated for row in whole.rows), start=ZERO),
        at_cost=sum(_is_at_cost(row, today.year) for row in whole.rows),
    )


def _is_at_cost(row: rules.Row, year: int) -> bool:
    """据实 work going on this year: nothing tells yet what it will cost in the next one."""
    at_cost = row.contract is not None and row.contract.pricing is Pricing.ACTUAL
    return at_cost and bool(row.cell(year).due) and not row.cell(year + 1).due


def _row(row: rules.Row, contract: ContractFacts, year: int, terms: Mapping[int, Terms]) -> Row:
    cell = row.cell(year)
    carried = [one for one in contract.instalments if one.id in terms and one.open]
    return Row(
        project=row.project,
        contract=contract.number,
        amount=row.amount,
        before=row.cell(year - 1).due,
        due=cell.due,
        listed=cell.covered,
        missing=cell.gap,
        after=row.cell(year + 1).due,
        parts=tuple(sorted((_part(one, terms[one.id]) for one in carried), key=_day)),
    )


def _part(one: InstalmentFacts, terms: Terms) -> Part:
    return Part(
        no=one.no,
        name=one.name,
        share=show_ratio(terms.ratio) if terms.ratio is not None else "",
        condition=terms.condition,
        due_on=one.due_on or date.max,
        amount=one.open,
    )


def _day(part: Part) -> tuple[date, int]:
    return part.due_on, part.no


def _terms(year: int) -> Mapping[int, Terms]:
    """The terms of the open instalments due in the year."""
    query = select(Instalment).where(
        Instalment.settled_on.is_(None),
        Instalment.withdrawn_in.is_(None),
        Instalment.due_on.between(date(year, 1, 1), year_end(year)),
    )
    return {one.id: one.terms for one in db.session.scalars(query)}
