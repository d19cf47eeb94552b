"""A list as a spreadsheet: plain values in, an .xlsx file out, row by row.

Amounts are written to the 分, days as real dates, and text as text whatever it begins with: no cell
of ours is ever a formula. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urlencode

from flask import Flask, Response, request, send_file
from flask_babel import gettext as _
from flask_login import current_user
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tracker.infra import clock, filters, i18n
from tracker.infra.documents.styles import Styles
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import Money

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576 with its head, totals and notes
LONGEST_TEXT = 32_767  # characters a cell holds
EXACT_FEN = 10**15  # from here on a number of a spreadsheet, 15 digits, loses 分
FIRST_YEAR = 1900  # a spreadsheet has no earlier days
IN_MEMORY = 1 << 20
NAME_LENGTH = 31
ASKED = "export"
_OF_ONE_PAGE = frozenset({ASKED, "page", "before", "after"})


class TooManyRows(RuleViolation):
    code = "too_many_rows"
    label = Label(
        "超过{most}行，一张表格放不下。请缩小筛选范围后再导出",
        "More than {most} rows do not fit into a sheet: narrow the filter and export again",
    )


class Kind(StrEnum):
    """What a column holds; text is allowed in any of them (未列入, —)."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    PERCENT = "percent"
    INTEGER = "integer"


Cell = str | Label | Money | date | datetime | Decimal | int | None
Words = str | Label


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters, by its kind if none; ``year_end``: a fiscal year begins here."""

    heading: Words
    kind: Kind = Kind.TEXT
    width: int = 0
    year_end: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list. A percentage is a share (0.841); ``notes`` stand below, such as the filter."""

    title: Words
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = ()
    notes: Sequence[Words] = ()


NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.PERCENT: "0.00%",
    Kind.INTEGER: "0",
}
WIDTHS: Mapping[Kind, int] = {
    Kind.TEXT: 20,
    Kind.MONEY: 17,
    Kind.DATE: 12,
    Kind.MOMENT: 17,
    Kind.PERCENT: 10,
    Kind.INTEGER: 9,
}


def send(sheets: Sheet | Sequence[Sheet], name: str, *, to_fill: bool = False) -> Response:
    """Answer a request with the sheets as a file; ``name`` without ``.xlsx`` may be Chinese.

    ``to_fill``: it is to be filled in and read again, so nothing stands below its rows.

    The file is complete before the answer begins, so an error is an error page and no half file.
    """
    many = [sheets] if isinstance(sheets, Sheet) else sheets
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        write(many, file, [] if to_fill else [made_by()])
        size = file.tell()
        file.seek(0)
        response = send_file(
            file, mimetype=MEDIA_TYPE, as_attachment=True, download_name=f"{name}.xlsx"
        )
    except BaseException:
        file.close()
        raise
    response.content_length = size
    return response


def is_asked() -> bool:
    """Whether the request wants the list of its page as a file: ``?export=xlsx``."""
    return request.args.get(ASKED) == "xlsx"


def address() -> str:
    """Where the list of this page, as it is filtered and sorted now, is to be had as a file.

    A file holds every page, so where the shown one begins is left out.
    """
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in _OF_ONE_PAGE]
    return f"{request.path}?{urlencode([*kept, (ASKED, 'xlsx')])}"


def init_app(app: Flask) -> None:
    """Let templates offer the file."""
    app.jinja_env.globals["export_address"] = address


def made_by() -> str:
    """Where a file comes from: system, time and person."""
    person = current_user.name if current_user and current_user.is_authenticated else ""
    return _(
        "%(system)s导出，%(at)s，%(person)s",
        system=_("项目与合同全周期台账"),
        at=filters.moment(clock.now()),
        person=person,
    )


def write(sheets: Sequence[Sheet], target: IO[bytes], footer: Sequence[str] = ()) -> None:
    """Write the workbook; ``footer`` stands below the notes of each sheet and on each printed page.

    Raises ``TooManyRows`` when a list does not fit.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(target, options)
    workbook.set_properties({"title": _text(sheets[0].title), "author": _("项目与合同全周期台账")})
    styles = Styles(workbook)
    names: set[str] = set()
    try:
        for sheet in sheets:
            worksheet = workbook.add_worksheet(_sheet_name(_text(sheet.title), names))
            _Writer(worksheet, sheet, styles).write(footer)
    finally:
        workbook.close()


class _Writer:
    """Writes one sheet from its first row to its last, for nothing can be gone back to."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, styles: Styles) -> None:
        self._worksheet = worksheet
        self._sheet = sheet
        self._styles = styles
        self._row = 0

    def write(self, footer: Sequence[str]) -> None:
        self._head()
        for count, row in enumerate(self._sheet.rows, start=1):
            if count > MOST_ROWS:
                raise TooManyRows(most=MOST_ROWS)
            self._line(row)
        last = max(1, self._row - 1)
        if self._sheet.totals:
            self._line(self._sheet.totals, part="total")
        self._row += 1
        for note in (*self._sheet.notes, *footer):
            self._cell(0, _text(note), "note")
            self._row += 1
        self._worksheet.autofilter(0, 0, last, len(self._sheet.columns) - 1)
        self._set_up_print(footer)

    def _head(self) -> None:
        for place, column in enumerate(self._sheet.columns):
            self._worksheet.set_column(place, place, column.width or WIDTHS[column.kind])
            is_text = column.kind is Kind.TEXT
            style = self._styles.head(right=not is_text, year_end=column.year_end)
            self._worksheet.write_string(0, place, _text(column.heading), style)
        self._worksheet.freeze_panes(1, 0)
        self._row = 1

    def _line(self, cells: Sequence[Cell], part: str = "body") -> None:
        if len(cells) != len(self._sheet.columns):
            raise ValueError(f"{len(cells)} cells in a row of {len(self._sheet.columns)} columns")
        for place, cell in enumerate(cells):
            self._cell(place, cell, part)
        self._row += 1

    def _cell(self, place: int, cell: Cell, part: str) -> None:
        column = self._sheet.columns[place]
        value = _plain(cell)
        quoted = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "'")
        shown = "" if isinstance(value, str) else NUMBER_FORMATS.get(column.kind, "")
        marked = column.year_end and part != "note"
        style = self._styles.cell(part, shown, quoted=quoted, year_end=marked)
        if value is None:
            self._worksheet.write_blank(self._row, place, None, style)
        elif isinstance(value, str):
            self._worksheet.write_string(self._row, place, value, style)
        elif isinstance(value, date):
            self._worksheet.write_datetime(self._row, place, value, style)
        else:
            self._worksheet.write_number(self._row, place, value, style)

    def _set_up_print(self, footer: Sequence[str]) -> None:
        self._worksheet.set_landscape()
        self._worksheet.set_paper(9)  # A4
        self._worksheet.fit_to_pages(1, 0)
        self._worksheet.repeat_rows(0)
        about = "".join(footer).replace("&", "&&")[:180]
        self._worksheet.set_footer(f"&L&8{about}&R&8&P/&N")


def _plain(cell: Cell) -> str | date | Decimal | int | None:
    """What is written: text, a day, an instant in Shanghai, a number or nothing."""
    if isinstance(cell, Money):
        return cell.decimal if abs(cell.fen) < EXACT_FEN else str(cell)
    if isinstance(cell, datetime):
        return cell.astimezone(clock.SHANGHAI).replace(tzinfo=None)
    if isinstance(cell, date):
        return cell if cell.year >= FIRST_YEAR else cell.isoformat()
    if isinstance(cell, str | Label):
        return _fitting(_text(cell)) or None
    return cell


def _text(words: Words) -> str:
    return i18n.label(words) if isinstance(words, Label) else str(words)


def _fitting(text: str) -> str:
    """Shortened to what a cell holds, with a mark; never read as markup by the writer."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that spreadsheets allow, different from those already ``taken``."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:NAME_LENGTH] or "Sheet"
    number = 1
    chosen = name
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{name[: NAME_LENGTH - len(str(number)) - 1]} {number}"
    taken.add(chosen.casefold())
    return chosen
