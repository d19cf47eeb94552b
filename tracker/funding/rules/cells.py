"""What one contract needs and has in one fiscal year: the cell of the matrix, and the check 核对.

Formulas of MODEL 4. A need is the contract's own side (应付, 已付); its cell adds what the budget
of the project gives it. A shortage and a rest are two figures, neither ever negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import Pricing
from tracker.funding.rules.facts import ContractFacts
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Need:
    """A contract's own side of a year: what it must pay, and when the first open part is due."""

    due: Money = ZERO
    brought_in: Money = ZERO
    paid: Money = ZERO
    instalments: int = 0
    first_open_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One contract (or project without one) in one year; ``listed`` if any budget line exists."""

    due: Money = ZERO
    brought_in: Money = ZERO
    paid: Money = ZERO
    budgeted: Money = ZERO
    allotted: Money = ZERO
    listed: bool = False
    instalments: int = 0

    @property
    def gap(self) -> Money:
        """缺: what the budget lacks."""
        return max(ZERO, self.due - self.budgeted)

    @property
    def surplus(self) -> Money:
        """余: what the budget holds beyond the need."""
        return max(ZERO, self.budgeted - self.due)

    @property
    def covered(self) -> Money:
        """The part of the need that the budget holds."""
        return max(ZERO, min(self.due, self.budgeted))

    @property
    def cash_gap(self) -> Money:
        """What the money that has arrived (到位) lacks."""
        return max(ZERO, self.due - self.allotted)

    @property
    def cash_surplus(self) -> Money:
        """What has arrived beyond the need, paid and still to be paid."""
        return max(ZERO, self.allotted - self.due)

    @property
    def empty(self) -> bool:
        return not (self.due or self.budgeted or self.allotted)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of cells; the shortages of some are not set off against the rests of others."""

    due: Money = ZERO
    brought_in: Money = ZERO
    paid: Money = ZERO
    budgeted: Money = ZERO
    allotted: Money = ZERO
    gap: Money = ZERO
    surplus: Money = ZERO
    cash_gap: Money = ZERO
    cash_surplus: Money = ZERO
    contracts: int = 0
    instalments: int = 0
    short: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Total:
        """Add up; ``contracts`` counts the cells with a need, ``short`` those with a gap."""
        counted = list(cells)
        return cls(
            due=_sum(cell.due for cell in counted),
            brought_in=_sum(cell.brought_in for cell in counted),
            paid=_sum(cell.paid for cell in counted),
            budgeted=_sum(cell.budgeted for cell in counted),
            allotted=_sum(cell.allotted for cell in counted),
            gap=_sum(cell.gap for cell in counted),
            surplus=_sum(cell.surplus for cell in counted),
            cash_gap=_sum(cell.cash_gap for cell in counted),
            cash_surplus=_sum(cell.cash_surplus for cell in counted),
            contracts=sum(1 for cell in counted if cell.due),
            instalments=sum(cell.instalments for cell in counted),
            short=sum(1 for cell in counted if cell.gap),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """核对: what stands in the years and outside them, against the contract's amount."""

    accounted: Money
    amount: Money
    pricing: Pricing = Pricing.FIXED

    @property
    def difference(self) -> Money:
        return self.accounted - self.amount

    @property
    def holds(self) -> bool:
        """Equal to the 分; 据实 work only has to stay under its ceiling."""
        if self.pricing is Pricing.ACTUAL:
            return self.accounted <= self.amount
        return not self.difference


@dataclass(slots=True)
class _Tally:
    """A need while it is being added up; each instalment counts once in a year."""

    open: Money = ZERO
    brought_in: Money = ZERO
    paid: Money = ZERO
    instalments: int = 0
    first_open_on: date | None = None

    def carry(self, amount: Money, due_on: date, year: int) -> None:
        """The open part of an instalment stands in the year."""
        self.open += amount
        if fiscal_year(due_on) < year:
            self.brought_in += amount
        self.first_open_on = min(self.first_open_on or due_on, due_on)

    def need(self) -> Need:
        return Need(
            due=self.paid + self.open,
            brought_in=self.brought_in,
            paid=self.paid,
            instalments=self.instalments,
            first_open_on=self.first_open_on,
        )


def needs(contract: ContractFacts, today: date) -> Mapping[int, Need]:
    """What the contract has paid and must still pay, by the year that carries it."""
    found: dict[int, _Tally] = {}
    for instalment in contract.instalments:
        paid = instalment.paid_by_year()
        for year, amount in paid.items():
            found.setdefault(year, _Tally()).paid += amount
        touched = {year for year, amount in paid.items() if amount}
        rest, due_on = instalment.open, instalment.due_on
        carried_by = instalment.carrying_year(today)
        if rest and due_on is not None and carried_by is not None:
            found.setdefault(carried_by, _Tally()).carry(rest, due_on, carried_by)
            touched.add(carried_by)
        for year in touched:
            found[year].instalments += 1
    return {year: found[year].need() for year in sorted(found)}


def check(contract: ContractFacts, by_year: Mapping[int, Need]) -> Check:
    """Σ due + undated − prior_reversed against amount + Σ amendments."""
    accounted = _sum(need.due for need in by_year.values())
    accounted += contract.undated - contract.prior_reversed
    return Check(accounted, contract.amount, contract.pricing)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
