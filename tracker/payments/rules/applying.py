"""付款申请: its states, the command that makes one, and what speaks against it (内部控制规范 支出).

An application is never changed: a returned one stays as it was, and the next one follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.states import StateMachine
from tracker.payments.rules import errors, refusals
from tracker.payments.rules.exhibits import Exhibit, lacking


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    PAID = "paid"

    @property
    def label(self) -> Label:
        """What it is called while it stands."""
        return _STATES[self]

    @property
    def done(self) -> Label:
        """What somebody did to bring it there."""
        return _STEPS[self]

    @property
    def is_under_way(self) -> bool:
        """Whether money is still asked for by it."""
        return self in UNDER_WAY


UNDER_WAY = (ApplicationState.SUBMITTED, ApplicationState.APPROVED)

_STATES = {
    ApplicationState.SUBMITTED: Label("待审核", "Awaiting approval"),
    ApplicationState.APPROVED: Label("已审核，待支付", "Approved, to be paid"),
    ApplicationState.RETURNED: Label("已退回", "Returned"),
    ApplicationState.WITHDRAWN: Label("已撤回", "Withdrawn"),
    ApplicationState.REVOKED: Label("审核已撤销", "Approval revoked"),
    ApplicationState.PAID: Label("已支付", "Paid"),
}
_STEPS = {
    ApplicationState.SUBMITTED: Label("提交申请", "Applied"),
    ApplicationState.APPROVED: Label("审核通过", "Approved"),
    ApplicationState.RETURNED: Label("退回", "Returned"),
    ApplicationState.WITHDRAWN: Label("撤回", "Withdrew"),
    ApplicationState.REVOKED: Label("撤销审核", "Revoked the approval"),
    ApplicationState.PAID: Label("登记付款", "Recorded the payment"),
}

APPLICATION_STATES = StateMachine(
    {
        ApplicationState.SUBMITTED: frozenset(
            {ApplicationState.APPROVED, ApplicationState.RETURNED, ApplicationState.WITHDRAWN}
        ),
        ApplicationState.APPROVED: frozenset(
            {ApplicationState.PAID, ApplicationState.WITHDRAWN, ApplicationState.REVOKED}
        ),
    }
)


@dataclass(frozen=True)
class Mark:
    """An application as the row of its instalment shows it; ``followed``: another came after it."""

    id: int
    number: str
    state: ApplicationState
    amount: Money
    applicant_id: int | None
    approver_id: int | None
    followed: bool = False


@dataclass(frozen=True)
class Applied:
    """What was applied for, by instalment; ``is_on``: payments are approved first nowadays."""

    is_on: bool = False
    marks: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)

    def of(self, instalment_id: int) -> tuple[Mark, ...]:
        """The applications of an instalment that still matter."""
        found = self.marks.get(instalment_id, ())
        return tuple(mark for mark in found if not mark.followed)

    def under_way(self, instalment_id: int) -> Money:
        """What those under way ask for together."""
        asked = (mark.amount for mark in self.of(instalment_id) if mark.state.is_under_way)
        return sum(asked, start=ZERO)


@dataclass(frozen=True)
class Request:
    """An application as far as it has been typed."""

    amount: Money | None
    payee: str
    payee_bank: str
    payee_account: str
    reason: str
    budget_line_id: int | None = None
    invoice_ids: tuple[int, ...] = ()
    explanation: str = ""


@dataclass(frozen=True)
class Apply(Request):
    """Ask for the payment of an instalment, or of part of one."""

    amount: Money


@dataclass(frozen=True)
class Case:
    """What is known of an instalment when somebody applies, approves or pays.

    ``under_way`` is what other applications ask for; ``invoices`` are the valid ones, by id.
    """

    open: Money
    under_way: Money
    triggered_on: date | None
    overridden: bool
    disputed: bool
    withdrawn: bool
    ended_on: date | None
    invoices: Mapping[int, Money]
    line_ids: frozenset[int]

    @property
    def free(self) -> Money:
        """What may still be asked for."""
        return max(self.open - self.under_way, ZERO)


def violations(
    case: Case, request: Request, exhibits: tuple[Exhibit, ...], today: date
) -> list[RuleViolation]:
    """Everything that speaks against applying; what is missing asks for its explanation."""
    found = [*_about_instalment(case, today), *_about_amount(case, request.amount)]
    if not request.payee.strip():
        found.append(refusals.PayeeMissing(field="payee"))
    if not request.reason.strip():
        found.append(refusals.PurposeMissing(field="reason"))
    if not case.invoices.keys() >= set(request.invoice_ids):
        found.append(errors.WrongInvoice(field="invoice_ids"))
    if request.budget_line_id is not None and request.budget_line_id not in case.line_ids:
        found.append(errors.WrongLine(field="budget_line_id", year=today.year))
    absent = lacking(exhibits)
    if absent and not request.explanation.strip():
        found.append(refusals.NotExplained(field="explanation", what=absent))
    return found


def obstacles(case: Case, request: Request, today: date) -> list[RuleViolation]:
    """What has changed since somebody applied, so that it can be neither approved nor paid."""
    found = _about_instalment(case, today)
    if found:
        return found
    amount = request.amount or ZERO
    if amount > case.free:
        return [refusals.NoLongerOpen(free=case.free, less=amount - case.free)]
    if not case.invoices.keys() >= set(request.invoice_ids):
        return [refusals.InvoiceVoided()]
    return []


def _about_instalment(case: Case, today: date) -> list[RuleViolation]:
    if case.ended_on is not None and not case.open:
        return [refusals.ContractOver(on=case.ended_on)]
    if case.withdrawn or not case.open:
        return [errors.NothingOpen()]
    if case.disputed:
        return [errors.IsDisputed()]
    triggered = case.triggered_on is not None and case.triggered_on <= today
    return [] if triggered or case.overridden else [errors.NotTriggered()]


def _about_amount(case: Case, amount: Money | None) -> list[RuleViolation]:
    if amount is None or not case.open:
        return []
    if amount <= ZERO:
        return [errors.NotPositive(field="amount")]
    if not case.free:
        return [refusals.AllAppliedFor(field="amount", under_way=case.under_way)]
    if amount > case.free:
        more = amount - case.free
        return [refusals.AppliedTooMuch(field="amount", free=case.free, more=more)]
    return []
