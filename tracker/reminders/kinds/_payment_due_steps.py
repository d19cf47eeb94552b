"""The next step of an open instalment: whose turn it is, and on which page it is taken.

Every page counts turns, and the register shows fifty next steps: here only what decides is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, func, select, type_coerce
from sqlalchemy.orm import aliased

from tracker.acceptance.queries.answers import calls_for_round
from tracker.accounts.rules import Role
from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.contracts.rules.due import Landmarks, expected_day
from tracker.contracts.rules.kinds import ContractKind, DueFrom, Trigger
from tracker.contracts.rules.state import is_triggered
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.models import Project
from tracker.reminders.rules.obligations import Step
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.work import Work

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
FINANCE = Label("你是财务，负责登记付款", "You are in finance, which records payments")
DERIVED = (Trigger.SIGNING, Trigger.WARRANTY_END, Trigger.SERVICE_START, Trigger.SERVICE_END)
BY_FINANCE = Seat(FINANCE, role=Role.FINANCE)

PAY = Label("登记付款", "Record the payment")
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

    @classmethod
    def of(cls, row: Instalment) -> Situation:
        return cls(
            id=row.id,
            owner_id=row.contract.project.owner_id,
            kind=row.contract.kind,
            trigger=row.trigger,
            triggered_on=row.triggered_on,
            expected_on=row.expected_day,
            due_from=row.due_from,
            is_invoiced=bool(row.valid_invoices),
        )

    @property
    def owner(self) -> Seat:
        return Seat(OWNER, user_ids=(self.owner_id,))

    def is_stale(self, today: date) -> bool:
        """Whether the trigger ought to have happened by now (触发逾期)."""
        expected = self.expected_on
        return self.triggered_on is None and expected is not None and expected < today

    def waits(self, today: date) -> bool:
        """Whether nobody can do anything yet but wait for the trigger."""
        return not is_triggered(self.triggered_on, today) and not self.is_stale(today)

    def step(self, today: date, rounds_from: date | None = None) -> Step:
        """``rounds_from`` matters to what waits only, and so to nobody's turn."""
        if self.is_stale(today):
            return self._record(
                ESTIMATE, "contracts.estimate", "contracts.estimate", THEN_ESTIMATED
            )
        if self.triggered_on is None:
            return self._awaited(today, rounds_from)
        if self.due_from is DueFrom.INVOICE and not self.is_invoiced:
            return self._record(
                INVOICE, "contracts.invoice", "contracts.record_invoice", THEN_INVOICED
            )
        page, params = "payments.new", {"instalment_id": self.id}
        return Step(Work.PAY, PAY, page, params, "payments.record", BY_FINANCE, THEN_PAID)

    def _awaited(self, today: date, rounds_from: date | None) -> Step:
        if calls_for_round(self.kind, self.trigger, today, rounds_from):
            page = "acceptance.of_instalment"
            return self._record(ACCEPT, page, "acceptance.draft", THEN_ACCEPTED)
        return self._record(MEET, "contracts.trigger", "contracts.record_trigger", THEN_MET)

    def _record(self, label: Label, endpoint: str, permission: str, after: Label) -> Step:
        """A step of the owner's."""
        params = {"instalment_id": self.id}
        return Step(Work.RECORD, label, endpoint, params, permission, self.owner, after)


@dataclass(frozen=True, slots=True)
class Brief:
    """A situation with what names it; its due day is an estimate before the trigger."""

    situation: Situation
    uid: str
    no: int
    due_on: date
    project: str
    project_name: str
    contract_id: int


def briefs(condition: ColumnElement[bool]) -> Iterator[Brief]:
    """These instalments, by due day, in one query."""
    for row in db.session.execute(_query().where(condition)):
        landmarks = Landmarks(
            row.signed_on, row.service_from, row.service_to, row.final_on, row.warranty_months
        )
        situation = Situation(
            id=row.id,
            owner_id=row.owner_id,
            kind=row.kind,
            trigger=row.trigger,
            triggered_on=row.triggered_on,
            expected_on=expected_day(row.trigger, row.expected_on, landmarks),
            due_from=row.due_from,
            is_invoiced=row.is_invoiced,
        )
        yield Brief(
            situation, row.uid, row.no, row.due_on, row.code, row.project_name, row.contract_id
        )


def turns_of(condition: ColumnElement[bool], today: date) -> Iterator[Seat]:
    """Whose turn each of these instalments is that does not wait.

    The database counts them by owner, but for those whose expected day follows from others.
    """
    happened = Instalment.triggered_on <= today
    is_late = Instalment.triggered_on.is_(None) & (Instalment.expected_on < today)
    ordinary = Instalment.trigger.not_in(DERIVED)
    lacks_invoice = (Instalment.due_from == DueFrom.INVOICE) & ~_invoiced()
    is_payable = case((happened & ~lacks_invoice, 1), else_=0)
    query = select(Project.owner_id, is_payable, func.count())
    query = query.join(Instalment.contract).join(Contract.project)
    query = query.where(condition, happened | (is_late & ordinary))
    for owner_id, payable, count in db.session.execute(
        query.group_by(Project.owner_id, is_payable)
    ):
        seat = BY_FINANCE if payable else Seat(OWNER, user_ids=(owner_id,))
        yield from repeat(seat, count)
    derived = Instalment.triggered_on.is_(None) & Instalment.trigger.in_(DERIVED)
    for one in briefs(condition & derived):
        if not one.situation.waits(today):
            yield one.situation.step(today).turn


def _invoiced() -> ColumnElement[bool]:
    """Whether an invoice of the instalment is on record."""
    valid = (Invoice.instalment_id == Instalment.id) & Invoice.voided_on.is_(None)
    return select(Invoice.id).where(valid).exists()


def _query() -> Select[Any]:
    final = aliased(Instalment)
    final_on = select(func.max(func.coalesce(final.triggered_on, final.expected_on))).where(
        final.contract_id == Contract.id,
        final.trigger == Trigger.FINAL_ACCEPTANCE,
        final.withdrawn_in.is_(None),
    )
    columns = (
        Instalment.id,
        Instalment.uid,
        Instalment.no,
        Instalment.due_on,
        Instalment.trigger,
        Instalment.triggered_on,
        Instalment.expected_on,
        Instalment.due_from,
        Contract.id.label("contract_id"),
        Contract.kind,
        Contract.signed_on,
        Contract.service_from,
        Contract.service_to,
        Contract.warranty_months,
        Project.owner_id,
        Project.code,
        Project.name.label("project_name"),
        type_coerce(final_on.scalar_subquery(), Date).label("final_on"),
        _invoiced().label("is_invoiced"),
    )
    query: Select[Any] = select(*columns)  # type: ignore[assignment]
    query = query.join(Instalment.contract).join(Contract.project)
    return query.order_by(Instalment.due_on, Instalment.id)
