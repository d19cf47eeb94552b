"""The register's address: filters live in the query string, so that a view can be kept and sent.

What cannot be understood is left out, and the page says so: an address is not a form.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qs, urlencode

from tracker.kernel.labels import Label
from tracker.overview.rules.register import USUAL_COLUMNS, Column, Filters, Sort, View
from tracker.procurement.rules import Method
from tracker.projects.rules import Stage

ALL_YEARS = "all"
YEARS = range(1990, 2100)
LONGEST = 2000  # characters of a query string that is kept
MOST_PICKED = 100  # projects ticked; a page of the register shows fewer

T = TypeVar("T")


class Reading:
    """Reads one query string, and remembers what it could not understand."""

    def __init__(self, args: Mapping[str, str]) -> None:
        self.args = args
        self.problems: list[Label] = []

    def read(self, name: str, convert: Callable[[str], T], otherwise: T) -> T:
        """The converted value; ``otherwise`` when it is missing or means nothing."""
        text = self.args.get(name, "").strip()
        if not text:
            return otherwise
        try:
            return convert(text)
        except ValueError:
            self.problems.append(_ignored(name, text))
            return otherwise


Parts = Mapping[str, str | int | Sequence[str]]


def read(
    args: Mapping[str, str],
    today: date,
    columns: Sequence[str] = (),
    picked: Sequence[str] = (),
) -> tuple[Filters, tuple[Label, ...]]:
    """The filters of an address, and what was wrong with it; ``columns`` are all its ``col``,
    ``picked`` all its ``pick``.

    Without a year the register is that of the running one; a search looks through all years.
    """
    reading = Reading(args)
    query = args.get("q", "").strip()
    sort, descending = reading.read("sort", _sort, (Sort.DEADLINE, False))
    filters = Filters(
        year=reading.read("year", _year, None if query else today.year),
        view=reading.read("view", View, View.ALL),
        query=query,
        stage=reading.read("stage", _stage, None),
        method=reading.read("method", _method, None),
        department_id=reading.read("department", _number, None),
        owner_id=reading.read("owner", _number, None),
        sort=sort,
        descending=descending,
        page=reading.read("page", _number, None) or 1,
        columns=_columns(columns, reading),
        picked=tuple(dict.fromkeys(code.strip() for code in picked if code.strip()))[:MOST_PICKED],
    )
    return filters, tuple(reading.problems)


def read_text(text: str, today: date) -> tuple[Filters, tuple[Label, ...]]:
    """The filters of a query string that was kept."""
    found = parse_qs(text[:LONGEST])
    first = {name: values[0] for name, values in found.items()}
    return read(first, today, found.get("col", ()), found.get("pick", ()))


def text_of(filters: Filters, today: date) -> str:
    """The query string of these filters."""
    return urlencode(write(filters, today), doseq=True)


def _columns(asked: Sequence[str], reading: Reading) -> tuple[Column, ...]:
    """In the order of the table; the usual ones when none is named."""
    known = {column.value for column in Column}
    reading.problems += [_ignored("col", one) for one in asked if one not in known]
    return tuple(column for column in Column if column.value in asked) or USUAL_COLUMNS


def _nobody(_person_id: int) -> str:
    return ""


def known(
    filters: Filters,
    departments: Container[int],
    owners: Container[int],
    name_of: Callable[[int], str] = _nobody,
) -> tuple[Filters, tuple[Label, ...]]:
    """Without a department or an owner that no project has, and what was left out.

    ``name_of`` knows people who have none any more: they were removed, or handed theirs over.
    """
    problems = []
    if filters.department_id is not None and filters.department_id not in departments:
        problems.append(_ignored("department", str(filters.department_id)))
        filters = replace(filters, department_id=None)
    if filters.owner_id is not None and filters.owner_id not in owners:
        name = name_of(filters.owner_id)
        problems.append(_gone(name) if name else _ignored("owner", str(filters.owner_id)))
        filters = replace(filters, owner_id=None)
    return filters, tuple(problems)


def _gone(name: str) -> Label:
    return Label(
        f"{name}已没有负责的项目，已忽略这个条件",
        f"{name} owns no project any more: this condition was left out",
    )


def _ignored(name: str, text: str) -> Label:
    shown = f"{name}={text[:40]}"
    return Label(
        f"地址中的“{shown}”无法识别，已忽略这个条件",
        f"“{shown}” in the address means nothing and was left out",
    )


def write(filters: Filters, today: date) -> Parts:
    """The query string of these filters: only what differs from the plain register."""
    usual = Filters(year=None if filters.query else today.year)
    asked: dict[str, tuple[object, str | int | Sequence[str]]] = {
        "q": (filters.query, filters.query),
        "view": (filters.view is not usual.view, filters.view),
        "year": (filters.year != usual.year, filters.year or ALL_YEARS),
        "stage": (filters.stage, filters.stage or ""),
        "method": (filters.method, filters.method or ""),
        "department": (filters.department_id, filters.department_id or ""),
        "owner": (filters.owner_id, filters.owner_id or ""),
        "sort": (filters.sort is not usual.sort or filters.descending, _sort_text(filters)),
        "page": (filters.page != usual.page, filters.page),
        "pick": (filters.picked, filters.picked),
        "col": (filters.columns != usual.columns, [column.value for column in filters.columns]),
    }
    return {name: value for name, (is_asked, value) in asked.items() if is_asked}


def sorted_by(filters: Filters, sort: Sort) -> Filters:
    """The same register by another column; by the same one the other way round.

    Amounts begin with the largest, days and numbers with the first.
    """
    if filters.sort is sort:
        return replace(filters, descending=not filters.descending, page=1)
    begins_high = sort not in (Sort.DEADLINE, Sort.CODE)
    return replace(filters, sort=sort, descending=begins_high, page=1)


def _sort_text(filters: Filters) -> str:
    return f"-{filters.sort}" if filters.descending else filters.sort


def _sort(text: str) -> tuple[Sort, bool]:
    return Sort(text.removeprefix("-")), text.startswith("-")


def _year(text: str) -> int | None:
    if text == ALL_YEARS:
        return None
    year = _number(text)
    if year not in YEARS:
        raise ValueError(text)
    return year


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _stage(text: str) -> Stage | None:
    return Stage(text)


def _method(text: str) -> Method | None:
    return Method.of(text)
