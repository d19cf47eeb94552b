"""付款法定期限: trigger and invoice are there, and the law wants it paid before the contract does.

Where the agreed day is as strict, 付款到期 reminds alone; where it is not, the stricter one counts
(DOMAIN 1.4). Both show the same step, so it is one piece of work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.deadlines import Law
from tracker.kernel.labels import Label
from tracker.kernel.limits import Limit
from tracker.kernel.workdays import WorkCalendar
from tracker.payments import queries as payments
from tracker.payments.rules.applying import Applied
from tracker.reminders.kinds import payment_due
from tracker.reminders.kinds._payment_due_steps import BY_FINANCE, OWNER, Situation
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording

NAME = "payment_clock"
RULE = rule(NAME)

TITLE = Label("{name}第{no}笔付款法定期限", "{name}, legal term of instalment {no}")
SUBJECT = Label("第{no}笔付款法定期限", "legal term of instalment {no}")
USUAL = Label(
    "条件成就且收到发票 {since} + {limit}（{source}）→ {day}",
    "Trigger met and invoice received {since} + {limit} ({source}) → {day}",
)
SME = Label(
    "供应商为中小企业：条件成就 {since} + 最长{limit}（{source}）→ {day}",
    "The supplier is an SME: trigger met {since} + at most {limit} ({source}) → {day}",
)
AGREED = Label(
    "合同约定应付日 {due}，比法定期限晚{days}天：按较早的办理",
    "The contract has {due}, {days} days after the legal term: the earlier one counts",
)
TO_CHECK = Label("，条款待核", ", article to be checked")


@dataclass(frozen=True, slots=True)
class Clock:
    """One legal term of an instalment, and how it is reckoned."""

    ends_on: date
    rule: Label


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every payable instalment whose legal term ends by ``horizon``, before the agreed day."""
    condition, now = _invoiced() & _of(projects), law()
    applied = payments.applied_for(select(Instalment.id).where(condition), today)
    items = [_item(row, now, applied, today) for row in db.session.scalars(_query(condition))]
    due = [one for one in items if one is not None and one.standing.due_on <= horizon]
    return tuple(sorted(due, key=lambda one: (one.standing.due_on, one.subject_id)))


def turns(_horizon: date, _today: date) -> tuple[Seat, ...]:
    """None of its own: whose turn it is, 付款到期 has counted already."""
    return ()


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these instalments stand now."""
    if not uids:
        return {}
    now = law()
    rows = db.session.scalars(_query(Instalment.uid.in_(uids)))
    return {row.uid: _standing(row, now) for row in rows}


def clocks(row: Instalment, now: Law) -> tuple[Clock, ...]:
    """The legal terms that run for an instalment, the first to end first."""
    return tuple(sorted(_clocks(row, now), key=lambda clock: clock.ends_on))


def _clocks(row: Instalment, now: Law) -> Iterator[Clock]:
    met, invoiced = row.triggered_on, row.invoiced_on
    if met is None or invoiced is None:
        return
    since = max(met, invoiced)
    usual = now.book.in_force("usual_payment", since)
    sme = now.book.in_force("sme_payment", row.contract.signed_on)
    if usual is not None:
        yield _clock(USUAL, usual, since, now.calendar)
    if sme is not None and row.contract.is_sme:
        yield _clock(SME, sme, met, now.calendar)


def _clock(told: Label, found: Limit, since: date, calendar: WorkCalendar) -> Clock:
    day = found.duration.after(since, calendar)
    mark = Label("", "") if found.verified else TO_CHECK
    source = Label(found.citation + mark.zh, found.citation + mark.en)
    return Clock(day, told.filled(since=since, limit=found.text, source=source, day=day))


def _standing(row: Instalment, now: Law) -> Standing | Absence:
    if row.is_withdrawn or not row.open:
        return Absence.WITHDRAWN if row.is_withdrawn else Absence.DONE
    if row.disputed_on is not None or row.due_on is None:
        return Absence.ON_HOLD
    found = clocks(row, now)
    if not found or found[0].ends_on >= row.due_on:
        return Absence.DONE
    owner = Seat(OWNER, user_ids=(row.contract.project.owner_id,))
    return Standing(found[0].ends_on, (BY_FINANCE, owner), row.open)


def _item(row: Instalment, now: Law, applied: Applied, today: date) -> Outstanding | None:
    standing, due_on = _standing(row, now), row.due_on
    if not isinstance(standing, Standing) or due_on is None:
        return None
    contract, project = row.contract, row.contract.project
    later = AGREED.filled(due=due_on, days=(due_on - standing.due_on).days)
    story = Story(
        title=TITLE.filled(name=project.name, no=row.no),
        subject=SUBJECT.filled(no=row.no),
        why=(*(clock.rule for clock in clocks(row, now)), later),
        page=Page(payment_due.CONTRACT, "overview.contract", {"contract_id": contract.id}),
        project=project.code,
        project_name=project.name,
    )
    situation = Situation.of(row, applied)
    step, waits = situation.step(today), situation.waits(today)
    return Outstanding(row.uid, row.id, standing, story, step, waits=waits)


def _of(projects: Collection[int] | None) -> ColumnElement[bool]:
    return true() if projects is None else Instalment.project_id.in_(projects)


def _invoiced() -> ColumnElement[bool]:
    return (
        Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
        & Instalment.disputed_on.is_(None)
        & Instalment.triggered_on.is_not(None)
        & Instalment.id.in_(select(Invoice.instalment_id))  # few have one: they are looked up
    )


def _query(condition: ColumnElement[bool]) -> Select[Instalment]:
    return (
        select(Instalment)
        .where(condition)
        .options(
            joinedload(Instalment.contract).joinedload(Contract.project),
            selectinload(Instalment.invoices),
            selectinload(Instalment.payments),
        )
    )


KIND = Kind(
    name=NAME,
    label=Label("付款法定期限", "Legal term of payment"),
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    group=RULE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    there=select(Instalment.project_id).where(_invoiced()),
    audience=RULE.audience,
    may_mute=False,
    wording=Wording(
        due=Label("法定期限", "Legal term"),
        amount=Label("未付金额", "Open amount"),
        done=Label("已付清或约定期限更早", "paid, or the agreed day comes first"),
        changed=Label("期限或金额已变", "term or amount changed"),
    ),
)
