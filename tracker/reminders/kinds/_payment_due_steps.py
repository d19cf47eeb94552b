"""What is to be done next about a due instalment, and by whom; the owner, finance or a leader.

Every page counts turns, and the register shows fifty next steps: a situation holds only what
decides, so that it can be read without the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracker.acceptance.queries.answers import calls_for_round
from tracker.accounts.rules import Role
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import ContractKind, DueFrom, Trigger
from tracker.contracts.rules.state import is_triggered
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.kernel.workdays import ONE_DAY
from tracker.payments.rules.applying import ApplicationState, Applied
from tracker.reminders.rules.obligations import Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
FINANCE = Label("你是财务，负责登记付款", "You are in finance, which records payments")
BY_FINANCE = Seat(FINANCE, role=Role.FINANCE)

PAY = Label("登记付款", "Record the payment")
APPLY = Label("申请付款", "Apply for the payment")
AGAIN = Label("重新申请", "Apply again")
APPROVE = Label("审核付款申请", "Approve the application")
MEET = Label("登记条件成就", "Record the trigger")
ACCEPT = Label("办理验收", "Have it accepted")
ESTIMATE = Label("更新预计日期", "Give a new estimate")
INVOICE = Label("登记发票", "Record the invoice")
THEN_PAID = Label(
    "登记后计入当年支出，余额转入下一笔", "It then counts as spent; the next instalment follows"
)
THEN_MET = Label(
    "登记后本笔转为“可付”，应付日随之确定", "The instalment is then payable, its due day fixed"
)
THEN_ACCEPTED = Label(
    "验收组全员签署合格的当天，本笔转为“可付”",
    "It is payable on the day everybody of the acceptance group has passed it",
)
THEN_ESTIMATED = Label(
    "更新后重新计算应付日和所属财政年度", "Due day and fiscal year are then worked out again"
)
THEN_INVOICED = Label(
    "登记后本笔转为“可付”，自收到发票起计时",
    "The instalment is then payable, from the invoice on",
)
THEN_DECIDED = Label(
    "提交后由领导审核，再由财务登记付款",
    "A leader then approves it, and finance records the payment",
)

_IN_HAND = {
    ApplicationState.SUBMITTED: (Work.APPROVE, APPROVE),
    ApplicationState.APPROVED: (Work.PAY, PAY),
    ApplicationState.RETURNED: (Work.PAY, AGAIN),
}


@lru_cache(maxsize=1024)
def seat_of(owner_id: int) -> Seat:
    """The seat of a project's owner: one object, for thousands of instalments."""
    return Seat(OWNER, user_ids=(owner_id,))


@lru_cache(maxsize=1024)
def seats_of(owner_id: int, *, with_finance: bool) -> tuple[Seat, ...]:
    """Those who are told of a project's instalments."""
    return (seat_of(owner_id), BY_FINANCE) if with_finance else (seat_of(owner_id),)


@dataclass(frozen=True, slots=True)
class Situation:
    """An open instalment as far as its next step hangs on it."""

    id: int
    owner_id: int
    kind: ContractKind
    trigger: Trigger
    triggered_on: date | None
    expected_on: date | None
    due_from: DueFrom
    is_invoiced: bool
    open: Money
    applied: Applied

    @classmethod
    def of(cls, row: Instalment, applied: Applied) -> Situation:
        return cls(
            id=row.id,
            owner_id=row.contract.project.owner_id,
            kind=row.contract.kind,
            trigger=row.trigger,
            triggered_on=row.triggered_on,
            expected_on=row.expected_day,
            due_from=row.due_from,
            is_invoiced=bool(row.valid_invoices),
            open=row.open,
            applied=applied,
        )

    @property
    def owner(self) -> Seat:
        return seat_of(self.owner_id)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """While all of it is applied for, finance is told by the kinds about applications."""
        return seats_of(self.owner_id, with_finance=not self.is_applied_for)

    @property
    def is_applied_for(self) -> bool:
        """Whether applications ask for all that is open, or one came back to its applicant."""
        marks = self.applied.of(self.id)
        if not marks:
            return not self.open
        returned = any(mark.state is ApplicationState.RETURNED for mark in marks)
        return (returned and self.applied.is_on) or self.open <= self.applied.under_way(self.id)

    def is_stale(self, today: date) -> bool:
        """Whether the trigger ought to have happened by now (触发逾期)."""
        expected = self.expected_on
        return self.triggered_on is None and expected is not None and expected < today

    @property
    def turns_on(self) -> date | None:
        """The day from which it is stale."""
        if self.triggered_on is not None or self.expected_on is None:
            return None
        return self.expected_on + ONE_DAY

    def waits(self, today: date) -> bool:
        """Whether nobody can do anything yet but wait: for the trigger, or for those who have an
        application in hand (kinds of their own).
        """
        if is_triggered(self.triggered_on, today):
            return self.is_applied_for
        return not self.is_stale(today)

    def step(self, today: date, rounds_from: date | None = None) -> Step:
        """The next step, whether or not it can be taken yet.

        ``rounds_from`` matters to what waits only, and so to nobody's turn.
        """
        if self.is_stale(today):
            return self._record(
                ESTIMATE, "contracts.estimate", "contracts.estimate", THEN_ESTIMATED
            )
        if self.is_applied_for:
            return self._in_hand()
        if self.triggered_on is None:
            return self._awaited(today, rounds_from)
        if self.due_from is DueFrom.INVOICE and not self.is_invoiced:
            return self._record(
                INVOICE, "contracts.invoice", "contracts.record_invoice", THEN_INVOICED
            )
        return self._pay()

    def _pay(self) -> Step:
        params = {"instalment_id": self.id}
        if self.applied.is_on:
            turn, after = self.owner, THEN_DECIDED
            return Step(Work.PAY, APPLY, "payments.apply", params, "payments.apply", turn, after)
        return Step(Work.PAY, PAY, "payments.new", params, "payments.record", BY_FINANCE, THEN_PAID)

    def _in_hand(self) -> Step:
        """Its owner waits for whoever has the application, who is told by a kind of its own."""
        mark = self.applied.of(self.id)[-1]
        work, label = _IN_HAND[mark.state]
        params = {"application_id": mark.id}
        return Step(work, label, "payments.application", params, "payments.read", self.owner)

    def _awaited(self, today: date, rounds_from: date | None) -> Step:
        if calls_for_round(self.kind, self.trigger, today, rounds_from):
            page = "acceptance.of_instalment"
            return self._record(ACCEPT, page, "acceptance.draft", THEN_ACCEPTED)
        return self._record(MEET, "contracts.trigger", "contracts.record_trigger", THEN_MET)

    def _record(self, label: Label, endpoint: str, permission: str, after: Label) -> Step:
        """A step of the owner's."""
        params = {"instalment_id": self.id}
        return Step(Work.RECORD, label, endpoint, params, permission, self.owner, after)
