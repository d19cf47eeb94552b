"""The two tables of the template, their columns, and how rows of a file become rows of them. Pure.

One heading row; the order of the columns does not matter; a column that is not needed may be left
out. Columns of the file that are not known are refused, for one may be a misspelt one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.imports.rules import refusals
from tracker.imports.rules.cells import BLANK, Cell
from tracker.kernel.labels import Label

# Columns of the list of problems, which is corrected and sent again.
PROBLEM = Label("问题", "Problem")
ROW = Label("原行号", "Row")


@dataclass(frozen=True, slots=True)
class Column:
    """``needed``: every file has it. ``hint`` says what may be written."""

    key: str
    heading: Label
    hint: Label
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``marks`` are the columns by which a sheet is told to be this table."""

    key: str
    title: Label
    columns: tuple[Column, ...]
    marks: tuple[str, ...]
    most_rows: int

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table by the keys of its columns; ``no`` is its number in the sheet."""

    no: int
    cells: Mapping[str, Cell]

    def cell(self, key: str) -> Cell:
        return self.cells.get(key, BLANK)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as the file has it; ``merged`` are the ranges of its merged cells."""

    title: str
    rows: Sequence[tuple[int, Sequence[Cell]]]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A table of a file: its rows, and in which column of the sheet each key stands."""

    table: Table
    rows: tuple[Row, ...]
    letters: Mapping[str, str]


def recognise(sheets: Iterable[Sheet], tables: Sequence[Table]) -> tuple[Filled, ...]:
    """The tables of a file, in the order of ``tables``; raises what is wrong with the file."""
    found: dict[str, Filled] = {}
    for sheet in sheets:
        if (table := _table_of(sheet, tables)) is None:
            continue
        if table.key in found:
            raise refusals.TwoTables(table=table.title)
        if sheet.merged:
            raise refusals.MergedCells(table=table.title, places="、".join(sheet.merged[:5]))
        found[table.key] = _filled(sheet, table)
    if not found:
        raise refusals.NoTable
    if not any(one.rows for one in found.values()):
        raise refusals.Empty
    return tuple(found[table.key] for table in tables if table.key in found)


def letter(place: int) -> str:
    """How a spreadsheet calls its column of that place: A … Z, AA …"""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _table_of(sheet: Sheet, tables: Sequence[Table]) -> Table | None:
    if not sheet.rows:
        return None
    words = {_plain(cell.shown) for cell in sheet.rows[0][1]}
    for table in tables:
        columns = (table.column(key) for key in table.marks)
        if all(column is not None and words & _names(column) for column in columns):
            return table
    return None


def _filled(sheet: Sheet, table: Table) -> Filled:
    keys = _keys(sheet.rows[0][1], table)
    lacking = [one.heading.zh for one in table.columns if one.needed and one.key not in keys]
    if lacking:
        raise refusals.MissingHeadings(table=table.title, names="、".join(lacking))
    rows = tuple(_rows(sheet.rows[1:], keys))
    if len(rows) > table.most_rows:
        raise refusals.TooManyRows(table=table.title, most=table.most_rows)
    return Filled(table, rows, {key: letter(place) for key, place in keys.items()})


def _keys(head: Sequence[Cell], table: Table) -> dict[str, int]:
    """Where the columns stand."""
    keys: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(head):
        word = _plain(cell.shown)
        if not word or word in _OURS:
            continue
        column = next((one for one in table.columns if word in _names(one)), None)
        if column is None:
            unknown.append(cell.shown.strip())
        elif column.key in keys:
            raise refusals.TwiceInHead(table=table.title, name=column.heading)
        else:
            keys[column.key] = place
    if unknown:
        raise refusals.UnknownHeadings(table=table.title, names="、".join(unknown))
    return keys


def _rows(rows: Iterable[tuple[int, Sequence[Cell]]], keys: Mapping[str, int]) -> Iterator[Row]:
    """Those with anything in a known column."""
    for no, cells in rows:
        found = {key: cells[place] for key, place in keys.items() if place < len(cells)}
        if any(not cell.is_blank or cell.is_formula for cell in found.values()):
            yield Row(no, found)


def _names(column: Column) -> set[str]:
    return _words(column.heading)


def _words(heading: Label) -> set[str]:
    return {_plain(heading.zh), _plain(heading.en)}


def _plain(heading: str) -> str:
    """A heading without blanks, stars and what stands in brackets."""
    bare = re.sub(r"\(.*?\)|（.*?）", "", unicodedata.normalize("NFKC", heading))
    return re.sub(r"[\s*]", "", bare).casefold()


_OURS = _words(PROBLEM) | _words(ROW)
