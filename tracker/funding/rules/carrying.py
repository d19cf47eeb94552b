"""The turn of the year: what the sweep asks about, what may be carried over (MODEL 7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import YearEndChoice
from tracker.funding.rules.facts import ProjectFacts
from tracker.funding.rules.matrix import Matrix
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.errors import RuleViolation
from tracker.kernel.fiscal import year_end
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar

AT_RISK = Duration(30, DurationUnit.CALENDAR_DAY)


def sweep_until(year: int, calendar: WorkCalendar) -> date:
    """The last due day the year-end sweep asks about: 30 days after 31 December."""
    return AT_RISK.after(year_end(year), calendar)


@dataclass(frozen=True, slots=True)
class Decide:
    """What is to become of one open instalment; it explains and changes no figure."""

    choice: YearEndChoice
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class CarryOver:
    """结转: this much of a line's money goes to the same line of the next year."""

    amount: Money
    on: date
    document_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """退回: the bureau takes this much of a line back."""

    amount: Money
    on: date
    document_number: str
    reason: str


class NothingOpen(RuleViolation):
    code = "nothing_open"
    label = Label("这笔已付清或已撤销，无须决定", "Nothing is open on this instalment")


class DecidedTooMuch(RuleViolation):
    code = "decided_too_much"
    label = Label(
        "金额比未付的{open}元多{more}元",
        "The amount exceeds what is open, {open} yuan, by {more} yuan",
    )


class AmountNotPositive(RuleViolation):
    code = "amount_not_positive"
    label = Label("金额应大于零", "The amount must be above zero")


class MoreThanLeft(RuleViolation):
    code = "more_than_left"
    label = Label(
        "该预算项到位未支出只有{left}元，少{missing}元",
        "Only {left} yuan of this line have arrived unspent: {missing} yuan too few",
    )


class BookedInFuture(RuleViolation):
    code = "booked_in_future"
    label = Label("日期不能晚于今天（{today}）", "The date may not be after today ({today})")


class DocumentMissing(RuleViolation):
    code = "document_missing"
    label = Label("请填写财政部门的文号", "Enter the bureau's document number")


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    label = Label("请写明理由", "Give the reason")


class YearNotOver(RuleViolation):
    code = "year_not_over"
    label = Label(
        "{year}财政年度到{deadline}封账后才能关闭",
        "Fiscal year {year} can be closed only after its last payment day, {deadline}",
    )


class AlreadyClosed(RuleViolation):
    code = "already_closed"
    label = Label("{year}财政年度已于{on}关闭", "Fiscal year {year} was closed on {on}")


def decision_violations(command: Decide, open_amount: Money) -> list[RuleViolation]:
    """What speaks against the decision; it must be about something that is still open."""
    if not open_amount:
        return [NothingOpen()]
    found = _about(command.amount, command.reason)
    if command.amount > open_amount:
        more = command.amount - open_amount
        found.append(DecidedTooMuch(field="amount", open=open_amount, more=more))
    return found


def movement_violations(
    command: CarryOver | Return, left: Money, today: date
) -> list[RuleViolation]:
    """What speaks against it; no more may leave a line than has arrived and is unspent."""
    found = _about(command.amount, command.reason)
    if command.on > today:
        found.append(BookedInFuture(field="on", today=today))
    if command.amount > left:
        found.append(MoreThanLeft(field="amount", left=left, missing=command.amount - left))
    if not command.document_number.strip():
        found.append(DocumentMissing(field="document_number"))
    return found


def _about(amount: Money, reason: str) -> list[RuleViolation]:
    found: list[RuleViolation] = []
    if amount <= ZERO:
        found.append(AmountNotPositive(field="amount"))
    if not reason.strip():
        found.append(ReasonMissing(field="reason"))
    return found


def check_closing(
    year: int, payment_deadline_on: date, closed_on: date | None, today: date
) -> None:
    """Raise while payments of the year can still be made, and when it is closed already."""
    if closed_on is not None:
        raise AlreadyClosed(year=year, on=closed_on)
    if today <= payment_deadline_on:
        raise YearNotOver(year=year, deadline=payment_deadline_on)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rest of this year's money that would cover a gap of next year's budget.

    ``others`` are the gaps that stay; they add up to ``remaining``.
    """

    project: ProjectFacts
    surplus: Money
    gap: Money
    amount: Money
    remaining: Money
    others: tuple[tuple[ProjectFacts, Money], ...]


def suggest(matrix: Matrix, year: int) -> Suggestion | None:
    """The largest carry-over from ``year`` to the next that would help; None if there is none."""
    surpluses: dict[ProjectFacts, Money] = defaultdict(lambda: ZERO)
    gaps: dict[ProjectFacts, Money] = defaultdict(lambda: ZERO)
    for row in matrix.rows:
        surpluses[row.project] += row.cell(year).cash_surplus
        gaps[row.project] += row.cell(year + 1).gap
    project = max(gaps, key=lambda one: (min(surpluses[one], gaps[one]), one.code), default=None)
    if project is None:
        return None
    surplus, gap = surpluses[project], gaps[project]
    amount = min(surplus, gap)
    if not amount:
        return None
    left = {**gaps, project: gap - amount}
    others = sorted(left.items(), key=lambda item: (-item[1].fen, item[0].code))
    return Suggestion(
        project=project,
        surplus=surplus,
        gap=gap,
        amount=amount,
        remaining=sum(left.values(), start=ZERO),
        others=tuple((each, rest) for each, rest in others if rest),
    )
