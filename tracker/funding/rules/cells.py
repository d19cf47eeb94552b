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


def needs(contract: ContractFacts, today: date) -> Mapping[int, Need]:
    """What the contract has paid and must still pay, by the year that carries it."""
    years = {payment.year for payment in contract.payments() if not payment.prior_year}
    years |= {year for i in contract.instalments if i.open and (year := i.carrying_year(today))}
    return {year: _need(contract, year, today) for year in sorted(years)}


def _need(contract: ContractFacts, year: int, today: date) -> Need:
    paid = {i.id: i.paid_in(year) for i in contract.instalments if i.paid_in(year)}
    carried = [i for i in contract.instalments if i.open and i.carrying_year(today) == year]
    open_days = [i.due_on for i in carried if i.due_on is not None]
    brought_in = [i for i in carried if i.due_on is not None and fiscal_year(i.due_on) < year]
    total_paid = _sum(paid.values())
    return Need(
        due=total_paid + _sum(i.open for i in carried),
        brought_in=_sum(i.open for i in brought_in),
        paid=total_paid,
        instalments=len(paid.keys() | {i.id for i in carried}),
        first_open_on=min(open_days, default=None),
    )


def check(contract: ContractFacts, by_year: Mapping[int, Need]) -> Check:
    """Σ due + undated − prior_reversed against amount + Σ amendments."""
    accounted = _sum(need.due for need in by_year.values())
    accounted += contract.undated - contract.prior_reversed
    return Check(accounted, contract.amount, contract.pricing)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
