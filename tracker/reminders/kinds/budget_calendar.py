"""财政年度日历: the days on which a year's budget is asked for, cut, approved and disclosed.

Each brings its list (DOMAIN 4.5). An unannounced day is 暂定 and never overdue; a note ends it, for
what was handed in is on paper.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract, Instalment
from tracker.funding.queries import demand
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.labels import Label
from tracker.procurement.rules import SupplierSize
from tracker.projects.models import BudgetLine
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work
from tracker.settings.budget import BudgetDay, BudgetStep
from tracker.settings.queries import budget_calendar

NAME = "budget_calendar"
RULE = rule(NAME)
PREFIX = "budget"
_UID = re.compile(rf"{PREFIX}-(\d+)-\w+")
HISTORY = timedelta(days=30)  # what is longer past is nobody's work any more

FINANCE = Label("你是财务，负责预算编报", "You are in finance, which prepares the budget")
OWNERS = Label("你负责的项目要报预算", "Your projects ask for their budget")
LEADERS = Label("预算申报须领导审定", "The leaders decide on the budget")

TITLE = Label("{year}年预算：{step}", "Budget {year}: {step}")
FUNDING = Label("查看跨年资金安排", "See the funding of years")
DONE = Label("办结后在提醒中写明", "Once done, say so in the reminder, which ends it")
ANNOUNCED = Label("“{step}”定于 {day}", "“{step}” is on {day}")
PROVISIONAL = Label(
    "“{step}”暂定 {day}（{source}），收到通知后在设置中改定",
    "“{step}” is provisionally on {day} ({source}); set it once the notice arrives",
)
DEMAND = Label(
    "{year}年须付{count}笔，合计{due}元；预算已列{budgeted}元，缺{gap}元",
    "{count} instalments of {due} yuan are due in {year}; the budget holds {budgeted}, short {gap}",
)
CARRIED = Label(
    "以前年度应付、至今未付的有{count}笔，须落实到{year}年预算",
    "{count} instalments of earlier years are unpaid and need the budget of {year}",
)
OWED = Label(
    "上年末逾期未付中小企业款项{count}笔，须在3月31日前公开（国务院令第802号第十八条）",
    "{count} payments to SMEs were overdue at the end of last year: to be disclosed by 31 March"
    " (国务院令第802号第十八条)",
)

STEPS: Mapping[BudgetStep, Label] = {
    BudgetStep.FIRST_UP: Label("核对并报送需求", "Check and hand in the demand"),
    BudgetStep.FIRST_DOWN: Label("核对缺口", "Check the gap"),
    BudgetStep.SECOND_UP: Label("报送最终需求", "Hand in the final demand"),
    BudgetStep.REARM: Label("落实结入款项", "Place what was carried over"),
    BudgetStep.SECOND_DOWN: Label("落实指标", "Place the allotments"),
    BudgetStep.DISCLOSURE: Label("核对逾期欠款", "Check overdue payables"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One step of one year's budget."""

    year: int
    day: BudgetDay

    @property
    def uid(self) -> str:
        return f"{PREFIX}-{self.year}-{self.day.step}"


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The steps of the running and the next budget, by day; they are of no project."""
    if projects is not None:
        return ()
    return tuple(_item(one, tuple(_why(one, today))) for one in _near(horizon, today))


def light(horizon: date, today: date, _owner_id: int | None) -> tuple[Outstanding, ...]:
    """The same without the sums of the unit."""
    return tuple(_item(one, ()) for one in _near(horizon, today))


def in_full(uids: Collection[str], today: date) -> tuple[Outstanding, ...]:
    """These steps with the sums."""
    found = (one for one in _near(date.max, today) if one.uid in uids)
    return tuple(_item(one, tuple(_why(one, today))) for one in found)


def _near(horizon: date, today: date) -> list[Matter]:
    years = (today.year, today.year + 1)
    found = (one for year in years for one in _matters(year) if one.day.on <= horizon)
    return sorted((one for one in found if one.day.on >= today - HISTORY), key=_when)


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The turn of finance, once for each."""
    years = (today.year, today.year + 1)
    found = (one.day.on for year in years for one in _matters(year))
    return tuple(_finance() for on in found if today - HISTORY <= on <= horizon)


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these steps stand now."""
    years = {int(found[1]) for found in map(_UID.fullmatch, uids) if found}
    return {one.uid: _standing(one) for year in years for one in _matters(year) if one.uid in uids}


def _matters(year: int) -> Iterator[Matter]:
    """The steps of a budget; none where no budget of it, or of the year before, is on record."""
    kept = select(BudgetLine.id).where(BudgetLine.year.in_((year - 1, year))).limit(1)
    if db.session.scalar(kept) is None:
        return
    for day in budget_calendar(year).values():
        yield Matter(year, day)


def _when(one: Matter) -> tuple[date, str]:
    return one.day.on, one.uid


def _standing(one: Matter) -> Standing:
    seats = [_finance()]
    if one.day.step in (BudgetStep.FIRST_UP, BudgetStep.FIRST_DOWN):
        seats.append(Seat(LEADERS, role=Role.LEADER))
    if one.day.step is BudgetStep.FIRST_UP:
        seats.append(Seat(OWNERS, role=Role.PROJECT_OWNER))
    return Standing(one.day.on, tuple(seats), estimated=one.day.provisional)


def _finance() -> Seat:
    return Seat(FINANCE, role=Role.FINANCE)


def _item(one: Matter, why: tuple[Label, ...]) -> Outstanding:
    day = one.day
    name = TITLE.filled(year=one.year, step=day.step)
    story = Story(
        title=name,
        subject=name,
        why=why,
        page=Page(FUNDING, "funding.show"),
    )
    endpoint, params = _list(one)
    step = Step(Work.BUDGET, STEPS[day.step], endpoint, params, "funding.read", _finance(), DONE)
    return Outstanding(one.uid, one.year, _standing(one), story, step)


def _list(one: Matter) -> tuple[str, Mapping[str, int | str]]:
    """The page with the list that the step needs."""
    if one.day.step in (BudgetStep.FIRST_UP, BudgetStep.SECOND_UP):
        return "funding.request_form", {"year": one.year}
    if one.day.step in (BudgetStep.REARM, BudgetStep.DISCLOSURE):
        return "funding.year_end", {"year": one.year - 1}
    return "funding.show", {}


def _why(one: Matter, today: date) -> Iterator[Label]:
    day = one.day
    told = PROVISIONAL if day.provisional else ANNOUNCED
    yield told.filled(step=day.step, day=day.on, source=RULE.source)
    if day.step is BudgetStep.DISCLOSURE:
        yield OWED.filled(count=_count("owed", one.year, _owed(one.year)))
        return
    if day.step is BudgetStep.REARM:
        count = _count("carried", one.year, _open_before(one.year))
        yield CARRIED.filled(count=count, year=one.year)
    due = demand(one.year, today)
    yield DEMAND.filled(
        year=one.year, count=due.instalments, due=due.due, budgeted=due.budgeted, gap=due.gap
    )


def _open_before(year: int) -> ColumnElement[bool]:
    """What fell due before the year and is not paid."""
    return (
        Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
        & (Instalment.due_on < date(year, 1, 1))
    )


def _owed(year: int) -> ColumnElement[bool]:
    """Of it, what an SME could have asked for."""
    small = [size for size in SupplierSize if size.is_sme]
    happened = Instalment.triggered_on < date(year, 1, 1)
    return _open_before(year) & happened & Contract.supplier_size.in_(small)


def _count(name: str, year: int, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Instalment).join(Instalment.contract)
    counted = query.where(condition)
    return remembered((NAME, name, year), lambda: db.session.scalar(counted) or 0)


KIND = Kind(
    name=NAME,
    label=Label("财政年度日历", "Budget calendar"),
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    group=RULE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=RULE.audience,
    wording=Wording(
        due=Label("日期", "Day"),
        expected=Label("暂定", "Provisional"),
        done=Label("已办理", "done"),
        changed=Label("日期已改", "the day changed"),
    ),
    days=lambda _projects: (),
    by_note=True,
    light=light,
    in_full=in_full,
)
