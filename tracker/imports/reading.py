"""A file as sheets of plain cells: .xlsx by openpyxl, row by row, or one table as .csv.

What the file says of itself is not believed: its unpacked size is limited before it is parsed, and
rows and columns while it is.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.imports.rules import refusals
from tracker.imports.rules.cells import BLANK, Cell
from tracker.imports.rules.tables import Sheet
from tracker.infra.files import formats
from tracker.infra.files.store import shown_size

LARGEST_UNPACKED = 64 << 20
MOST_SHEETS = 12
MOST_ROWS = 5000  # of one sheet, blank ones among them
MOST_COLUMNS = 60
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:]+)"')
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
)


def sheets(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file; raises ``Unreadable`` or what is wrong with the file itself."""
    found = formats.check(name, content)
    if found is formats.TEXT:
        return (_of_text(name, content),)
    if found is not formats.XLSX:
        raise refusals.WrongFormat(name=name, actual=found.label)
    _check_unpacked(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drawings and validations it does not keep
            return tuple(_of_workbook(content))
    except _BROKEN as error:
        raise refusals.Unreadable from error


def _check_unpacked(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST_UNPACKED:
        raise refusals.TooBig(most=shown_size(LARGEST_UNPACKED))


def _of_workbook(content: bytes) -> Iterator[Sheet]:
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=False)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for worksheet in islice(workbook.worksheets, MOST_SHEETS):
                merged = _merged(archive, worksheet)
                worksheet.reset_dimensions()  # what the file says may be wrong
                rows = worksheet.iter_rows(max_col=MOST_COLUMNS)
                yield Sheet(worksheet.title, _filled_rows(worksheet.title, rows), merged)
    finally:
        workbook.close()


def _filled_rows(title: str, rows: Iterable[Any]) -> list[tuple[int, list[Cell]]]:
    found: list[tuple[int, list[Cell]]] = []
    for no, row in enumerate(rows, start=1):
        if no > MOST_ROWS:
            raise refusals.TooManyRows(table=title, most=MOST_ROWS)
        cells = [_cell(one) for one in row]
        while cells and cells[-1].is_blank and not cells[-1].is_formula:
            cells.pop()
        if cells:
            found.append((no, cells))
    return found


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return BLANK
    if cell.data_type == "f":
        return Cell(is_formula=True)
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, date):
        return Cell(value)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, str):
        return Cell(value.strip())
    # The shortest decimal that is read as this number is what was typed.
    shown = repr(value)
    if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", shown):
        number = Decimal(shown)
        whole = number == number.to_integral_value()
        is_percent = "%" in str(cell.number_format or "")
        return Cell(number.to_integral_value() if whole else number, is_percent=is_percent)
    return Cell(str(value))


def _merged(archive: zipfile.ZipFile, worksheet: Any) -> tuple[str, ...]:
    """The ranges of merged cells, which a reader that goes row by row is not told."""
    with archive.open(worksheet._worksheet_path) as file:
        text = file.read(LARGEST_UNPACKED)
    return tuple(place.decode() for place in _MERGED.findall(text))


def _of_text(name: str, content: bytes) -> Sheet:
    """A table as text: UTF-8, with or without its mark, or GBK as Chinese spreadsheets save it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    rows = csv.reader(StringIO(text, newline=""))
    try:
        cells = [[Cell(one.strip()) for one in row[:MOST_COLUMNS]] for row in rows]
    except csv.Error as error:
        raise refusals.Unreadable from error
    if len(cells) > MOST_ROWS:
        raise refusals.TooManyRows(table=name, most=MOST_ROWS)
    found = [(no, row) for no, row in enumerate(cells, start=1) if any(c.value for c in row)]
    return Sheet(name, found)
