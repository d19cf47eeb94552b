"""The matrix contract × fiscal year: signed contracts, and projects that have only a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def matrix(contracts: Sequence[ContractFacts], lines: Sequence[LineFacts], today: date) -> Matrix:
    """The rows by project code and contract number; lines without a project are left out."""
    projects = {contract.project for contract in contracts}
    projects |= {line.project for line in lines if line.project is not None}
    rows: list[Row] = []
    for project in sorted(projects, key=lambda project: project.code):
        signed = [contract for contract in contracts if contract.project == project]
        budgets = _budgets([line for line in lines if line.project == project])
        rows += _rows(project, signed, budgets, today)
    return Matrix(tuple(rows))


@dataclass(frozen=True, slots=True)
class _Budget:
    """All lines of a project in one year."""

    budgeted: Money = ZERO
    allotted: Money = ZERO


def _budgets(lines: Sequence[LineFacts]) -> dict[int, _Budget]:
    budgets: dict[int, _Budget] = {}
    for line in lines:
        known = budgets.get(line.year, _Budget())
        budgets[line.year] = _Budget(
            known.budgeted + line.figures.budgeted, known.allotted + line.figures.allotted
        )
    return budgets


def _rows(
    project: ProjectFacts,
    signed: Sequence[ContractFacts],
    budgets: Mapping[int, _Budget],
    today: date,
) -> list[Row]:
    by_contract = {contract: needs(contract, today) for contract in signed}
    cells: dict[ContractFacts | None, dict[int, Cell]] = {None: {}, **{c: {} for c in signed}}
    for year in {*budgets, *(year for known in by_contract.values() for year in known)}:
        wanted = {c: known[year] for c, known in by_contract.items() if year in known}
        holders = wanted or {c: Need() for c in signed if c.covers(year)}
        for contract, cell in _share(holders, budgets.get(year)).items():
            cells[contract][year] = cell
    rows = [
        Row(project, contract, cells[contract], check(contract, by_contract[contract]))
        for contract in sorted(signed, key=lambda contract: contract.number)
    ]
    return [*rows, Row(project, None, cells[None])] if cells[None] else rows


def _share(
    needs: Mapping[ContractFacts, Need], budget: _Budget | None
) -> dict[ContractFacts | None, Cell]:
    """One year of a project: each contract's cell, or the project's own when there is none."""
    listed = budget is not None
    budget = budget or _Budget()
    if not needs:
        return {None: Cell(budgeted=budget.budgeted, allotted=budget.allotted, listed=listed)}
    claims = [Claim(c.number, n.due, n.paid, n.first_open_on) for c, n in needs.items()]
    budgeted = attribute(budget.budgeted, claims)
    allotted = attribute(budget.allotted, claims)
    return {
        contract: Cell(
            due=need.due,
            brought_in=need.brought_in,
            paid=need.paid,
            budgeted=budgeted[place],
            allotted=allotted[place],
            listed=listed,
            instalments=need.instalments,
        )
        for place, (contract, need) in enumerate(needs.items())
    }
