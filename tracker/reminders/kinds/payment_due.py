"""付款到期: an open instalment of a contract approaches its due day, or has passed it.

One whose trigger has not happened is never overdue: its due day is an estimate, and once that is
past its owner, and nobody else, is asked for a new one (MODEL 3.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import selectinload

from tracker.acceptance.queries.answers import is_by_round
from tracker.accounts.rules import Role
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.due import carrying_year, pay_by
from tracker.contracts.rules.kinds import DueFrom
from tracker.funding import queries as funding
from tracker.infra.db import db
from tracker.kernel.durations import DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.kinds import _payment_due_words as words
from tracker.reminders.rules.obligations import (
    Absence,
    DueDay,
    Kind,
    Outstanding,
    Page,
    Payment,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.work import Wording, Work
from tracker.settings.queries import FiscalYearView, fiscal_year, unit, work_calendar

NAME = "payment_due"
ESCALATE_AT = -7  # a week overdue: the leaders are told as well

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
FINANCE = Label("你是财务，负责登记付款", "You are in finance, which records payments")
LEADER = Label("已逾期一周以上，按规则报告领导", "Over a week overdue: reported to the leaders")

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
CONTRACT = Label("查看合同", "See the contract")


def audience(standing: Standing, stage: int) -> tuple[Seat, ...]:
    """The owner and finance; a passed estimate is the owner's matter, a long delay the leaders'."""
    owner, finance = standing.seats
    if standing.estimated and stage < 0:
        return (owner,)
    if stage <= ESCALATE_AT:
        return owner, finance, Seat(LEADER, role=Role.LEADER)
    return owner, finance


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every open, dated, undisputed instalment due up to ``horizon``, by due day."""
    condition = _due_by(horizon) & _of(projects)
    rows = db.session.scalars(_query(condition)).all()
    gaps = _gaps(condition, today) if rows else {}
    reader = _Reader(today, work_calendar(), gaps, unit().rounds_from, {})
    return tuple(reader.read(row) for row in rows)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """When the open instalments of these projects are due."""
    columns = (Instalment.project_id, Instalment.due_on, Instalment.triggered_on.is_(None))
    query = select(*columns).where(_due_by(date.max) & _of(projects))
    rows = db.session.execute(query)
    return [DueDay(project, on, estimated) for project, on, estimated in rows if on]


def _of(projects: Collection[int] | None) -> ColumnElement[bool]:
    return true() if projects is None else Instalment.project_id.in_(projects)


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn it is, once for each instalment due up to ``horizon`` that can be moved on."""
    rows = db.session.scalars(_query(_due_by(horizon)))
    return tuple(_step(row, today).turn for row in rows if not _waits(row, today))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these instalments stand now."""
    if not uids:
        return {}
    rows = db.session.scalars(_query(Instalment.uid.in_(uids)))
    return {row.uid: _standing(row) for row in rows}


def _gaps(condition: ColumnElement[bool], today: date) -> Mapping[tuple[int, int], Money]:
    """What the budget lacks, by contract and year, in the projects of these instalments."""
    rows = funding.matrix(today, select(Instalment.project_id).where(condition)).rows
    return {
        (row.contract.id, year): cell.gap
        for row in rows
        if row.contract is not None
        for year, cell in row.cells.items()
    }


def _due_by(horizon: date) -> ColumnElement[bool]:
    return (
        Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
        & Instalment.disputed_on.is_(None)
        & (Instalment.due_on <= horizon)
    )


def _query(condition: ColumnElement[bool]) -> Select[Instalment]:
    """With all that the words and the next step are made of, in a fixed number of queries."""
    contract = selectinload(Instalment.contract)
    return (
        select(Instalment)
        .where(condition)
        .order_by(Instalment.due_on, Instalment.id)
        .options(
            contract.joinedload(Contract.project),
            contract.joinedload(Contract.supplier),
            contract.selectinload(Contract.instalments),
            selectinload(Instalment.payments),
            selectinload(Instalment.invoices),
        )
    )


def _standing(row: Instalment) -> Standing | Absence:
    if row.is_withdrawn:
        return Absence.WITHDRAWN
    if not row.open:
        return Absence.DONE
    if row.due_on is None or row.disputed_on is not None:
        return Absence.ON_HOLD
    return _dated(row, row.due_on)


def _dated(row: Instalment, due_on: date) -> Standing:
    seats = (_owner(row), Seat(FINANCE, role=Role.FINANCE))
    return Standing(due_on, seats, row.open, estimated=row.triggered_on is None)


def _owner(row: Instalment) -> Seat:
    return Seat(OWNER, user_ids=(row.contract.project.owner_id,))


# --- the next step --------------------------------------------------------------------------------


def _is_stale(row: Instalment, today: date) -> bool:
    """Whether the trigger ought to have happened by now (触发逾期)."""
    expected = row.expected_day
    return row.triggered_on is None and expected is not None and expected < today


def _waits(row: Instalment, today: date) -> bool:
    """Whether nobody can do anything yet but wait for the trigger."""
    return not row.is_triggered(today) and not _is_stale(row, today)


def _step(row: Instalment, today: date, rounds_from: date | None = None) -> Step:
    """``rounds_from`` matters to what waits only, and so to nobody's turn."""
    if _is_stale(row, today):
        return _record(ESTIMATE, "contracts.estimate", "contracts.estimate", row, THEN_ESTIMATED)
    if row.triggered_on is None and is_by_round(row, today, rounds_from):
        page = "acceptance.of_instalment"
        return _record(ACCEPT, page, "acceptance.draft", row, THEN_ACCEPTED)
    if row.triggered_on is None:
        return _record(MEET, "contracts.trigger", "contracts.record_trigger", row, THEN_MET)
    if row.due_from is DueFrom.INVOICE and not row.valid_invoices:
        return _record(INVOICE, "contracts.invoice", "contracts.record_invoice", row, THEN_INVOICED)
    params, finance = {"instalment_id": row.id}, Seat(FINANCE, role=Role.FINANCE)
    return Step(Work.PAY, PAY, "payments.new", params, "payments.record", finance, THEN_PAID)


def _record(label: Label, endpoint: str, permission: str, row: Instalment, after: Label) -> Step:
    """A step of the owner's."""
    params = {"instalment_id": row.id}
    return Step(Work.RECORD, label, endpoint, params, permission, _owner(row), after)


# --- the whole item -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reader:
    """What reading several instalments shares; ``years`` remembers the fiscal years asked for."""

    today: date
    calendar: WorkCalendar
    gaps: Mapping[tuple[int, int], Money]
    rounds_from: date | None
    years: dict[int, FiscalYearView]

    def read(self, row: Instalment) -> Outstanding:
        """One item; the query only finds instalments with a due day."""
        due_on = row.due_on or self.today
        year = carrying_year(due_on.year, self.today) or due_on.year
        gap = self.gaps.get((row.contract_id, year), ZERO)
        return Outstanding(
            subject_uid=row.uid,
            subject_id=row.id,
            standing=_dated(row, due_on),
            story=self._story(row, due_on, year, gap),
            step=_step(row, self.today, self.rounds_from),
            gap=gap,
            waits=_waits(row, self.today),
            stale=_is_stale(row, self.today),
        )

    def _story(self, row: Instalment, due_on: date, year: int, gap: Money) -> Story:
        contract = row.contract
        return Story(
            title=words.title(contract.project.name, row.no),
            subject=words.subject(row.no),
            why=words.why(self._facts(row, due_on, year, gap)),
            page=Page(CONTRACT, "overview.contract", {"contract_id": contract.id}),
            project=contract.project.code,
            project_name=contract.project.name,
            payment=Payment(
                supplier=contract.supplier.name if contract.supplier else "",
                contract_id=contract.id,
                contract=contract.number,
                part=row.no,
                budget_year=year,
            ),
        )

    def _facts(self, row: Instalment, due_on: date, year: int, gap: Money) -> words.Facts:
        closes_on = self._fiscal_year(due_on.year).payment_deadline_on
        due = row.terms.due
        counts_workdays = due.unit is DurationUnit.WORKING_DAY
        return words.Facts(
            trigger=row.trigger,
            starts_on=row.triggered_on or row.expected_day or due_on,
            happened=row.triggered_on is not None,
            stale=_is_stale(row, self.today),
            due=due,
            due_from=row.due_from,
            invoiced_on=row.invoiced_on,
            due_on=due_on,
            provisional=counts_workdays and self.calendar.is_provisional(due_on),
            year=year,
            gap=gap,
            pay_by_on=pay_by(due_on, closes_on, self.calendar),
            closes_on=closes_on,
        )

    def _fiscal_year(self, year: int) -> FiscalYearView:
        if year not in self.years:
            self.years[year] = fiscal_year(year)
        return self.years[year]


KIND = Kind(
    name=NAME,
    label=Label("付款到期", "Payment due"),
    cadence=Cadence(),
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=audience,
    days=days,
    wording=Wording(
        due=Label("应付日", "Due"),
        expected=Label("预计应付日", "Expected due day"),
        amount=Label("未付金额", "Open amount"),
        done=Label("已付清", "paid in full"),
        withdrawn=Label("节点已撤销", "the instalment was withdrawn"),
        on_hold=Label("暂无应付日", "no due day at present"),
        changed=Label("应付日或金额已变", "due day or amount changed"),
    ),
)
