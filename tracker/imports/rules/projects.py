"""Rows of the table of projects, read into what the use case of a form takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.imports.rules import cells, errors
from tracker.imports.rules.cells import Cell
from tracker.imports.rules.problems import Problem, Reader
from tracker.imports.rules.tables import Row
from tracker.imports.rules.template import PROJECTS
from tracker.kernel.money import Money
from tracker.projects.rules import EntryKind, ProjectDetails, ProjectType

USUAL_SOURCE = "一般公共预算"
AMOUNTS = {
    "requested": EntryKind.REQUESTED,
    "approved": EntryKind.APPROVED,
    "allotted": EntryKind.ALLOTTED,
}
_OF_LINE = ("year", "fund_source", "quota_number", *AMOUNTS, "entered_on")
_OF_PROJECT = ("name", "aliases", "type", "department", "owner", "started_on")


@dataclass(frozen=True, slots=True)
class Known:
    """What names in a file may mean: departments, and active people by name and by login."""

    departments: Mapping[str, int]
    people: Mapping[str, Sequence[int]]

    def department(self, cell: Cell) -> int:
        name = cells.text(cell)
        if name not in self.departments:
            raise errors.UnknownDepartmentName(shown=name)
        return self.departments[name]

    def person(self, cell: Cell) -> int:
        name = cells.text(cell)
        found = self.people.get(name, ())
        if not found:
            raise errors.UnknownPersonName(shown=name)
        if len(found) > 1:
            raise errors.TwoPeople(shown=name, count=len(found))
        return found[0]


@dataclass(frozen=True, slots=True)
class LineDraft:
    """The budget of one year in a row."""

    row: int
    year: int
    fund_source: str
    quota_number: str
    amounts: Mapping[EntryKind, Money]
    on: date | None


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """All rows of one project; ``details`` only where every cell of them could be read.

    ``names_aliases``: the file says something of other names, so that those on record go.
    """

    row: int
    code: str
    rows: tuple[int, ...]
    details: ProjectDetails | None
    lines: tuple[LineDraft, ...]
    names_aliases: bool
    problems: tuple[Problem, ...]


def read(rows: Iterable[Row], known: Known) -> tuple[ProjectDraft, ...]:
    """The projects of the table, in its order."""
    return tuple(_project(group, known) for group in grouped(rows, "code"))


def grouped(rows: Iterable[Row], key: str) -> tuple[tuple[Row, ...], ...]:
    """Rows that say the same in one column; a row without stands alone."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        cell = row.cell(key)
        name = "" if cell.is_formula else _name(cell)
        groups.setdefault(name or f"\0{row.no}", []).append(row)
    return tuple(tuple(group) for group in groups.values())


def _name(cell: Cell) -> str:
    try:
        return cells.code(cell)
    except errors.BadCell:
        return ""


def check_alike(group: Sequence[Row], keys: Iterable[str], what: object) -> list[Problem]:
    """What further rows of a group say differently from the first one that says it."""
    problems: list[Problem] = []
    for key in keys:
        first: tuple[int, str] | None = None
        for row in group:
            shown = row.cell(key).shown.strip()
            if not shown:
                continue
            if first is None:
                first = row.no, shown
            elif shown != first[1]:
                error = errors.OtherInGroup(row=first[0], first=first[1], what=what)
                Reader(row, problems).add(key, error)
    return problems


def _project(group: tuple[Row, ...], known: Known) -> ProjectDraft:
    heading = PROJECTS.columns[0].heading
    problems = check_alike(group[1:] and group, _OF_PROJECT, heading)
    reader = Reader(group[0], problems)
    code = reader.needed("code", cells.code) or ""
    details = _details(reader, code, known)
    lines = [line for row in group if (line := _line(Reader(row, problems)))]
    return ProjectDraft(
        row=group[0].no,
        code=code,
        rows=tuple(row.no for row in group),
        details=details,
        lines=tuple(lines),
        names_aliases=reader.has("aliases"),
        problems=tuple(problems),
    )


def _details(reader: Reader, code: str, known: Known) -> ProjectDetails | None:
    name = reader.needed("name", cells.text)
    kind = reader.needed("type", lambda cell: cells.choice(cell, ProjectType))
    department = reader.needed("department", known.department)
    owner = reader.needed("owner", known.person)
    started_on = reader.needed("started_on", cells.day)
    aliases = reader.optional("aliases", cells.lines) or ()
    if not (code and name and kind and department and owner and started_on):
        return None
    others = tuple(one for one in aliases if one != name)
    return ProjectDetails(code, name, kind, department, owner, started_on, others)


def _line(reader: Reader) -> LineDraft | None:
    if not reader.has(*_OF_LINE):
        return None
    year = reader.optional("year", cells.year)
    amounts = {
        kind: amount
        for key, kind in AMOUNTS.items()
        if (amount := reader.optional(key, cells.money)) is not None
    }
    source = reader.optional("fund_source", cells.text) or USUAL_SOURCE
    quota = reader.optional("quota_number", cells.text) or ""
    on = reader.optional("entered_on", cells.day)
    if not reader.has("year") or not reader.has(*AMOUNTS):
        reader.add("year", errors.LineIncomplete())
    if year is None or not amounts:
        return None
    return LineDraft(reader.row.no, year, source, quota, amounts, on)
