"""What the tests of applications share: a centre that approves, and the steps of three people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.contracts.centre import Centre, make_centre, make_person, sign
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.terms import RecordInvoice
from tracker.contracts.service import facts
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.payments import service
from tracker.payments.rules.applying import Apply
from tracker.payments.rules.commands import RecordPayment
from tracker.projects.rules import EntryKind, NewEntry, NewLine
from tracker.projects.service import add_line
from tracker.settings.rules.approval import ApprovalChange
from tracker.settings.service import set_payment_approval

TODAY = date(2021, 11, 1)
FIRST = "627000"  # the first instalment of the worked example, triggered by the signing


@dataclass(frozen=True)
class Office:
    """The small centre with two leaders and two of finance, and its signed contract."""

    centre: Centre
    contract_id: int
    instalment_id: int
    line_id: int
    leader: Actor
    deputy: Actor
    cashier: Actor

    @property
    def owner(self) -> Actor:
        return self.centre.owner

    @property
    def finance(self) -> Actor:
        return self.centre.finance


def open_office(*, approves: bool = True) -> Office:
    centre = make_centre()
    if approves:
        approval(True)
    contract = sign(centre, payee_account="某某银行 6200 0001")
    return Office(
        centre=centre,
        contract_id=contract.id,
        instalment_id=contract.live_instalments[0].id,
        line_id=budget(centre, "700000"),
        leader=make_person("leader", Role.LEADER),
        deputy=make_person("deputy", Role.LEADER),
        cashier=make_person("cashier", Role.FINANCE),
    )


def approval(is_on: bool, since_on: date | None = None) -> None:
    change = ApprovalChange(is_on, since_on or clock.today(), "办公会纪要")
    set_payment_approval(change, SYSTEM)


def budget(centre: Centre, amount: str) -> int:
    today = clock.today()
    entries = tuple(
        NewEntry(kind, Money.yuan(amount), today, "年初批复")
        for kind in (EntryKind.APPROVED, EntryKind.ALLOTTED)
    )
    return add_line(centre.project_id, NewLine(today.year, "财政拨款", entries=entries), SYSTEM)


def command(office: Office, amount: str = FIRST, **changes: Any) -> Apply:
    usual = Apply(
        amount=Money.yuan(amount),
        payee="湖南某某信息技术公司",
        payee_bank="某某银行",
        payee_account="62000001",
        reason="首付款",
        budget_line_id=office.line_id,
        explanation="扫描件待补",
    )
    return replace(usual, **changes)


def apply(office: Office, amount: str = FIRST, **changes: Any) -> int:
    return service.apply(office.instalment_id, office.owner, command(office, amount, **changes))


def approved(office: Office, amount: str = FIRST, **changes: Any) -> int:
    application_id = apply(office, amount, **changes)
    service.approve(application_id, office.leader)
    return application_id


def payment(
    office: Office, application_id: int | None, amount: str = FIRST, **changes: Any
) -> RecordPayment:
    usual = RecordPayment(
        amount=Money.yuan(amount),
        paid_on=clock.today(),
        voucher="2021-11-01",
        budget_line_id=office.line_id,
        application_id=application_id,
    )
    return replace(usual, **changes)


def pay(office: Office, application_id: int | None, amount: str = FIRST, **changes: Any) -> int:
    wanted = payment(office, application_id, amount, **changes)
    return service.record(office.instalment_id, office.finance, wanted)


def invoice(office: Office, number: str = "24430001", amount: str = FIRST) -> int:
    typed = RecordInvoice(number, clock.today(), clock.today(), Money.yuan(amount))
    return facts.record_invoice(office.instalment_id, office.owner, typed)


def contract_of(office: Office, get: Any) -> Contract:
    found: Contract = get(Contract, office.contract_id)
    return found
