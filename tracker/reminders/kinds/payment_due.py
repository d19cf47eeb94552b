"""付款到期: an open instalment of a contract approaches its due day, or has passed it.

One whose trigger has not happened is never overdue: its due day is an estimate, and once that is
past its owner, and nobody else, is asked for a new one (MODEL 3.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from tracker.contracts.models import Instalment
from tracker.contracts.rules.due import carrying_year, pay_by
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.durations import DurationUnit
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.payments import queries as payments
from tracker.payments.rules.applying import Applied
from tracker.projects.models import Project
from tracker.reminders.kinds import _payment_due_words as words
from tracker.reminders.kinds._payment_due_briefs import (
    Brief,
    briefs,
    is_plain,
    may_move,
    plain_turns,
)
from tracker.reminders.kinds._payment_due_reads import due_by, gaps_of, of_projects, with_all
from tracker.reminders.kinds._payment_due_steps import Situation
from tracker.reminders.rules.obligations import (
    Absence,
    DueDay,
    Kind,
    Outstanding,
    Page,
    Payment,
    Standing,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording
from tracker.settings.queries import FiscalYearView, fiscal_year, unit, work_calendar

NAME = "payment_due"
RULE = rule(NAME)


CONTRACT = Label("查看合同", "See the contract")


def audience(standing: Standing, stage: int) -> tuple[Seat, ...]:
    """The owner and finance; a passed estimate is the owner's matter, a long delay the leaders'."""
    if standing.estimated and stage < 0:
        return standing.seats[:1]
    return RULE.audience(standing, stage)


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every open, dated, undisputed instalment due up to ``horizon``, by due day."""
    return _told(due_by(horizon) & of_projects(projects), today)


def in_full(uids: Collection[str], today: date) -> tuple[Outstanding, ...]:
    """These instalments with all their words."""
    return _told(Instalment.uid.in_(uids), today)


def _told(condition: ColumnElement[bool], today: date) -> tuple[Outstanding, ...]:
    rows = db.session.scalars(with_all(condition)).all()
    gaps = gaps_of(condition, today) if rows else {}
    applied = _applied(condition, today)
    reader = _Reader(today, work_calendar(), gaps, applied, unit().rounds_from, {})
    return tuple(reader.read(row) for row in rows)


def brief(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The same with the amount and the next step of each, but without reasons."""
    return _briefly(due_by(horizon) & of_projects(projects), today)


def light(horizon: date, today: date, owner_id: int | None) -> tuple[Outstanding, ...]:
    """The same for a worklist: of all projects, or of one owner's."""
    condition = due_by(horizon)
    if owner_id is not None:
        mine = select(Project.id).where(Project.owner_id == owner_id)
        condition &= Instalment.project_id.in_(mine)
    return _briefly(condition, today)


def _briefly(condition: ColumnElement[bool], today: date) -> tuple[Outstanding, ...]:
    rounds_from = unit().rounds_from
    found = briefs(condition, _applied(condition, today))
    return tuple(_brief(one, today, rounds_from) for one in found)


def _brief(one: Brief, today: date, rounds_from: date | None) -> Outstanding:
    situation = one.situation
    estimated = situation.triggered_on is None
    return Outstanding(
        subject_uid=one.uid,
        subject_id=situation.id,
        standing=Standing(one.due_on, situation.seats, situation.open, estimated=estimated),
        story=Story(
            title=words.subject(one.no),
            subject=words.subject(one.no),
            why=(),
            page=Page(CONTRACT, "overview.contract", {"contract_id": one.contract_id}),
            project=one.project,
            project_name=one.project_name,
        ),
        step=situation.step(today, rounds_from),
        waits=situation.waits(today),
        stale=situation.is_stale(today),
    )


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """When the open instalments of these projects are due."""
    columns = (Instalment.project_id, Instalment.due_on, Instalment.triggered_on.is_(None))
    query = select(*columns).where(due_by(date.max) & of_projects(projects))
    rows = db.session.execute(query)
    return [DueDay(project, on, estimated) for project, on, estimated in rows if on]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn it is, once for each instalment due up to ``horizon`` that can be moved on."""
    condition = due_by(horizon) & may_move(today)
    applied = _applied(condition, today)
    plain = tuple(plain_turns(condition, today, is_on=applied.is_on))
    rest = ~is_plain(today)
    found = (one.situation for one in briefs(condition & rest, applied))
    return (*plain, *(one.step(today).turn for one in found if not one.waits(today)))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these instalments stand now."""
    if not uids:
        return {}
    rows = db.session.scalars(with_all(Instalment.uid.in_(uids)))
    applied = _applied(Instalment.uid.in_(uids), clock.today())
    return {row.uid: _standing(row, applied) for row in rows}


def stand(uids: Collection[str]) -> int:
    """How many of these instalments are neither paid nor withdrawn."""
    query = select(func.count()).select_from(Instalment)
    is_open = Instalment.settled_on.is_(None) & Instalment.withdrawn_in.is_(None)
    return db.session.scalar(query.where(Instalment.uid.in_(uids), is_open)) or 0


def _applied(condition: ColumnElement[bool], today: date) -> Applied:
    """What was applied for of these instalments, in one query."""
    return payments.applied_for(select(Instalment.id).where(condition), today)


def _standing(row: Instalment, applied: Applied) -> Standing | Absence:
    if row.is_withdrawn:
        return Absence.WITHDRAWN
    if not row.open:
        return Absence.DONE
    if row.due_on is None or row.disputed_on is not None:
        return Absence.ON_HOLD
    return _dated(Situation.of(row, applied), row.due_on)


def _dated(situation: Situation, due_on: date) -> Standing:
    estimated = situation.triggered_on is None
    return Standing(due_on, situation.seats, situation.open, estimated=estimated)


@dataclass(frozen=True)
class _Reader:
    """What reading several instalments shares; ``years`` remembers the fiscal years asked for."""

    today: date
    calendar: WorkCalendar
    gaps: Mapping[tuple[int, int], Money]
    applied: Applied
    rounds_from: date | None
    years: dict[int, FiscalYearView]

    def read(self, row: Instalment) -> Outstanding:
        """One item; the query only finds instalments with a due day."""
        situation = Situation.of(row, self.applied)
        due_on = row.due_on or self.today
        year = carrying_year(due_on.year, self.today) or due_on.year
        gap = self.gaps.get((row.contract_id, year), ZERO)
        return Outstanding(
            subject_uid=row.uid,
            subject_id=row.id,
            standing=_dated(situation, due_on),
            story=self._story(row, due_on, year, gap),
            step=situation.step(self.today, self.rounds_from),
            gap=gap,
            waits=situation.waits(self.today),
            stale=situation.is_stale(self.today),
            turns_on=situation.turns_on,
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
            stale=Situation.of(row, self.applied).is_stale(self.today),
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
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    group=RULE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    there=select(Instalment.project_id).where(due_by(date.max)),
    audience=audience,
    may_mute=False,
    days=days,
    brief=brief,
    light=light,
    in_full=in_full,
    stand=stand,
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
