"""Whether a payment may be recorded (MODEL 5.7, 5.8, 6.1). A day is a business day in Shanghai."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tracker.kernel.errors import RuleViolation
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules import errors, refusals
from tracker.payments.rules.commands import Draft
from tracker.settings.rules.approval import Approvals


@dataclass(frozen=True)
class LineBalance:
    """A budget line a payment could be charged to."""

    id: int
    year: int
    fund_source: str
    quota_number: str
    allotted: Money
    spent: Money

    @property
    def left(self) -> Money:
        return self.allotted - self.spent

    @property
    def is_overspent(self) -> bool:
        return self.left < ZERO


@dataclass(frozen=True)
class Approved:
    """An approved application that has not been paid: what a payment is to carry out."""

    id: int
    number: str
    amount: Money
    applicant_id: int | None
    applicant: str
    approver_id: int | None
    approver: str
    approved_on: date
    payee: str
    payee_bank: str
    payee_account: str
    budget_line_id: int | None
    invoice_ids: tuple[int, ...]


@dataclass(frozen=True)
class Payable:
    """What is known of an instalment when a payment of it is recorded."""

    open: Money
    signed_on: date
    triggered_on: date | None
    overridden: bool
    disputed: bool
    withdrawn: bool
    lines: tuple[LineBalance, ...]
    invoice_ids: frozenset[int]
    closed_years: frozenset[int]
    voucher_used: bool
    approvals: Approvals = field(default_factory=Approvals)
    applications: tuple[Approved, ...] = ()

    def approved(self, application_id: int | None) -> Approved | None:
        """The approved application of that number."""
        found = (one for one in self.applications if one.id == application_id)
        return next(found, None)

    def lines_of(self, year: int) -> tuple[LineBalance, ...]:
        return tuple(line for line in self.lines if line.year == year)


def violations(payable: Payable, draft: Draft, today: date) -> list[RuleViolation]:
    """Everything that speaks against the payment as far as it is typed; empty when it may stand."""
    found = [
        *_about_amount(payable, draft.amount),
        *_about_application(payable, draft),
        *_about_day(payable, draft.paid_on, today),
    ]
    if not draft.voucher.strip():
        found.append(errors.VoucherMissing(field="voucher"))
    if draft.invoice_id is not None and draft.invoice_id not in payable.invoice_ids:
        found.append(errors.WrongInvoice(field="invoice_id"))
    if draft.paid_on is not None:
        found += _about_line(payable, draft, draft.paid_on)
    if not draft.explanation.strip():
        found += _to_explain(payable, draft)
    return found


def override_violations(payable: Payable, reason: str, today: date) -> list[RuleViolation]:
    """What speaks against letting the instalment be paid before its trigger."""
    found: list[RuleViolation] = []
    if payable.withdrawn or not payable.open:
        found.append(errors.NothingOpen())
    if payable.triggered_on is not None and payable.triggered_on <= today:
        found.append(errors.NeedsNoOverride(on=payable.triggered_on))
    if not reason.strip():
        found.append(errors.NoReason(field="reason"))
    return found


def _about_amount(payable: Payable, amount: Money | None) -> list[RuleViolation]:
    if payable.withdrawn or not payable.open:
        return [errors.NothingOpen()]
    if payable.disputed:
        return [errors.IsDisputed()]
    if amount is None:
        return []
    if amount <= ZERO:
        return [errors.NotPositive(field="amount")]
    if amount > payable.open:
        return [errors.Overpaid(field="amount", more=amount - payable.open)]
    return []


def _about_application(payable: Payable, draft: Draft) -> list[RuleViolation]:
    """A payment of a day on which payments are approved carries out an approved application."""
    if draft.application_id is None:
        change = payable.approvals.at(draft.paid_on) if draft.paid_on else None
        if change is None or not change.is_on:
            return []
        return [refusals.NeedsApplication(field="application_id", since=change.since_on)]
    approved = payable.approved(draft.application_id)
    if approved is None:
        return [refusals.NotApproved(field="application_id")]
    if draft.amount is not None and draft.amount != approved.amount:
        return [refusals.DiffersFromApplication(field="amount", amount=approved.amount)]
    return []


def _about_day(payable: Payable, paid_on: date | None, today: date) -> list[RuleViolation]:
    triggered_on = payable.triggered_on
    if triggered_on is None and not payable.overridden:
        return [errors.NotTriggered()]
    if paid_on is None:
        return []
    if paid_on > today:
        return [errors.FutureDate(field="paid_on", today=today)]
    if fiscal_year(paid_on) in payable.closed_years:
        return [errors.ClosedYear(field="paid_on", year=fiscal_year(paid_on))]
    if triggered_on is not None and paid_on < triggered_on and not payable.overridden:
        return [errors.PaidBeforeTrigger(field="paid_on", triggered_on=triggered_on)]
    return []


def _about_line(payable: Payable, draft: Draft, paid_on: date) -> list[RuleViolation]:
    if draft.budget_line_id is None or _line(payable, draft) is not None:
        return []
    return [errors.WrongLine(field="budget_line_id", year=fiscal_year(paid_on))]


def _line(payable: Payable, draft: Draft) -> LineBalance | None:
    """The chosen line, if it is one of the year of the payment."""
    of_year = payable.lines_of(fiscal_year(draft.paid_on)) if draft.paid_on else ()
    return next((line for line in of_year if line.id == draft.budget_line_id), None)


def _to_explain(payable: Payable, draft: Draft) -> list[RuleViolation]:
    """What an explanation would make acceptable."""
    found: list[RuleViolation] = []
    if draft.paid_on is not None:
        found += _year_to_explain(payable, draft, draft.paid_on)
    line = _line(payable, draft)
    if line is not None and draft.amount is not None and draft.amount > line.left:
        more = draft.amount - max(line.left, ZERO)
        found.append(errors.AboveAllotment(field="explanation", more=more))
    approved = payable.approved(draft.application_id)
    if approved is not None and draft.paid_on and draft.paid_on < approved.approved_on:
        on = approved.approved_on
        found.append(refusals.PaidBeforeApproval(field="explanation", approved_on=on))
    if payable.voucher_used:
        found.append(errors.VoucherUsed(field="explanation", voucher=draft.voucher))
    return found


def _year_to_explain(payable: Payable, draft: Draft, paid_on: date) -> list[RuleViolation]:
    found: list[RuleViolation] = []
    year = fiscal_year(paid_on)
    if draft.budget_line_id is None and payable.lines_of(year):
        found.append(errors.ChooseLine(field="budget_line_id", year=year))
    elif draft.budget_line_id is None:
        found.append(errors.NoBudgetLine(field="explanation", year=year))
    if paid_on < payable.signed_on:
        found.append(errors.BeforeSigning(field="explanation", signed_on=payable.signed_on))
    return found
