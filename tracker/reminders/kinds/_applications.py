"""What the three kinds about applications for payment share: one row, three people in turn.

Each turn is a kind of its own, so that whoever it reaches is told anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.reminders.rules.obligations import (
    Absence,
    DueDay,
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

SEE = Label("查看申请", "See the application")
AMOUNT, PAY_BY = Label("申请金额", "Amount applied for"), Label("应付日", "Due")


@dataclass(frozen=True)
class Turn:
    """One of the three: in which state it is whose turn, and what they do.

    ``title`` and ``why`` are templates with {project}, {no}, {number}, {amount}, {name}, {day}
    and {opinion}.
    """

    state: ApplicationState
    title: Label
    why: Label
    work: Work
    button: Label
    permission: str
    after: Label
    seat: Callable[[PaymentApplication], Seat]
    page: Callable[[PaymentApplication], tuple[str, Mapping[str, int]]]


def kind_of(name: str, label: Label, turn: Turn, done: Label) -> Kind:
    """The kind of obligation that a turn is."""
    of_file = rule(name)

    def outstanding(
        horizon: date, today: date, projects: Collection[int] | None = None
    ) -> tuple[Outstanding, ...]:
        condition = _open_by(turn.state, horizon) & _of(projects)
        return tuple(_item(row, turn) for row in db.session.scalars(_query(condition)))

    def days(projects: Collection[int]) -> Iterable[DueDay]:
        columns = select(PaymentApplication.project_id, _DAY).join(PaymentApplication.instalment)
        query = columns.where(_open_by(turn.state, date.max) & _of(projects))
        return [DueDay(project_id, on) for project_id, on in db.session.execute(query)]

    def turns(horizon: date, today: date) -> tuple[Seat, ...]:
        rows = db.session.scalars(_query(_open_by(turn.state, horizon)))
        return tuple(turn.seat(row) for row in rows)

    def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
        rows = db.session.scalars(_query(PaymentApplication.uid.in_(uids))) if uids else ()
        return {row.uid: _standing(row, turn) for row in rows}

    return Kind(
        name=name,
        label=label,
        cadence=of_file.cadence,
        audience=of_file.audience,
        single_from=of_file.single_from,
        group=of_file.group,
        outstanding=outstanding,
        days=days,
        there=select(PaymentApplication.project_id).where(PaymentApplication.state == turn.state),
        turns=turns,
        standings=standings,
        wording=Wording(due=PAY_BY, amount=AMOUNT, done=done),
    )


_DAY = func.coalesce(Instalment.due_on, PaymentApplication.applied_on)


def _open_by(state: ApplicationState, horizon: date) -> ColumnElement[bool]:
    """Those in that state that somebody has to move on.

    A returned one is over once another followed it, or nothing is left to pay.
    """
    condition = (PaymentApplication.state == state) & (horizon >= _DAY)
    if state is ApplicationState.RETURNED:
        later = aliased(PaymentApplication)
        followed = select(later.id).where(later.follows_id == PaymentApplication.id).exists()
        condition &= ~followed & Instalment.settled_on.is_(None)
    return condition


def _of(projects: Collection[int] | None) -> ColumnElement[bool]:
    return true() if projects is None else PaymentApplication.project_id.in_(projects)


def _query(condition: ColumnElement[bool]) -> Select[PaymentApplication]:
    instalment = joinedload(PaymentApplication.instalment)
    return (
        select(PaymentApplication)
        .join(PaymentApplication.instalment)
        .where(condition)
        .order_by(_DAY, PaymentApplication.id)
        .options(
            instalment.joinedload(Instalment.contract).joinedload(Contract.project),
            joinedload(PaymentApplication.applicant),
            selectinload(PaymentApplication.steps),
            selectinload(PaymentApplication.followed_by),
        )
    )


def _matters(row: PaymentApplication) -> bool:
    """The same as in ``_open_by``, of one that is loaded."""
    if row.state is not ApplicationState.RETURNED:
        return True
    return row.followed_by is None and row.instalment.settled_on is None


def _standing(row: PaymentApplication, turn: Turn) -> Standing | Absence:
    if row.state is turn.state and _matters(row):
        return Standing(row.instalment.due_on or row.applied_on, (turn.seat(row),), row.amount)
    gone = row.state in (ApplicationState.WITHDRAWN, ApplicationState.REVOKED)
    return Absence.WITHDRAWN if gone else Absence.DONE


def _item(row: PaymentApplication, turn: Turn) -> Outstanding:
    project, instalment, last = row.project, row.instalment, row.steps[-1]
    words = {
        "project": project.name,
        "no": instalment.no,
        "number": row.number,
        "amount": row.amount,
        "name": last.by_name,
        "day": row.approved_on or row.applied_on,
        "opinion": last.opinion,
    }
    endpoint, params = turn.page(row)
    seat = turn.seat(row)
    story = Story(
        title=_fill(turn.title, words),
        subject=Label(f"第{instalment.no}笔", f"instalment {instalment.no}"),
        why=(_fill(turn.why, words),),
        page=Page(SEE, "payments.application", {"application_id": row.id}),
        project=project.code,
        project_name=project.name,
    )
    return Outstanding(
        subject_uid=row.uid,
        subject_id=row.id,
        standing=Standing(instalment.due_on or row.applied_on, (seat,), row.amount),
        story=story,
        step=Step(turn.work, turn.button, endpoint, params, turn.permission, seat, turn.after),
    )


def _fill(label: Label, words: Mapping[str, object]) -> Label:
    return Label(label.format("zh", **words), label.format("en", **words))


def people(*ids: int | None) -> tuple[int, ...]:
    """Those of them that are people: jobs apply for nobody."""
    return tuple(key for key in ids if key is not None)
