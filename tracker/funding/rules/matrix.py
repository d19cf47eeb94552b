"""The matrix contract × fiscal year: signed contracts, and projects that have only a budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.funding.rules.attribution import Claim, attribute
from tracker.funding.rules.cells import EMPTY, Cell, Check, Need, Total, check, needs
from tracker.funding.rules.facts import ContractFacts, ProjectFacts
from tracker.funding.rules.lines import LineFacts
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Row:
    """A contract's years, or those of a project without one (``contract`` is None, 未签合同)."""

    project: ProjectFacts
    contract: ContractFacts | None
    cells: Mapping[int, Cell]
    check: Check | None = None

    def cell(self, year: int) -> Cell:
        return self.cells.get(year, EMPTY)

    @property
    def undated(self) -> Money:
        return self.contract.undated if self.contract else ZERO

    @property
    def prior_reversed(self) -> Money:
        return self.contract.prior_reversed if self.contract else ZERO

    @property
    def amount(self) -> Money:
        return self.contract.amount if self.contract else ZERO


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[Row, ...]

    def total(self, year: int) -> Total:
        return Total.of(row.cell(year) for row in self.rows)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year in which anything stands."""
        return tuple(sorted({year for row in self.rows for year in row.cells}))


def matrix(contracts: Iterable[ContractFacts], lines: Iterable[LineFacts], today: date) -> Matrix:
    """The rows by project code and contract number; lines without a project are left out."""
    signed: dict[ProjectFacts, list[ContractFacts]] = defaultdict(list)
    budgets: dict[ProjectFacts, list[LineFacts]] = defaultdict(list)
    for contract in contracts:
        signed[contract.project].append(contract)
    for line in lines:
        if line.project is not None:
            budgets[line.project].append(line)
    rows: list[Row] = []
    for project in sorted(signed.keys() | budgets.keys(), key=lambda project: project.code):
        rows += _rows(project, signed.get(project, ()), _budgets(budgets.get(project, ())), today)
    return Matrix(tuple(rows))


@dataclass(frozen=True, slots=True)
class _Budget:
    """All lines of a project in one year."""

    budgeted: Money = ZERO
    allotted: Money = ZERO


def _budgets(lines: Iterable[LineFacts]) -> dict[int, _Budget]:
    budgets: dict[int, _Budget] = {}
    for line in lines:
        known = budgets.get(line.year, _Budget())
        budgets[line.year] = _Budget(
            known.budgeted + line.figures.budgeted, known.allotted + line.figures.allotted
        )
    return budgets


def _rows(
    project: ProjectFacts,
    signed: Iterable[ContractFacts],
    budgets: Mapping[int, _Budget],
    today: date,
) -> Iterator[Row]:
    """A project's contracts, and a row of its own for years that have a budget and no contract."""
    contracts = sorted(signed, key=lambda contract: contract.number)
    known = [needs(contract, today) for contract in contracts]
    cells: list[dict[int, Cell]] = [{} for _ in contracts]
    own: dict[int, Cell] = {}
    for year in {*budgets, *(year for one in known for year in one)}:
        budget = budgets.get(year)
        holders = {place: one[year] for place, one in enumerate(known) if year in one}
        if not holders:
            holders = {at: Need() for at, one in enumerate(contracts) if one.covers(year)}
        if holders:
            _share(contracts, holders, budget, cells, year)
        elif budget:
            own[year] = Cell(budgeted=budget.budgeted, allotted=budget.allotted, listed=True)
    for place, contract in enumerate(contracts):
        yield Row(project, contract, cells[place], check(contract, known[place]))
    if own:
        yield Row(project, None, own)


def _share(
    contracts: Sequence[ContractFacts],
    holders: Mapping[int, Need],
    budget: _Budget | None,
    cells: Sequence[dict[int, Cell]],
    year: int,
) -> None:
    """Fill in one year of a project: each holder's need and its share of the budget."""
    listed = budget is not None
    budget = budget or _Budget()
    claims = [
        Claim(contracts[place].number, need.due, need.paid, need.first_open_on)
        for place, need in holders.items()
    ]
    shares = zip(
        holders.items(),
        attribute(budget.budgeted, claims),
        attribute(budget.allotted, claims),
        strict=True,
    )
    for (place, need), budgeted, allotted in shares:
        cells[place][year] = Cell(
            due=need.due,
            brought_in=need.brought_in,
            paid=need.paid,
            budgeted=budgeted,
            allotted=allotted,
            listed=listed,
            instalments=need.instalments,
        )
