"""What the figures are computed from: frozen facts, read once, with no way to the database.

Only signed contracts appear here. A reversal is a payment with a negative amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.due import carrying_year
from tracker.contracts.rules.kinds import Pricing
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One row of payment; ``prior_year`` marks a reversal that leaves an older year as it was."""

    amount: Money
    year: int
    prior_year: bool = False
    line_id: int | None = None

    def counts_in(self, year: int) -> bool:
        return self.year == year and not self.prior_year


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One 付款节点; without ``due_on`` it is undated, a withdrawn one has nothing open."""

    id: int
    no: int
    name: str
    amount: Money
    due_on: date | None
    payments: tuple[PaymentFacts, ...] = ()
    withdrawn: bool = False
    triggered_on: date | None = None

    @property
    def paid(self) -> Money:
        return sum((payment.amount for payment in self.payments), start=ZERO)

    @property
    def open(self) -> Money:
        """What is still to be paid of it."""
        return ZERO if self.withdrawn else self.amount - self.paid

    def paid_in(self, year: int) -> Money:
        """What counts as paid in that year: a later year's reversal does not (prior_year)."""
        return sum((p.amount for p in self.payments if p.counts_in(year)), start=ZERO)

    def paid_by_year(self) -> dict[int, Money]:
        """What counts as paid, by year."""
        found: dict[int, Money] = {}
        for payment in self.payments:
            if not payment.prior_year:
                found[payment.year] = found.get(payment.year, ZERO) + payment.amount
        return found

    def carrying_year(self, today: date) -> int | None:
        """The year whose budget must hold what is open: never a past one (MODEL 4)."""
        return carrying_year(fiscal_year(self.due_on) if self.due_on else None, today)


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A signed contract; ``amount`` includes its amendments, and is a ceiling when 据实."""

    id: int
    number: str
    project: ProjectFacts
    amount: Money
    signed_on: date
    instalments: tuple[InstalmentFacts, ...]
    pricing: Pricing = Pricing.FIXED
    service_to: date | None = None
    service_from: date | None = None

    def payments(self) -> Iterable[PaymentFacts]:
        """Every payment of the contract, those of withdrawn instalments included."""
        return (payment for instalment in self.instalments for payment in instalment.payments)

    def covers(self, year: int) -> bool:
        """Whether the contract is alive in the year, even if nothing is due in it."""
        if year < fiscal_year(self.signed_on):
            return False
        days = [i.due_on for i in self.instalments if i.due_on and not i.withdrawn]
        last = max([*days, self.service_to or self.signed_on])
        return bool(self.undated) or year <= fiscal_year(last)

    @property
    def undated(self) -> Money:
        """What is open without a due day, hence in no year (年度待定)."""
        return sum((i.open for i in self.instalments if i.due_on is None), start=ZERO)

    @property
    def prior_reversed(self) -> Money:
        """What came back after its year: paid in that year, and open again in a later one."""
        return -sum((p.amount for p in self.payments() if p.prior_year), start=ZERO)
