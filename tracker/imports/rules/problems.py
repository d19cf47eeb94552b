"""What is wrong in which cell, collected while rows are read and tried. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tracker.imports.rules import errors
from tracker.imports.rules.cells import Cell
from tracker.imports.rules.tables import Row
from tracker.kernel.errors import DomainError, RuleViolation, Violations
from tracker.kernel.labels import Label

T = TypeVar("T")

Places = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """``key`` is the column it is about; empty where it is about the row as a whole."""

    row: int
    key: str
    text: Label


def words(error: DomainError) -> Label:
    """The message of an error in both languages."""
    return Label(error.text("zh"), error.text("en"))


def each(error: DomainError) -> Iterable[DomainError]:
    """The single errors of one that may bundle several."""
    return error.errors if isinstance(error, Violations) else (error,)


class Reader:
    """Reads the cells of one row, and keeps what could not be read."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row = row
        self._problems = problems

    def needed(self, key: str, parse: Callable[[Cell], T]) -> T | None:
        """What the cell says; a blank one is a problem."""
        if self.row.cell(key).is_blank and not self.row.cell(key).is_formula:
            self.add(key, errors.Missing())
            return None
        return self.optional(key, parse)

    def optional(self, key: str, parse: Callable[[Cell], T]) -> T | None:
        """What the cell says, or nothing."""
        cell = self.row.cell(key)
        try:
            if cell.is_formula:
                raise errors.IsFormula
            return None if cell.is_blank else parse(cell)
        except RuleViolation as error:
            self.add(key, error)
            return None

    def has(self, *keys: str) -> bool:
        """Whether anything is written in one of them."""
        cells = (self.row.cell(key) for key in keys)
        return any(not cell.is_blank or cell.is_formula for cell in cells)

    def add(self, key: str, error: DomainError) -> None:
        self._problems.append(Problem(self.row.no, key, words(error)))
