"""The register in the database: which projects a filter leaves, in what order, and their sums.

Nothing here reads the facts. One scan of the index counts and adds up, and the rows of a page come
in their order from an index of the year, however many projects there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, or_, select, true
from sqlalchemy.orm import aliased

from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.overview.models import ProjectIndex, ProjectYear
from tracker.overview.rules import search
from tracker.overview.rules.index import NO_DAY
from tracker.overview.rules.register import (
    ATTENTION_DAYS,
    PAGE_SIZE,
    Asked,
    Filters,
    Result,
    Sort,
    Totals,
    View,
)
from tracker.procurement.models import Award

P, Y = ProjectIndex, ProjectYear
OTHER = aliased(ProjectYear)  # any year of the project, whichever year is looked at
ESCAPE = "\\"
_BATCH = 200
_FEW = 1_000  # projects found that are named one by one from then on


def result(asked: Asked) -> Result:
    """The page asked for, or the nearest there is."""
    register = _Register(asked)
    counts, count, paid, unpaid, undated = register.sums()
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, asked.filters.page), pages)
    return Result(
        ids=register.ids((page - 1) * PAGE_SIZE, PAGE_SIZE),
        count=count,
        counts=counts,
        totals=Totals(paid, unpaid, undated, register.due()),
        page=page,
        pages=pages,
    )


def count(asked: Asked) -> int:
    """How many projects pass the filter."""
    register = _Register(asked)
    return db.session.scalar(register.chosen(func.count())) or 0


def all_ids(asked: Asked) -> Iterator[Sequence[int]]:
    """All that pass, in order, some at a time; what a file needs that holds every page."""
    ids = _Register(asked).ids(0, None)
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


class _Register:
    """The queries of one asking.

    The rows of the years were made for one running year. When another has begun and not all are
    made again yet, what is open is looked for in the index itself.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._filters = asked.filters
        year = asked.filters.year
        looks_up = year == asked.today.year and _lags_behind(year)
        self._by_year = year is not None and not looks_up
        self._due_on = Y.next_due_on if self._by_year else P.next_due_on
        self._worded = tuple(_worded(self._filters.query))

    def sums(self) -> tuple[Mapping[View, int], int, Money, Money, Money]:
        """How many pass in each view; of the chosen one how many, what is paid, open, undated."""
        holds = self._views()
        chosen = holds[self._filters.view]
        query = self._passing(
            *(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in holds.values()),
            *(func.sum(case((chosen, one))) for one in (P.paid, P.unpaid, P.undated)),
        )
        *counts, paid, unpaid, undated = db.session.execute(query).one()
        by_view = dict(zip(holds, counts, strict=True))
        return by_view, by_view[self._filters.view], paid or ZERO, unpaid or ZERO, undated or ZERO

    def due(self) -> Mapping[int, Money]:
        """应付 in each of the years shown; what is open of past years stands in the running one."""
        running, years = self._asked.today.year, self._asked.years
        inside = Y.year <= max(years) if running in years else Y.year.in_(years)
        query = (
            select(Y.year, func.sum(Y.paid), func.sum(Y.open))
            .where(inside, Y.project_id.in_(self._members()))
            .group_by(Y.year)
        )
        due = dict.fromkeys(years, ZERO)
        for year, paid, opened in db.session.execute(query):
            carrying = max(year, running)
            due[year] = due.get(year, ZERO) + paid
            due[carrying] = due.get(carrying, ZERO) + opened
        return {year: due[year] for year in years}

    def _members(self) -> Select[Any]:
        """The projects of the chosen view; of a year and a stage alone, without looking further."""
        one = self._filters
        by_more = (one.department_id, one.owner_id, one.method, one.query or one.picked or None)
        if not self._by_year or one.view is not View.ALL or any(by is not None for by in by_more):
            return self.chosen(P.project_id)
        query = select(OTHER.project_id).where(OTHER.year == one.year)
        if one.year is not None and one.year < self._asked.today.year:
            query = query.where(OTHER.lasting)
        return query if one.stage is None else query.where(OTHER.stage == one.stage)

    def ids(self, first: int, most: int | None) -> tuple[int, ...]:
        """The projects of the chosen view from a place on, in order."""
        query = self.chosen(P.project_id).order_by(*self._order()).offset(first).limit(most)
        return tuple(db.session.scalars(query))

    def chosen(self, column: ColumnElement[Any] | Any) -> Select[Any]:
        """What passes the filter and stands in the chosen view."""
        return self._passing(column).where(self._views()[self._filters.view])

    def _passing(self, *columns: Any) -> Select[Any]:
        query = select(*columns).select_from(P)
        year, running = self._filters.year, self._asked.today.year
        if self._by_year:
            query = query.join(Y, (Y.project_id == P.project_id) & (Y.year == year))
            if year is not None and year < running:
                query = query.where(Y.lasting)
        elif year is not None:
            has_row = _any_year(OTHER.year == year)
            query = query.where(or_(has_row, P.floats, P.first_open_year <= running))
        return query.where(*self._conditions())

    def _conditions(self) -> Iterable[ColumnElement[bool]]:
        one = self._filters
        if one.stage is not None and self._by_year:
            yield Y.stage == one.stage
        elif one.stage is not None:
            yield _any_year(OTHER.stage == one.stage)
        if one.department_id is not None:
            yield P.department_id == one.department_id
        if one.owner_id is not None:
            yield P.owner_id == one.owner_id
        if one.method is not None:
            awards = select(1).where(Award.project_id == P.project_id, Award.method == one.method)
            yield awards.exists()
        if one.picked:
            yield P.code.in_(one.picked)
        yield from self._worded

    def _views(self) -> Mapping[View, ColumnElement[bool]]:
        today = self._asked.today
        near = date.fromordinal(today.toordinal() + ATTENTION_DAYS)
        return {
            View.ALL: true(),
            View.MINE: P.owner_id == self._asked.person_id,
            View.ATTENTION: P.next_due_on <= near,
            View.UNPAID: P.first_open_year <= today.year,
            View.CROSS_YEAR: _crosses_years(today.year),
            View.OVERDUE: P.fixed_due_on < today,
            View.GAP: P.short_years.like(f"%{self._asked.planning_year}%"),
            View.ACTUAL: P.ceiling.is_not(None),
        }

    def _order(self) -> Iterable[SQLColumnExpression[Any]]:
        one = self._filters
        if one.sort is Sort.CODE:
            return (P.code.desc() if one.descending else P.code.asc(),)
        if one.sort is Sort.DEADLINE and not one.descending:
            return self._due_on, P.code
        if one.sort is Sort.DEADLINE:  # whatever has no day stands last either way
            return self._due_on == NO_DAY, self._due_on.desc(), P.code
        amount = self._amount(one)
        return amount.desc() if one.descending else amount, P.code

    def _amount(self, one: Filters) -> ColumnElement[Any]:
        plain: Mapping[Sort, ColumnElement[Any]] = {
            Sort.AMOUNT: P.paid + P.unpaid,
            Sort.PAID: P.paid,  # type: ignore[dict-item]
            Sort.UNPAID: P.unpaid,  # type: ignore[dict-item]
        }
        if one.sort in plain:
            return plain[one.sort]
        place = (Sort.DUE, Sort.DUE_NEXT, Sort.DUE_LATER).index(one.sort)
        return _due_in(self._asked.years[place], self._asked.today.year)


def _worded(query: str) -> Iterable[ColumnElement[bool]]:
    """What holds of the projects that were searched for.

    Their texts are looked through once; where few are found they are looked up from then on, in
    counts, sums and rows.
    """
    conditions = [
        P.words.like(f"%{_escaped(word)}%", escape=ESCAPE) for word in search.words(query)
    ]
    if not conditions:
        return ()
    found = db.session.scalars(select(P.project_id).where(*conditions).limit(_FEW + 1)).all()
    return (P.project_id.in_(found),) if len(found) <= _FEW else conditions


def _lags_behind(year: int) -> bool:
    """Whether some rows were made for another running year than this."""
    others = or_(P.reckoned_year < year, P.reckoned_year > year)
    return bool(db.session.scalar(select(select(1).where(others).exists())))


def _crosses_years(running: int) -> ColumnElement[bool]:
    """Whether amounts are due in more than one year: paid in it, or open and standing in it."""
    later = P.last_open_year > running
    also = or_(P.paid_years > 0, P.first_open_year < P.last_open_year)
    paid_before = P.first_paid_year < running
    return or_(P.paid_years > 1, later & also, (P.last_open_year <= running) & paid_before)


def _due_in(year: int, running: int) -> ColumnElement[Any]:
    """应付 of a project in a year, for sorting."""
    own = _sum_of(OTHER.paid, OTHER.year == year)
    opened = _sum_of(OTHER.open, OTHER.year == year if year > running else OTHER.year <= year)
    return own if year < running else own + opened


def _any_year(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(OTHER.project_id == P.project_id, condition).exists()


def _sum_of(column: Any, condition: ColumnElement[bool]) -> ColumnElement[Any]:
    query = select(func.sum(column)).where(OTHER.project_id == P.project_id, condition)
    return func.coalesce(query.scalar_subquery(), 0)


def _escaped(word: str) -> str:
    """Taken as it is written: % and _ mean nothing else."""
    for special in (ESCAPE, "%", "_"):
        word = word.replace(special, ESCAPE + special)
    return word
