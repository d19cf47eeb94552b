"""What an import does to the register, inside a transaction: the rules and checks are the forms'.

A record that is refused is undone by itself and the next one tried, so that a preview shows all
that is wrong; whoever confirms goes back altogether when anything is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.accounts.rules import Actor
from tracker.imports.rules.outcome import Line, Outcome, Result, counted
from tracker.imports.rules.problems import Problem, each, words
from tracker.imports.rules.tables import Filled
from tracker.infra.db import Evidence, db
from tracker.kernel.errors import DomainError
from tracker.kernel.labels import Label

HELD = Label("同一条记录的其他行有错", "Another row of the same record is wrong")

Place = tuple[int, str]  # the row and the column that something is about


class Refused(Exception):
    """A record is not taken; what is wrong with it was noted."""


@dataclass
class Book:
    """What became of each row of one table."""

    filled: Filled
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    notes: dict[int, list[Label]] = field(default_factory=dict)
    problems: dict[int, list[Label]] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)

    def note(self, row: int, outcome: Outcome, *notes: Label) -> None:
        """What becomes of the row; a further note never makes less of it."""
        if self.outcomes.get(row) in (None, Outcome.UNCHANGED):
            self.outcomes[row] = outcome
        self.notes.setdefault(row, []).extend(notes)

    def refuse(self, problem: Problem) -> None:
        self.problems.setdefault(problem.row, []).append(self._placed(problem))

    def lines(self) -> Iterator[Line]:
        number, name = (self.filled.table.columns[0].key, "part")
        if self.filled.table.column(name) is None:
            name = "name"
        for row in self.filled.rows:
            wrong = self.problems.get(row.no)
            outcome = self.outcomes.get(row.no, Outcome.UNCHANGED)
            notes = self.notes.get(row.no, [])
            if row.no in self.held:
                outcome, notes = Outcome.HELD, [HELD]
            yield Line(
                self.filled.table.key,
                row.no,
                row.cell(number).shown,
                row.cell(name).shown,
                Outcome.WRONG if wrong else outcome,
                tuple(dict.fromkeys(wrong or notes)),
            )

    def _placed(self, problem: Problem) -> Label:
        """The message with the cell it is about."""
        column = self.filled.table.column(problem.key)
        if column is None:
            return problem.text
        place = f"{self.filled.letters.get(problem.key, '')}{problem.row}"
        heading = column.heading
        if problem.key not in self.filled.letters:
            place = ""
        return Label(
            f"{place}“{heading.zh}”：{problem.text.zh}",
            f"{place} “{heading.en}”: {problem.text.en}".strip(),
        )


@dataclass
class Carrier:
    """One pass over a file: who carries it out and when, and what it has come to so far."""

    actor: Actor
    today: date
    now: datetime
    books: dict[str, Book] = field(default_factory=dict)
    records: list[tuple[str, Outcome]] = field(default_factory=list)
    written: list[Evidence] = field(default_factory=list)

    def book(self, filled: Filled) -> Book:
        self.books[filled.table.key] = Book(filled)
        return self.books[filled.table.key]

    @property
    def result(self) -> Result:
        lines = tuple(line for book in self.books.values() for line in book.lines())
        return Result(lines, counted(self.records))


@dataclass(frozen=True)
class Places:
    """In which cell stands what a rule names by the field of a form."""

    row: int
    keys: dict[str, str]
    rows: tuple[int, ...] = ()
    parts: str = ""

    def of(self, name: str | None) -> Place:
        """The row and the column; those of a part of the record (``lines-0-year``) its own."""
        head, _, rest = (name or "").partition("-")
        place, _, last = rest.partition("-")
        if head == self.parts and place.isdecimal() and int(place) < len(self.rows):
            return self.rows[int(place)], self.keys.get(f"{head}-{last}", "")
        return self.row, self.keys.get(name or "", "")


@contextmanager
def one_record(book: Book, places: Places, rows: Iterable[int]) -> Iterator[None]:
    """Undo what the record did so far when a rule refuses it, and note why at its place."""
    try:
        with db.session.begin_nested():
            yield
    except Refused:
        book.held.update(rows)
    except DomainError as error:
        book.held.update(rows)
        for one in each(error):
            row, key = places.of(one.field)
            book.refuse(Problem(row, key, words(one)))
