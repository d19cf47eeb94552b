"""How the demonstration centre's contracts are written down: what was agreed, and what happened.

Amounts are in 元. A deal's facts are executed through the services on their own days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.acceptance.rules.commands import Item
from tracker.contracts.rules.kinds import Basis, ContractKind, DueFrom, Pricing, Trigger
from tracker.contracts.rules.terms import Bond, Terms
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.procurement.rules import Method
from tracker.projects.rules import ProjectType

DAYS, WORKING, MONTHS = (
    DurationUnit.CALENDAR_DAY,
    DurationUnit.WORKING_DAY,
    DurationUnit.MONTH,
)


@dataclass(frozen=True)
class RoundPlan:
    """How the round that meets a condition goes, where it is not the usual way.

    ``failed_on``: an earlier round ended 不合格 on that day. ``items`` and ``documents`` are
    what is compared, and what shows it.
    """

    drafted_on: date | None = None
    failed_on: date | None = None
    items: tuple[Item, ...] = ()
    documents: tuple[str, ...] = ()
    problems: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Row:
    """One instalment: the terms, the day its trigger was met and the day it was paid.

    Without ``met_on`` the trigger has not happened; without ``paid_on`` it is paid on a working day
    before it is due, unless ``pays`` is False. ``round``: the acceptance group signs it, even where
    a paper would be enough.
    """

    name: str
    trigger: Trigger
    due: tuple[int, DurationUnit]
    ratio: int | None = None
    amount: str = ""
    expected_on: date | None = None
    met_on: date | None = None
    paid_on: date | None = None
    pays: bool = True
    due_from: DueFrom = DueFrom.TRIGGER
    round: RoundPlan | None = None

    def terms(self, no: int, pricing: Pricing) -> Terms:
        typed = Basis.ACTUAL if pricing is Pricing.ACTUAL else Basis.FIXED
        count, unit = self.due
        return Terms(
            no=no,
            name=self.name,
            basis=Basis.RATIO if self.ratio is not None else typed,
            trigger=self.trigger,
            due_count=count,
            due_unit=unit,
            due_from=self.due_from,
            ratio=None if self.ratio is None else self.ratio * 10_000,
            amount=Money.yuan(self.amount) if self.amount else None,
            expected_on=None if self.trigger is Trigger.SIGNING else self.expected_on,
        )

    def shifted(self, months: int, calendar: WorkCalendar) -> Row:
        """The same instalment of a later contract, paid before it is due."""
        expected = self.met_on or self.expected_on
        later = shift(expected, months, calendar) if expected else None
        return replace(self, expected_on=later, met_on=later, paid_on=None, round=None)


@dataclass(frozen=True)
class Deal:
    """A contract as signed, and how it went."""

    number: str
    name: str
    supplier: str
    signed_on: date
    amount: str
    rows: tuple[Row, ...]
    method: Method | None = None
    kind: ContractKind = ContractKind.CONTRACT
    pricing: Pricing = Pricing.FIXED
    service_from: date | None = None
    service_to: date | None = None
    warranty_months: int = 0
    bond: Bond | None = None
    award: str = ""
    service_year: int = 1
    renews_every: int = 0  # months; 0: never

    def renewed(self, times: int, calendar: WorkCalendar) -> Deal:
        """The contract that follows ``times`` terms later, of the same pattern."""
        months = self.renews_every * times
        signed = shift(self.signed_on, months, calendar)
        head, _, tail = self.number.rpartition("-")
        return replace(
            self,
            number=f"{head.rpartition('-')[0]}-{signed.year}-{tail}",
            signed_on=signed,
            service_from=self.service_from and shift(self.service_from, months, calendar),
            service_to=self.service_to and shift(self.service_to, months, calendar),
            rows=tuple(row.shifted(months, calendar) for row in self.rows),
        )

    def under(self, awards: tuple[AwardPlan, ...]) -> Deal:
        """The same contract in its service year of the newest award that had begun by then."""
        start = self.service_from or self.signed_on
        award = max((a for a in awards if a.starts_on <= start), key=lambda a: a.starts_on)
        year = start.year - award.starts_on.year + 1
        name = f"{self.name.partition('（')[0]}（第{year}年）"
        return replace(self, award=award.key, service_year=year, name=name)


@dataclass(frozen=True)
class AwardPlan:
    """A three-year award under which one contract is signed each year (合同一年一签)."""

    key: str
    supplier: str
    method: Method
    annual: str
    years: int
    starts_on: date
    notice_on: date


@dataclass(frozen=True)
class Budget:
    """Money of one year in 元: approved and allotted; ``requested`` where not yet approved."""

    year: int
    approved: str = ""
    allotted: str = ""
    requested: str = ""


@dataclass(frozen=True)
class ProjectPlan:
    code: str
    name: str
    type: ProjectType
    owner: str
    started_on: date
    deals: tuple[Deal, ...]
    aliases: tuple[str, ...] = ()
    awards: tuple[AwardPlan, ...] = ()
    budgets: tuple[Budget, ...] = ()
    has_papers: bool = False


def shift(day: date, months: int, calendar: WorkCalendar) -> date:
    """The same day some months later; the last of the month where it has no such day."""
    return Duration(months, MONTHS).after(day, calendar)
