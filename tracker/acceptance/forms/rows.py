"""Lists of rows in a form, and what the buttons beside them do to the posted fields.

The buttons work on what was typed, so that nothing typed is lost, readable or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList

Row = dict[str, str]


class Rows(FieldList):
    """Rows that keep their own errors, and messages that are about the list as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._own: list[str] = []
        super().__init__(*args, **kwargs)

    @property
    def errors(self) -> list[Any]:
        return [*self._own, *(entry.errors for entry in self.entries if entry.errors)]

    @errors.setter
    def errors(self, value: Sequence[Any]) -> None:
        """Messages about the list; what is wrong inside a row that row keeps itself."""
        if texts := [each for each in value if isinstance(each, str)]:
            self._own = texts

    @property
    def own_errors(self) -> list[str]:
        return self._own


def redrawn(
    posted: MultiDict[str, str], action: str, blanks: Mapping[str, Row]
) -> MultiDict[str, str]:
    """The posted fields after a button: ``add-items``, ``remove-items-2``.

    ``blanks`` holds a new row of each list, by its name.
    """
    verb, _, rest = action.partition("-")
    name, _, place = rest.partition("-")
    if name not in blanks:
        return posted
    rows = _rows_of(posted, name)
    if verb == "add":
        rows.append(blanks[name])
    elif verb == "remove":
        rows = [row for at, row in enumerate(rows) if str(at) != place]
    return _with_rows(posted, name, rows)


def _key(name: str) -> re.Pattern[str]:
    return re.compile(rf"{name}-(?P<place>[0-9]{{1,3}})-(?P<field>\w+)")


def _rows_of(posted: MultiDict[str, str], name: str) -> list[Row]:
    rows: dict[int, Row] = {}
    for key, value in posted.items():
        if match := _key(name).fullmatch(key):
            rows.setdefault(int(match["place"]), {})[match["field"]] = value
    return [rows[place] for place in sorted(rows)]


def _with_rows(posted: MultiDict[str, str], name: str, rows: Sequence[Row]) -> MultiDict[str, str]:
    kept = [
        (key, value) for key, value in posted.items(multi=True) if not _key(name).fullmatch(key)
    ]
    fields: MultiDict[str, str] = MultiDict(kept)
    for place, row in enumerate(rows):
        for field, value in row.items():
            fields.add(f"{name}-{place}-{field}", value)
    return fields
