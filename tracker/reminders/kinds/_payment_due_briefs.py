"""Open instalments with no more than their next step hangs on: neither amounts nor reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, func, select, true, type_coerce
from sqlalchemy.orm import aliased

from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.contracts.rules.due import Landmarks, expected_day
from tracker.contracts.rules.kinds import DueFrom, Trigger
from tracker.infra.db import MoneyType, db
from tracker.payments.models import Payment, PaymentApplication
from tracker.payments.rules.applying import Applied
from tracker.projects.models import Project
from tracker.reminders.kinds._payment_due_steps import BY_FINANCE, Situation, seat_of
from tracker.reminders.rules.people import Seat

DERIVED = (Trigger.SIGNING, Trigger.WARRANTY_END, Trigger.SERVICE_START, Trigger.SERVICE_END)


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


def briefs(condition: ColumnElement[bool], applied: Applied) -> Iterator[Brief]:
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
            open=row.open,
            applied=applied,
        )
        yield Brief(
            situation, row.uid, row.no, row.due_on, row.code, row.project_name, row.contract_id
        )


def may_move(today: date) -> ColumnElement[bool]:
    """Leaves out most of what waits, and nothing else: every page asks whose turn the rest is.

    An expected day that follows from others is not for the database to tell.
    """
    is_late = (Instalment.expected_on < today) | Instalment.trigger.in_(DERIVED)
    return (Instalment.triggered_on <= today) | Instalment.triggered_on.is_(None) & is_late


def is_plain(today: date) -> ColumnElement[bool]:
    """Triggered, and nobody ever applied for it: then the database can tell whose turn it is."""
    applied = select(PaymentApplication.id).where(PaymentApplication.instalment_id == Instalment.id)
    is_triggered = Instalment.triggered_on.is_not(None) & (Instalment.triggered_on <= today)
    return is_triggered & ~applied.exists()


def plain_turns(condition: ColumnElement[bool], today: date, *, is_on: bool) -> Iterator[Seat]:
    """Whose turn each of these is that is plain, counted by the database.

    The same as ``Situation.step`` says of them; ``is_on``: payments are applied for first.
    """
    lacks_invoice = (Instalment.due_from == DueFrom.INVOICE) & ~_valid_invoice().exists()
    waits_for_owner = true() if is_on else lacks_invoice
    owner = case((waits_for_owner, Project.owner_id))
    query = select(owner, func.count()).select_from(Instalment)
    query = query.join(Instalment.contract).join(Contract.project)
    rows = db.session.execute(query.where(condition, is_plain(today)).group_by(owner))
    for owner_id, count in rows:
        seat = BY_FINANCE if owner_id is None else seat_of(owner_id)
        yield from repeat(seat, count)


def _valid_invoice() -> Select[Any]:
    return select(Invoice.id).where(
        Invoice.instalment_id == Instalment.id, Invoice.voided_on.is_(None)
    )


def _query() -> Select[Any]:
    final = aliased(Instalment)
    final_on = select(func.max(func.coalesce(final.triggered_on, final.expected_on))).where(
        final.contract_id == Contract.id,
        final.trigger == Trigger.FINAL_ACCEPTANCE,
        final.withdrawn_in.is_(None),
    )
    paid = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.instalment_id == Instalment.id
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
        _valid_invoice().exists().label("is_invoiced"),
        type_coerce(Instalment.amount - paid.scalar_subquery(), MoneyType).label("open"),
    )
    query: Select[Any] = select(*columns)  # type: ignore[assignment]
    query = query.join(Instalment.contract).join(Contract.project)
    return query.order_by(Instalment.due_on, Instalment.id)
