"""Spreadsheets of the import: the template to fill in, and the rows that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from tracker.contracts.rules.kinds import ContractKind, DueFrom, Pricing, Trigger
from tracker.imports.rules.outcome import Line, Outcome, Result
from tracker.imports.rules.tables import PROBLEM, ROW, Filled, Table
from tracker.imports.rules.template import CONTRACTS, PROJECTS, TABLES
from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet
from tracker.kernel.labels import Label
from tracker.procurement.rules import SupplierSize
from tracker.projects.rules import ProjectType

HINTS = Label("填写说明", "How to fill in")
WORDS = Label("可填内容", "Words to use")
NEEDED = Label("必填", "needed")

_MONEY = frozenset({"requested", "approved", "allotted", "amount", "part_amount", "paid"})
_CHOICES: tuple[tuple[str, type[StrEnum]], ...] = (
    ("type", ProjectType),
    ("kind", ContractKind),
    ("pricing", Pricing),
    ("size", SupplierSize),
    ("trigger", Trigger),
    ("due_from", DueFrom),
)


def template(departments: Iterable[str], people: Iterable[str]) -> list[Sheet]:
    """An empty table each, how to fill it in, and the words that some columns take."""
    return [
        *(Sheet(table.title, _columns(table), ()) for table in TABLES),
        Sheet(
            HINTS,
            [
                Column(Label("表", "Table"), width=18),
                Column(Label("列", "Column"), width=18),
                Column(Label("必填", "Needed"), width=8),
                Column(HINTS, width=70),
            ],
            tuple(_hints()),
        ),
        _words(departments, people),
    ]


def problems(tables: Iterable[Filled], result: Result) -> list[Sheet]:
    """The wrong records as they were sent, each row with what is wrong, to be put right.

    All rows of such a record are there, so that the corrected sheet can be sent as it is.
    """
    numbers = {(line.table, line.number) for line in result.lines if line.outcome is Outcome.WRONG}
    wrong = {
        (line.table, line.row): line
        for line in result.lines
        if (line.table, line.number) in numbers
    }
    return [
        Sheet(
            filled.table.title,
            [Column(ROW, Kind.INTEGER), Column(PROBLEM, width=60), *_columns(filled.table)],
            tuple(_wrong_rows(filled, wrong)),
        )
        for filled in tables
        if any(table == filled.table.key for table, _row in wrong)
    ]


def _wrong_rows(
    filled: Filled, wrong: Mapping[tuple[str, int], Line]
) -> Iterator[tuple[Cell, ...]]:
    for row in filled.rows:
        line = wrong.get((filled.table.key, row.no))
        if line is not None:
            notes = line.notes if line.outcome is Outcome.WRONG else ()
            words = "；".join(i18n.label(note) for note in notes)
            cells = (row.cell(column.key) for column in filled.table.columns)
            yield (row.no, words, *(_shown(cell.value, cell.shown) for cell in cells))


def _shown(value: object, shown: str) -> Cell:
    return value if isinstance(value, date) else shown


def _columns(table: Table) -> list[Column]:
    return [Column(column.heading, _kind(column.key)) for column in table.columns]


def _kind(key: str) -> Kind:
    if key in _MONEY:
        return Kind.MONEY
    return Kind.DATE if key.endswith("_on") else Kind.TEXT


def _hints() -> Iterator[tuple[Cell, ...]]:
    for table in TABLES:
        for column in table.columns:
            yield table.title, column.heading, NEEDED if column.needed else "", column.hint
    yield from _examples()


def _examples() -> Iterator[tuple[Cell, ...]]:
    """A project with two budget years, and a contract of two instalments, the first one paid."""
    example = Label("示例", "Example")
    text = Label(
        "2022-06 综合指挥中心信息化建设 系统建设 项目应用室 陈立 2022-01-10 2022 批复 4755520元；"
        "下一行只填 2022-06 和 2023 年的预算",
        "2022-06 … 2022 approved 4755520; the next row holds 2022-06 and the budget of 2023 only",
    )
    yield PROJECTS.title, example, "", text
    text = Label(
        "HT-2022-006 的第一行填全部合同内容和首付款 30% 合同签订 15个工作日 已付 30000元 "
        "2022-03-01 记-0018；第二行只填 HT-2022-006 终验款 70% 终验合格 15个工作日 预计 2023-05-31",
        "The first row of HT-2022-006 holds the contract and the first instalment of 30%, paid; "
        "the second one HT-2022-006 and the instalment of 70% only",
    )
    yield CONTRACTS.title, example, "", text


def _words(departments: Iterable[str], people: Iterable[str]) -> Sheet:
    """Each choice as a column; departments and people as they are called here."""
    headings = {column.key: column.heading for table in TABLES for column in table.columns}
    lists: list[tuple[Label, list[Cell]]] = [
        (headings[key], [member.label for member in members])  # type: ignore[attr-defined]
        for key, members in _CHOICES
    ]
    lists.append((headings["department"], list(departments)))
    lists.append((headings["owner"], list(people)))
    longest = max(len(words) for _heading, words in lists)
    rows = [
        tuple(words[place] if place < len(words) else None for _heading, words in lists)
        for place in range(longest)
    ]
    return Sheet(WORDS, [Column(heading) for heading, _words in lists], rows)
