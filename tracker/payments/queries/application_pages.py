"""What stands on the form of an application, on its page, and on its printed sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allows
from tracker.contracts.models import Instalment, Invoice
from tracker.infra import clock, i18n
from tracker.infra.db import db
from tracker.kernel.errors import NotFound, RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import ApplicationStep, PaymentApplication
from tracker.payments.queries.cases import case_of, evidence_of, line_name, to_follow
from tracker.payments.queries.facts import balances
from tracker.payments.queries.pages import InstalmentPage, instalment_page
from tracker.payments.rules.applying import ApplicationState, Case, Request, obstacles
from tracker.payments.rules.exhibits import Exhibit
from tracker.payments.rules.recording import LineBalance
from tracker.settings.queries import approvals
from tracker.settings.rules.approval import ApprovalChange


@dataclass(frozen=True)
class Returned:
    """The application that the new one follows, and what the approver said."""

    id: int
    number: str
    opinion: str


@dataclass(frozen=True)
class ApplyPage:
    """The form of an application: the facts around it, and the usual case to start from."""

    around: InstalmentPage
    case: Case
    usual: Request
    lines: tuple[LineBalance, ...]
    invoices: tuple[tuple[int, str], ...]
    exhibits: tuple[Exhibit, ...]
    follows: Returned | None
    approval: ApprovalChange | None

    @property
    def is_on(self) -> bool:
        return self.approval is not None and self.approval.is_on


@dataclass(frozen=True)
class StepRow:
    """Who brought it to which state, and what they said."""

    at: datetime
    by: str
    done: Label
    opinion: str
    state: ApplicationState


@dataclass(frozen=True)
class Powers:
    """What the person looking may do with an application now; ``own`` says why not decide."""

    decides: bool
    withdraws: bool
    revokes: bool
    records: bool
    applies: bool
    own: bool


@dataclass(frozen=True)
class ApplicationPage:
    """One application, with what it rests on and every step it took."""

    id: int
    uid: str
    number: str
    state: ApplicationState
    around: InstalmentPage
    request: Request
    amount: Money
    applied_on: date
    applicant: str
    department: str
    contract_number: str
    contract_amount: Money
    contract_paid: Money
    line: str
    invoices: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]
    obstacles: tuple[Label, ...]
    steps: tuple[StepRow, ...]
    follows: tuple[int, str] | None
    followed_by: tuple[int, str] | None
    payment_voucher: str
    paid_on: date | None
    powers: Powers


def apply_page(instalment_id: int, today: date, request: Request | None = None) -> ApplyPage:
    """The form for an instalment; ``request`` is what has been typed, else the usual case."""
    around = instalment_page(instalment_id, today)
    instalment = db.session.get_one(Instalment, instalment_id)
    case = case_of(instalment)
    lines = tuple(one for one in balances(instalment.project_id) if one.year == today.year)
    before = to_follow(instalment_id)
    usual = _usual(instalment, case, lines, before)
    return ApplyPage(
        around=around,
        case=case,
        usual=usual,
        lines=lines,
        invoices=tuple((one.id, invoice_name(one)) for one in instalment.valid_invoices),
        exhibits=evidence_of(instalment, request or usual, today),
        follows=_returned(before),
        approval=approvals().at(today),
    )


def _usual(
    instalment: Instalment,
    case: Case,
    lines: Collection[LineBalance],
    before: PaymentApplication | None,
) -> Request:
    """All that may be asked for, to the contract's account; or what was returned, once more."""
    if before is not None:
        once = before.request
        return Request(
            amount=min(before.amount, case.free) or case.free,
            payee=once.payee,
            payee_bank=once.payee_bank,
            payee_account=once.payee_account,
            reason=once.reason,
            budget_line_id=once.budget_line_id,
            invoice_ids=tuple(case.invoices),
            explanation=once.explanation,
        )
    contract, supplier = instalment.contract, instalment.contract.supplier
    return Request(
        amount=case.free,
        payee=supplier.name if supplier else "",
        payee_bank=supplier.bank_name if supplier else "",
        payee_account=contract.payee_account or (supplier.bank_account if supplier else ""),
        reason=f"{contract.name}第{instalment.no}笔{instalment.name}",
        budget_line_id=next(iter(lines)).id if len(lines) == 1 else None,
        invoice_ids=tuple(case.invoices),
    )


def _returned(before: PaymentApplication | None) -> Returned | None:
    if before is None:
        return None
    return Returned(before.id, before.number, before.steps[-1].opinion)


def invoice_name(invoice: Invoice) -> str:
    """An invoice as papers name it."""
    number, amount, on = invoice.number, invoice.amount, invoice.issued_on
    zh, en = f"{number}（{amount}元，{on}开票）", f"{number} ({amount} yuan, issued {on})"
    return i18n.label(Label(zh, en))


def application_page(application_id: int, actor: Actor) -> ApplicationPage:
    """The application of that number, as this person sees it; or ``NotFound``."""
    one = db.session.get(PaymentApplication, application_id)
    if one is None:
        raise NotFound
    today, instalment, contract = clock.today(), one.instalment, one.contract
    case = case_of(instalment, besides=one.id)
    request = one.request
    is_open = one.state.is_under_way
    return ApplicationPage(
        id=one.id,
        uid=one.uid,
        number=one.number,
        state=one.state,
        around=instalment_page(instalment.id, today),
        request=request,
        amount=one.amount,
        applied_on=one.applied_on,
        applicant=one.applicant.name if one.applicant else "",
        department=_department(one.applicant),
        contract_number=contract.number,
        contract_amount=contract.current_amount,
        contract_paid=sum((each.paid for each in contract.instalments), start=ZERO),
        line=_line(one),
        invoices=tuple(invoice_name(each) for each in one.invoices),
        exhibits=evidence_of(instalment, request, today, besides=one.id),
        obstacles=tuple(_told(obstacles(case, request, today))) if is_open else (),
        steps=tuple(_step(step) for step in one.steps),
        follows=_named(one.follows),
        followed_by=_named(one.followed_by),
        payment_voucher=one.payment.voucher if one.payment else "",
        paid_on=one.payment.paid_on if one.payment else None,
        powers=_powers(one, actor),
    )


def _told(found: Iterable[RuleViolation]) -> Iterable[Label]:
    return (Label(error.text("zh"), error.text("en")) for error in found)


def _department(person: User | None) -> str:
    return person.department.name if person is not None and person.department else ""


def _line(one: PaymentApplication) -> str:
    lines = (line for line in balances(one.project_id) if line.id == one.budget_line_id)
    line = next(lines, None)
    return line_name(line) if line is not None else ""


def _step(step: ApplicationStep) -> StepRow:
    return StepRow(step.at, step.by_name, step.state.done, step.opinion, step.state)


def _named(one: PaymentApplication | None) -> tuple[int, str] | None:
    return (one.id, one.number) if one is not None else None


def _powers(one: PaymentApplication, actor: Actor) -> Powers:
    own = one.applicant_id == actor.id
    waits, approved = (
        one.state is ApplicationState.SUBMITTED,
        one.state is ApplicationState.APPROVED,
    )
    others = {one.applicant_id, one.approver_id}
    return Powers(
        decides=waits and not own and allows("payments.approve", actor.roles),
        withdraws=one.state.is_under_way and own and allows("payments.withdraw", actor.roles),
        revokes=approved and allows("payments.revoke", actor.roles),
        records=approved and actor.id not in others and allows("payments.record", actor.roles),
        applies=one.state is ApplicationState.RETURNED
        and one.followed_by is None
        and allows("payments.apply", actor.roles),
        own=waits and own and allows("payments.approve", actor.roles),
    )
