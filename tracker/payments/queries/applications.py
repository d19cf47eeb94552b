"""Applications as lists and the rows of other pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.rules import Actor, allows
from tracker.contracts.models import Contract, Instalment
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState, Applied, Mark
from tracker.payments.rules.lists import PER_PAGE, ApplicationView, Asked, Place
from tracker.projects.models import Project
from tracker.settings.queries import approvals

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class ApplicationRow:
    """One application in a list; ``opinion`` is what was said last."""

    id: int
    uid: str
    number: str
    state: ApplicationState
    amount: Money
    applied_on: date
    applicant: str
    approved_on: date | None
    approver: str
    project_code: str
    project_name: str
    contract_id: int
    contract_number: str
    part: int
    part_name: str
    due_on: date | None
    payee: str
    reason: str
    opinion: str


@dataclass(frozen=True)
class ApplicationList:
    """A page of the list; ``total`` is of all that match, ``counts`` of each view."""

    rows: tuple[ApplicationRow, ...]
    view: ApplicationView
    counts: Mapping[ApplicationView, int]
    total: Money
    place: Place


def usual_view(actor: Actor) -> ApplicationView:
    """What a person opens the list for."""
    if allows("payments.approve", actor.roles):
        return ApplicationView.WAITING
    if allows("payments.record", actor.roles):
        return ApplicationView.TO_PAY
    if allows("payments.apply", actor.roles):
        return ApplicationView.MINE
    return ApplicationView.ALL


def applications(
    asked: Asked, view: ApplicationView, actor: Actor, *, whole: bool = False
) -> ApplicationList:
    """The applications of a view that match, the newest first; ``whole``: not only one page."""
    matching = _matching(asked)
    condition = _in_view(view, actor) & matching
    number, amount = func.count(PaymentApplication.id), func.sum(PaymentApplication.amount)
    count, total = db.session.execute(_joined(select(number, amount)).where(condition)).one()
    place = Place.of(asked.page, count)
    query = _rows_query().where(condition)
    if not whole:
        query = query.offset(place.offset).limit(PER_PAGE)
    return ApplicationList(
        rows=tuple(_row(one) for one in db.session.scalars(query)),
        view=view,
        counts={one: _count(_in_view(one, actor) & matching) for one in ApplicationView},
        total=total or ZERO,
        place=place,
    )


def awaiting_count(actor: Actor) -> int:
    """How many wait for this person: for a leader's decision, or to be paid."""
    view = usual_view(actor)
    if view not in (ApplicationView.WAITING, ApplicationView.TO_PAY):
        return 0
    key = ("applications", view, actor.id)
    return remembered(key, lambda: _count(_in_view(view, actor)))


def applied_in(project_id: int, today: date) -> Applied:
    """What was applied for in a project, those withdrawn and paid apart."""
    marks = _marks(PaymentApplication.project_id == project_id)
    return Applied(approvals().is_on(today), marks)


def applied_for(instalments: Select[int], today: date) -> Applied:
    """The same for some instalments, by their numbers."""
    marks = _marks(PaymentApplication.instalment_id.in_(instalments))
    return Applied(approvals().is_on(today), marks)


SHOWN = (ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.RETURNED)


def _marks(condition: ColumnElement[bool]) -> Mapping[int, tuple[Mark, ...]]:
    query = (
        select(PaymentApplication)
        .where(condition, PaymentApplication.state.in_(SHOWN))
        .order_by(PaymentApplication.id)
        .options(selectinload(PaymentApplication.followed_by))
    )
    found: dict[int, list[Mark]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.instalment_id].append(_mark(one))
    return {key: tuple(marks) for key, marks in found.items()}


def _mark(one: PaymentApplication) -> Mark:
    return Mark(
        id=one.id,
        number=one.number,
        state=one.state,
        amount=one.amount,
        applicant_id=one.applicant_id,
        approver_id=one.approver_id,
        followed=one.followed_by is not None,
    )


def _in_view(view: ApplicationView, actor: Actor) -> ColumnElement[bool]:
    """Nobody decides on an application of their own, so it does not wait for them."""
    state, applicant = PaymentApplication.state, PaymentApplication.applicant_id
    if view is ApplicationView.WAITING:
        of_others = or_(applicant.is_(None), applicant != actor.id)
        return (state == ApplicationState.SUBMITTED) & of_others
    if view is ApplicationView.MINE:
        return applicant == actor.id
    if view is ApplicationView.TO_PAY:
        return state == ApplicationState.APPROVED
    return PaymentApplication.id.is_not(None)


def _matching(asked: Asked) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if asked.year is not None:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        found.append(PaymentApplication.applied_on.between(first, last))
    if asked.query:
        columns = (
            Project.code,
            Project.name,
            Contract.number,
            Contract.name,
            PaymentApplication.payee,
            PaymentApplication.reason,
        )
        found.append(or_(*(one.icontains(asked.query, autoescape=True) for one in columns)))
    return and_(true(), *found)


def _joined(query: S) -> S:
    return query.join(PaymentApplication.project).join(PaymentApplication.contract)


def _count(condition: ColumnElement[bool]) -> int:
    query = _joined(select(func.count(PaymentApplication.id))).where(condition)
    return db.session.scalar(query) or 0


def _rows_query() -> Select[PaymentApplication]:
    return (
        select(PaymentApplication)
        .join(PaymentApplication.project)
        .join(PaymentApplication.contract)
        .join(Instalment, PaymentApplication.instalment_id == Instalment.id)
        .order_by(PaymentApplication.id.desc())
        .options(
            joinedload(PaymentApplication.project),
            joinedload(PaymentApplication.contract),
            joinedload(PaymentApplication.instalment),
            joinedload(PaymentApplication.applicant),
            joinedload(PaymentApplication.approver),
            selectinload(PaymentApplication.steps),
        )
    )


def _row(one: PaymentApplication) -> ApplicationRow:
    return ApplicationRow(
        id=one.id,
        uid=one.uid,
        number=one.number,
        state=one.state,
        amount=one.amount,
        applied_on=one.applied_on,
        applicant=one.applicant.name if one.applicant else "",
        approved_on=one.approved_on,
        approver=one.approver.name if one.approver else "",
        project_code=one.project.code,
        project_name=one.project.name,
        contract_id=one.contract_id,
        contract_number=one.contract.number,
        part=one.instalment.no,
        part_name=one.instalment.name,
        due_on=one.instalment.due_on,
        payee=one.payee,
        reason=one.reason,
        opinion=one.steps[-1].opinion,
    )


def years_applied() -> list[int]:
    """The years in which somebody applied, the newest first."""
    first = db.session.scalar(select(func.min(PaymentApplication.applied_on)))
    last = db.session.scalar(select(func.max(PaymentApplication.applied_on)))
    return list(range(last.year, first.year - 1, -1)) if first and last else []
