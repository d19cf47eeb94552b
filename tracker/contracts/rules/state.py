"""States of instalments and contracts, and which stages contracts claim for their project.

An instalment's state is derived from facts on every read (MODEL 3.3); nothing stores it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.contracts.rules.kinds import DueFrom
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.states import StateMachine
from tracker.kernel.workdays import WorkCalendar

HORIZON_DAYS = 60  # from here on an expected trigger is worth waiting for (MODEL 3.3)
_YEAR = 12  # months
_NO_REST_DAYS = WorkCalendar(frozenset(), frozenset(), frozenset())  # months never ask for one


class InstalmentState(StrEnum):
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    DISPUTED = "disputed"
    UNDATED = "undated"
    OVERDUE = "overdue"
    PAYABLE = "payable"
    AWAITING_INVOICE = "awaiting_invoice"
    AWAITING_TRIGGER = "awaiting_trigger"
    SCHEDULED = "scheduled"

    @property
    def label(self) -> Label:
        return _INSTALMENT_STATES[self]


_INSTALMENT_STATES = {
    InstalmentState.WITHDRAWN: Label("已撤销", "Withdrawn"),
    InstalmentState.PAID: Label("已付", "Paid"),
    InstalmentState.DISPUTED: Label("冻结", "Disputed"),
    InstalmentState.UNDATED: Label("年度待定", "Undated"),
    InstalmentState.OVERDUE: Label("逾期", "Overdue"),
    InstalmentState.PAYABLE: Label("可付", "Payable"),
    InstalmentState.AWAITING_INVOICE: Label("待发票", "Awaiting invoice"),
    InstalmentState.AWAITING_TRIGGER: Label("待条件", "Awaiting its trigger"),
    InstalmentState.SCHEDULED: Label("未触发", "Scheduled"),
}


class ContractStatus(StrEnum):
    """OCDS contractStatus."""

    PENDING = "pending"
    ACTIVE = "active"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Label:
        return _CONTRACT_STATUSES[self]


_CONTRACT_STATUSES = {
    ContractStatus.PENDING: Label("待签订", "Pending"),
    ContractStatus.ACTIVE: Label("履行中", "Active"),
    ContractStatus.TERMINATED: Label("已终止", "Ended"),
    ContractStatus.CANCELLED: Label("未签订", "Cancelled"),
}

CONTRACT_STATES = StateMachine(
    {
        ContractStatus.PENDING: frozenset({ContractStatus.ACTIVE, ContractStatus.CANCELLED}),
        ContractStatus.ACTIVE: frozenset({ContractStatus.TERMINATED}),
    }
)


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """What a state depends on; ``expected_on`` as ``due.expected_day`` answers it."""

    amount: Money
    paid: Money = ZERO
    triggered_on: date | None = None
    expected_on: date | None = None
    due_on: date | None = None
    due_from: DueFrom = DueFrom.TRIGGER
    is_invoiced: bool = False
    is_disputed: bool = False
    is_withdrawn: bool = False

    @property
    def open(self) -> Money:
        """What is still to be paid; nothing of a withdrawn one."""
        return ZERO if self.is_withdrawn else self.amount - self.paid

    @property
    def is_partly_paid(self) -> bool:
        return not self.is_withdrawn and ZERO < self.paid < self.amount


def is_triggered(triggered_on: date | None, today: date) -> bool:
    """Whether the trigger has happened: an agreed date is known long before it comes."""
    return triggered_on is not None and triggered_on <= today


def instalment_state(facts: InstalmentFacts, today: date) -> InstalmentState:
    """The first state of MODEL 3.3 that holds."""
    if facts.is_withdrawn:
        return InstalmentState.WITHDRAWN
    if not facts.open:
        return InstalmentState.PAID
    if facts.is_disputed:
        return InstalmentState.DISPUTED
    if facts.due_on is None:
        return InstalmentState.UNDATED
    if is_triggered(facts.triggered_on, today):
        return _once_triggered(facts, facts.due_on, today)
    return _before_trigger(facts.expected_on, today)


def _once_triggered(facts: InstalmentFacts, due_on: date, today: date) -> InstalmentState:
    if today > due_on:
        return InstalmentState.OVERDUE
    if facts.due_from is DueFrom.INVOICE and not facts.is_invoiced:
        return InstalmentState.AWAITING_INVOICE
    return InstalmentState.PAYABLE


def _before_trigger(expected_on: date | None, today: date) -> InstalmentState:
    if expected_on is not None and (expected_on - today).days <= HORIZON_DAYS:
        return InstalmentState.AWAITING_TRIGGER
    return InstalmentState.SCHEDULED


def is_estimate_late(facts: InstalmentFacts, today: date) -> bool:
    """Whether the expected day has passed without the trigger (触发逾期)."""
    if facts.is_withdrawn or not facts.open or facts.triggered_on is not None:
        return False
    return facts.expected_on is not None and facts.expected_on < today


# --- stages of the project ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What a contract claims for its project depends on."""

    status: ContractStatus
    is_published: bool
    is_filed: bool
    service_to: date | None
    instalments: Sequence[InstalmentFacts]

    @property
    def is_active(self) -> bool:
        return self.status is ContractStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """An award for ``years`` yearly contracts, and the service years already signed."""

    starts_on: date
    years: int
    signed_years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Claims:
    """The stages of the project that its contracts hold (MODEL 3.1)."""

    payment: bool
    contract: bool
    performance: bool


def claims(contracts: Sequence[ContractFacts], awards: Sequence[AwardFacts], today: date) -> Claims:
    """Payment while something triggered is open, contract while one waits to be signed, published
    or filed, performance while an active one has open instalments or service days left."""
    active = [contract for contract in contracts if contract.is_active]
    return Claims(
        payment=any(_is_payable(one, today) for each in contracts for one in each.instalments),
        contract=any(not (one.is_published and one.is_filed) for one in active)
        or any(_waits(award, today) for award in awards),
        performance=any(_is_performing(contract, today) for contract in active),
    )


def year_starts_on(starts_on: date, year: int) -> date:
    """The first day of the ``year``-th service year of an award."""
    return Duration(_YEAR * (year - 1), DurationUnit.MONTH).after(starts_on, _NO_REST_DAYS)


def _is_payable(facts: InstalmentFacts, today: date) -> bool:
    return bool(facts.open) and is_triggered(facts.triggered_on, today)


def _waits(award: AwardFacts, today: date) -> bool:
    """Whether a service year that has come, or the first, has no contract yet."""
    missing = set(range(1, award.years + 1)) - award.signed_years
    return any(year == 1 or year_starts_on(award.starts_on, year) <= today for year in missing)


def _is_performing(contract: ContractFacts, today: date) -> bool:
    has_days = contract.service_to is not None and contract.service_to >= today
    return has_days or any(one.open for one in contract.instalments)
