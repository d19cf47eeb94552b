"""年终封账: what the year still has to pay before it closes, with a decision for each (DOMAIN 4.5).

It ends by itself when nothing of the year is unpaid, or the year is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, select

from tracker.accounts.rules import Role
from tracker.contracts.models import Instalment, YearEndDecision
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.fiscal import year_end
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.projects.models import BudgetLine, Project
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
from tracker.settings.queries import FiscalYearView, fiscal_year

NAME = "year_end"
RULE = rule(NAME)
PREFIX = "yearend-"

FINANCE = Label("你是财务，负责年终清理", "You are in finance, which clears the year")
OWNER = Label("你负责的项目当年还有未付款", "A project of yours has unpaid instalments this year")

TITLE = Label("{year}年封账前未付款逐笔决定", "Decide on what {year} has not paid before it closes")
CLOSES = Label("{year}年定于 {day} 封账", "{year} closes on {day}")
PROVISIONAL = Label(
    "{year}年暂定 {day} 封账，收到通知后在设置中改定",
    "{year} closes provisionally on {day}; set it once the notice arrives",
)
LIST = Label(
    "当年未付{count}笔，合计{open}元；尚未决定支付、顺延或结转的{undecided}笔",
    "{count} instalments of {open} yuan are unpaid; {undecided} without a decision",
)
DECIDE = Label("逐笔决定", "Decide on each")
SEE = Label("查看年终清理", "See the year end")
THEN = Label("决定后按支付、顺延、结转分别办理", "Each is then paid, moved or carried over")


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What a year has not paid, and whose projects it is of."""

    count: int
    undecided: int
    open: Money
    owners: tuple[int, ...]


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The closing of the running year; it is of no project."""
    year = fiscal_year(today.year)
    if projects is not None or year.payment_deadline_on > horizon:
        return ()
    unpaid = _unpaid(year.year)
    standing = _standing(year, unpaid)
    return (_item(year, unpaid, standing),) if isinstance(standing, Standing) else ()


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The turn of finance, while anything is unpaid."""
    year = fiscal_year(today.year)
    if year.is_closed or year.payment_deadline_on > horizon:
        return ()
    any_unpaid = db.session.scalar(select(Instalment.id).where(_of(year.year)).limit(1))
    return (_finance(),) if any_unpaid else ()


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How the closings of these years stand now."""
    found = {uid: uid.removeprefix(PREFIX) for uid in uids if uid.startswith(PREFIX)}
    years = {uid: int(year) for uid, year in found.items()}
    return {uid: _standing(fiscal_year(year), _unpaid(year)) for uid, year in years.items()}


def _of(year: int) -> ColumnElement[bool]:
    """What fell or falls due up to the end of a year that has a budget, and is unpaid."""
    return (
        exists().where(BudgetLine.year == year)
        & Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
        & (Instalment.due_on <= year_end(year))
    )


def _unpaid(year: int) -> Unpaid:
    return remembered((NAME, year), lambda: _read_unpaid(year))


def _read_unpaid(year: int) -> Unpaid:
    decided = Instalment.decisions.any(YearEndDecision.year == year)
    counts = select(
        func.count(), func.sum(Instalment.amount), func.sum(case((decided, 1), else_=0))
    )
    count, amount, done = db.session.execute(counts.where(_of(year))).one()
    paid = select(func.sum(Payment.amount)).join(Payment.instalment).where(_of(year))
    owners = select(Project.owner_id).join(Instalment, Instalment.project_id == Project.id)
    people = db.session.scalars(owners.where(_of(year)).distinct().order_by(Project.owner_id))
    left = (amount or ZERO) - (db.session.scalar(paid) or ZERO)
    return Unpaid(count, count - (done or 0), left, tuple(people))


def _standing(year: FiscalYearView, unpaid: Unpaid) -> Standing | Absence:
    if year.is_closed or not unpaid.count:
        return Absence.DONE
    seats = (_finance(), Seat(OWNER, user_ids=unpaid.owners))
    return Standing(year.payment_deadline_on, seats, estimated=year.provisional)


def _finance() -> Seat:
    return Seat(FINANCE, role=Role.FINANCE)


def _item(year: FiscalYearView, unpaid: Unpaid, standing: Standing) -> Outstanding:
    title = TITLE.filled(year=year.year)
    closes = PROVISIONAL if year.provisional else CLOSES
    story = Story(
        title=title,
        subject=title,
        why=(
            closes.filled(year=year.year, day=year.payment_deadline_on),
            LIST.filled(count=unpaid.count, open=unpaid.open, undecided=unpaid.undecided),
        ),
        page=Page(SEE, "funding.year_end", {"year": year.year}),
    )
    step = Step(
        Work.BUDGET,
        DECIDE,
        "funding.year_end",
        {"year": year.year},
        "funding.decide",
        _finance(),
        THEN,
    )
    return Outstanding(f"{PREFIX}{year.year}", year.year, standing, story, step)


KIND = Kind(
    name=NAME,
    label=Label("年终封账", "Closing of the year"),
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    group=RULE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=RULE.audience,
    wording=Wording(
        due=Label("封账日", "Closing day"),
        expected=Label("暂定封账日", "Provisional closing day"),
        done=Label("已全部处理", "all settled"),
        changed=Label("封账日已改", "the closing day changed"),
    ),
    days=lambda _projects: (),
)
