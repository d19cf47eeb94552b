"""When an instalment falls due, and which year must carry it (MODEL 5.2 and 4).

The day counted from is not counted itself. A rest day moves neither the due day nor its year: what
it moves is the day by which to pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar

_NO_REST_DAYS = WorkCalendar(frozenset(), frozenset(), frozenset())  # months never ask for one


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Days of a contract that expected days follow from."""

    signed_on: date
    service_from: date | None = None
    service_to: date | None = None
    final_acceptance_on: date | None = None
    warranty_months: int = 0


@dataclass(frozen=True, slots=True)
class DueFacts:
    """What a due day is computed from; ``expected_on`` as ``expected_day`` answers it."""

    due: Duration
    due_from: DueFrom
    triggered_on: date | None = None
    expected_on: date | None = None
    invoiced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A due day; ``is_fixed`` when it is counted from facts and not from an estimate."""

    on: date
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What one instalment puts into years: payments in theirs, the open rest in one."""

    open: Money
    fiscal_year: int | None
    paid: Mapping[int, Money]


def expected_day(trigger: Trigger, estimate: date | None, landmarks: Landmarks) -> date | None:
    """When the trigger is expected; an end of warranty slips with the final acceptance."""
    if trigger is Trigger.SIGNING:
        return landmarks.signed_on
    if trigger is Trigger.WARRANTY_END:
        return _warranty_end(landmarks) or estimate
    if estimate is None and trigger is Trigger.SERVICE_START:
        return landmarks.service_from
    if estimate is None and trigger is Trigger.SERVICE_END:
        return landmarks.service_to
    return estimate


def due_day(facts: DueFacts, calendar: WorkCalendar) -> Due | None:
    """The due day, or ``None`` while nothing tells when the trigger will happen (年度待定).

    Where the invoice starts the clock, the later of trigger and invoice does: one alone is no
    reason to pay.
    """
    start = facts.triggered_on or facts.expected_on
    if start is None:
        return None
    is_fixed = facts.triggered_on is not None
    if facts.due_from is DueFrom.INVOICE:
        is_fixed = is_fixed and facts.invoiced_on is not None
        start = max(start, facts.invoiced_on or start)
    return Due(facts.due.after(start, calendar), is_fixed)


def pay_by(due_on: date, payment_deadline_on: date | None, calendar: WorkCalendar) -> date:
    """The last working day on which it can still be paid in time and before the closing (封账)."""
    last = min(due_on, payment_deadline_on) if payment_deadline_on else due_on
    return calendar.last_on_or_before(last)


def carrying_year(year: int | None, today: date) -> int | None:
    """The year whose budget must hold an open amount: never one that is past."""
    return None if year is None else max(year, fiscal_year(today))


def by_year(shares: Iterable[Share], today: date) -> dict[int | None, Money]:
    """Due by year, in order, what is undated (``None``) last; only years that hold something."""
    totals: dict[int | None, Money] = {}
    for share in shares:
        parts = [*share.paid.items(), (carrying_year(share.fiscal_year, today), share.open)]
        for year, amount in parts:
            totals[year] = totals.get(year, ZERO) + amount
    ordered = sorted(totals, key=lambda year: (year is None, year or 0))
    return {year: totals[year] for year in ordered if totals[year]}


def _warranty_end(landmarks: Landmarks) -> date | None:
    if landmarks.final_acceptance_on is None or not landmarks.warranty_months:
        return None
    warranty = Duration(landmarks.warranty_months, DurationUnit.MONTH)
    return warranty.after(landmarks.final_acceptance_on, _NO_REST_DAYS)
