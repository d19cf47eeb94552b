"""What would follow if triggers were expected on other days; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules import due as due_rules
from tracker.contracts.rules.due import DueFacts
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.projects.models import Project
from tracker.settings.queries import work_calendar

MOST_MOVABLE = 12  # the others are found by words


@dataclass(frozen=True, slots=True)
class Movable:
    """An open instalment whose trigger is its owner's to estimate."""

    id: int
    no: int
    name: str
    contract_id: int
    contract: str
    project_id: int
    project_code: str
    project_name: str
    trigger: Trigger
    open: Money
    expected_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Slip:
    """A due day that would be another: of an instalment that was moved, or of what hangs on it."""

    part: Movable
    due_on: date | None
    is_moved: bool


def movables(words: str, ids: Iterable[int] = ()) -> tuple[Movable, ...]:
    """The first instalments that can be moved, those of ``ids`` among them whatever the words."""
    chosen = tuple(ids)
    asked = _load(Instalment.id.in_(chosen)) if chosen else []
    others = _load(_matches(words) & Instalment.id.not_in(chosen), MOST_MOVABLE)
    return tuple(_movable(one) for one in (*asked, *others) if not one.is_estimate_derived)


def slips(moves: Mapping[int, date]) -> tuple[Slip, ...]:
    """The due days if the triggers of these instalments were expected on these days."""
    calendar = work_calendar()
    contract_ids = select(Instalment.contract_id).where(Instalment.id.in_(list(moves)))
    query = (
        select(Contract)
        .where(Contract.id.in_(contract_ids))
        .options(
            joinedload(Contract.project),
            selectinload(Contract.instalments).selectinload(Instalment.payments),
            selectinload(Contract.instalments).selectinload(Instalment.invoices),
        )
        .order_by(Contract.number)
    )
    contracts = db.session.scalars(query).all()
    return tuple(slip for one in contracts for slip in _slips(one, moves, calendar))


def _slips(contract: Contract, moves: Mapping[int, date], calendar: WorkCalendar) -> Iterable[Slip]:
    live = contract.live_instalments
    finals = [
        one.triggered_on or moves.get(one.id, one.expected_on)
        for one in live
        if one.trigger is Trigger.FINAL_ACCEPTANCE
    ]
    landmarks = replace(
        contract.landmarks,
        final_acceptance_on=max((day for day in finals if day is not None), default=None),
    )
    for one in live:
        estimate = moves.get(one.id, one.expected_on)
        facts = DueFacts(
            due=one.terms.due,
            due_from=one.due_from,
            triggered_on=one.triggered_on,
            expected_on=due_rules.expected_day(one.trigger, estimate, landmarks),
            invoiced_on=one.invoiced_on,
        )
        due = due_rules.due_day(facts, calendar)
        due_on = due.on if due else None
        if one.open and (one.id in moves or due_on != one.due_on):
            yield Slip(_movable(one), due_on, one.id in moves)


def _matches(words: str) -> ColumnElement[bool]:
    columns = (Project.name, Project.code, Contract.number, Contract.name)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _load(condition: ColumnElement[bool], limit: int | None = None) -> Sequence[Instalment]:
    contract = joinedload(Instalment.contract)
    query = (
        select(Instalment)
        .join(Instalment.contract)
        .join(Contract.project)
        .where(
            condition,
            Contract.status == ContractStatus.ACTIVE,
            Instalment.settled_on.is_(None),
            Instalment.withdrawn_in.is_(None),
            Instalment.triggered_on.is_(None),
            Instalment.trigger != Trigger.ON_DATE,
        )
        .options(
            contract.joinedload(Contract.project),
            contract.selectinload(Contract.instalments),
            selectinload(Instalment.payments),
        )
        .order_by(Instalment.due_on.is_(None), Instalment.due_on, Instalment.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def _movable(one: Instalment) -> Movable:
    project = one.contract.project
    return Movable(
        id=one.id,
        no=one.no,
        name=one.name,
        contract_id=one.contract_id,
        contract=one.contract.number,
        project_id=project.id,
        project_code=project.code,
        project_name=project.name,
        trigger=one.trigger,
        open=one.open,
        expected_on=one.expected_day,
        due_on=one.due_on,
    )
