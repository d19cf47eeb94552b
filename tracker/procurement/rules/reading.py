"""Reading a method file table by table, so that whatever is wrong is named with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from tracker.kernel.labels import Label

E = TypeVar("E", bound=StrEnum)
_SYNTAX_LINE = re.compile(r"\(at line (\d+)")


class BadMethodFile(Exception):
    """A file that cannot be used: its name, the line, and what is wrong there."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True, slots=True)
class Text:
    """A file as it was read."""

    name: str
    content: str

    def parsed(self) -> dict[str, Any]:
        """Its tables; a syntax error is raised with its line."""
        try:
            return tomllib.loads(self.content)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_LINE.search(str(error))
            line = int(found[1]) if found else len(self.content.splitlines())
            raise BadMethodFile(self.name, line, str(error)) from error

    def line_of(self, header: str, place: int, key: str) -> int:
        """Where the ``place``-th table of that header has the key; else where the table begins."""
        lines = self.content.splitlines()
        starts = [no for no, line in enumerate(lines) if line.strip().startswith(header)]
        start = starts[place] if header and place < len(starts) else 0
        rest = lines[start + 1 :] if header else lines
        for offset, line in enumerate(rest, start + 2 if header else 1):
            if header and line.startswith("["):
                break
            if key and re.match(rf"\s*({{\s*)?{re.escape(key)}\s*=", line):
                return offset
        return start + 1


class Table:
    """One table of a file: hands out its values, each checked, and refuses what nobody asked for.

    ``header`` and ``place`` say where it stands, an inline table where its outer one does.
    """

    def __init__(
        self,
        text: Text,
        data: Mapping[str, Any],
        header: str = "",
        place: int = 0,
        within: str = "",
    ) -> None:
        self.text, self._data = text, dict(data)
        self.header, self.place, self._within = header, place, within

    def bad(self, key: str, reason: str) -> BadMethodFile:
        """The error of that key."""
        line = self.text.line_of(self.header, self.place, self._within or key)
        named = ".".join(part for part in (self._within, key) if part)
        return BadMethodFile(self.text.name, line, f"{named}: {reason}" if named else reason)

    def bad_step(self, key: str, reason: str) -> BadMethodFile:
        """The error of a whole step, on the line that names it; an included one has none here."""
        lines = self.text.content.splitlines()
        named = (no for no, line in enumerate(lines, 1) if line.strip() == f'key = "{key}"')
        return BadMethodFile(self.text.name, next(named, 1), f"step “{key}”: {reason}")

    def take(self, key: str, kind: type, default: Any = None) -> Any:
        """The value, of that type; without a default it must be there."""
        if key not in self._data:
            if default is None:
                raise self.bad(key, "is missing")
            return default
        value = self._data.pop(key)
        if type(value) is not kind:
            raise self.bad(key, f"must be {kind.__name__}, not {type(value).__name__}")
        return value

    def name(self, key: str) -> str:
        """A code: small letters, digits and underscores."""
        value: str = self.take(key, str)
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
            raise self.bad(key, f"“{value}” is no code (small letters, digits, underscores)")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty if it is not there."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.bad(key, "must be a list of texts")
        return tuple(values)

    def member(self, key: str, enum: type[E], default: E | None = None) -> E:
        """One of an enum's values."""
        value = self.take(key, str, default)
        return self.one_of(key, value, enum)

    def one_of(self, key: str, value: str, enum: type[E]) -> E:
        try:
            return enum(value)
        except ValueError as error:
            allowed = ", ".join(enum)
            raise self.bad(key, f"“{value}” is none of: {allowed}") from error

    def label(self, key: str) -> Label:
        found = self.optional_label(key)
        if found is None:
            raise self.bad(key, "is missing")
        return found

    def optional_label(self, key: str) -> Label | None:
        data = self.take(key, dict, {})
        if not data:
            return None
        if set(data) != {"zh", "en"} or not all(isinstance(v, str) and v for v in data.values()):
            raise self.bad(key, 'must be { zh = "…", en = "…" }, both filled')
        return Label(data["zh"], data["en"])

    def inner(self, key: str) -> Table | None:
        """The inline table of that key, or ``None``."""
        data = self.take(key, dict, {})
        return Table(self.text, data, self.header, self.place, key) if data else None

    def rows(self, key: str) -> Iterable[Table]:
        """The inline tables of a list."""
        for data in self.take(key, list, []):
            if not isinstance(data, dict):
                raise self.bad(key, "must be a list of tables { … }")
            yield Table(self.text, data, self.header, self.place, key)

    def finish(self) -> None:
        """Raise for the first key that nobody has asked for: it is misspelt."""
        if self._data:
            key = min(self._data)
            raise self.bad(key, "is not known here")
