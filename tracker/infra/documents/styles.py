"""How the cells of a spreadsheet look."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

Properties = dict[str, object]

PLAIN: Properties = {"font_size": 10, "valign": "vcenter"}
HEAD: Properties = {"bold": True, "text_wrap": True, "bg_color": "#F4F5F7", "bottom": 1}
PARTS: Mapping[str, Properties] = {
    "body": {},
    "total": {"bold": True, "top": 2},
    "note": {"font_color": "#5C6573"},
}
YEAR_END: Properties = {"left": 6}  # the double line of the year end


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, bool, bool], Format] = {}

    def head(self, *, right: bool, year_end: bool) -> Format:
        """The head of a column; over numbers it stands at the right."""
        align: Properties = {"align": "right" if right else "left"}
        return self._workbook.add_format(PLAIN | HEAD | align | (YEAR_END if year_end else {}))

    def cell(self, part: str, number_format: str, *, quoted: bool, year_end: bool) -> Format:
        """A cell of the ``body``, the ``total`` or a ``note``; a ``quoted`` text stays text even
        after somebody edits it.
        """
        key = (part, number_format, quoted, year_end)
        if key not in self._made:
            found = PLAIN | PARTS[part] | (YEAR_END if year_end else {})
            shape: Properties = {"num_format": number_format} if number_format else {}
            mark: Properties = {"quote_prefix": True} if quoted else {}
            self._made[key] = self._workbook.add_format(found | shape | mark)
        return self._made[key]
