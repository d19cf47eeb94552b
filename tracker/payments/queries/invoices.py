"""发票登记簿: every invoice with its contract, its application and what was paid of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import ApplicationInvoice, Payment, PaymentApplication
from tracker.payments.rules.applying import ApplicationState
from tracker.payments.rules.lists import PER_PAGE, Asked, InvoiceView, Place
from tracker.procurement.models import Supplier
from tracker.projects.models import Project

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice; ``alike``: another valid one has the same digits, which was explained."""

    id: int
    code: str
    number: str
    amount: Money
    issued_on: date
    received_on: date
    voided_on: date | None
    void_reason: str
    explanation: str
    supplier: str
    project_code: str
    project_name: str
    contract_id: int
    contract_number: str
    part: int
    part_name: str
    is_paid: bool
    application_id: int | None
    application_number: str
    application_state: ApplicationState | None
    alike: bool


@dataclass(frozen=True)
class InvoiceList:
    """A page of the register; ``total`` is of the valid ones among all that match."""

    rows: tuple[InvoiceRow, ...]
    view: InvoiceView
    counts: Mapping[InvoiceView, int]
    total: Money
    place: Place


def invoice_register(asked: Asked, view: InvoiceView, *, whole: bool = False) -> InvoiceList:
    """The invoices of a view that match, the newest first; ``whole``: not only one page."""
    matching = _matching(asked)
    condition = _in_view(view) & matching
    count = _count(condition)
    place = Place.of(asked.page, count)
    valid = _joined(select(func.sum(Invoice.amount))).where(condition, Invoice.voided_on.is_(None))
    query = (
        _joined(select(Invoice))
        .where(condition)
        .order_by(Invoice.received_on.desc(), Invoice.id.desc())
        .options(
            joinedload(Invoice.contract).joinedload(Contract.supplier),
            joinedload(Invoice.contract).joinedload(Contract.project),
            joinedload(Invoice.instalment),
        )
    )
    if not whole:
        query = query.offset(place.offset).limit(PER_PAGE)
    return InvoiceList(
        rows=_rows(list(db.session.scalars(query).unique())),
        view=view,
        counts={one: _count(_in_view(one) & matching) for one in InvoiceView},
        total=db.session.scalar(valid) or ZERO,
        place=place,
    )


def _joined(query: S) -> S:
    return (
        query.join(Invoice.contract)
        .join(Contract.project)
        .join(Invoice.instalment)
        .outerjoin(Supplier, Contract.supplier_id == Supplier.id)
    )


def _paid() -> ColumnElement[bool]:
    """Paid by name, through its application, or because its whole instalment is settled."""
    by_name = exists().where(Payment.invoice_id == Invoice.id)
    applied = exists().where(
        ApplicationInvoice.invoice_id == Invoice.id,
        ApplicationInvoice.application_id == PaymentApplication.id,
        PaymentApplication.state == ApplicationState.PAID,
    )
    return or_(by_name, applied, Instalment.settled_on.is_not(None))


def _in_view(view: InvoiceView) -> ColumnElement[bool]:
    valid = Invoice.voided_on.is_(None)
    if view is InvoiceView.UNPAID:
        return valid & ~_paid()
    if view is InvoiceView.PAID:
        return valid & _paid()
    if view is InvoiceView.VOIDED:
        return Invoice.voided_on.is_not(None)
    return Invoice.id.is_not(None)


def _matching(asked: Asked) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if asked.year is not None:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        found.append(Invoice.received_on.between(first, last))
    if asked.query:
        columns = (
            Invoice.number,
            Invoice.code,
            Supplier.name,
            Contract.number,
            Contract.name,
            Project.code,
            Project.name,
        )
        found.append(or_(*(one.icontains(asked.query, autoescape=True) for one in columns)))
    return and_(true(), *found)


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(_joined(select(func.count(Invoice.id))).where(condition)) or 0


def _rows(invoices: list[Invoice]) -> tuple[InvoiceRow, ...]:
    ids = [one.id for one in invoices]
    paid = set(db.session.scalars(_joined(select(Invoice.id)).where(Invoice.id.in_(ids), _paid())))
    applications, alike = _applications(ids), _alike(invoices)
    return tuple(
        _row(one, one.id in paid, applications.get(one.id), one.digits in alike) for one in invoices
    )


def _applications(ids: list[int]) -> Mapping[int, PaymentApplication]:
    """The newest application that each invoice belongs to."""
    query = (
        select(ApplicationInvoice.invoice_id, PaymentApplication)
        .join(ApplicationInvoice.application)
        .where(ApplicationInvoice.invoice_id.in_(ids))
        .order_by(PaymentApplication.id)
    )
    return dict(db.session.execute(query).all())


def _alike(invoices: list[Invoice]) -> set[str]:
    """Numbers that more than one valid invoice has."""
    query = (
        select(Invoice.digits)
        .where(Invoice.digits.in_({one.digits for one in invoices}), Invoice.voided_on.is_(None))
        .group_by(Invoice.digits)
        .having(func.count(Invoice.id) > 1)
    )
    return set(db.session.scalars(query))


def _row(
    one: Invoice, is_paid: bool, application: PaymentApplication | None, alike: bool
) -> InvoiceRow:
    contract = one.contract
    return InvoiceRow(
        id=one.id,
        code=one.code,
        number=one.number,
        amount=one.amount,
        issued_on=one.issued_on,
        received_on=one.received_on,
        voided_on=one.voided_on,
        void_reason=one.void_reason,
        explanation=one.explanation,
        supplier=contract.supplier.name if contract.supplier else "",
        project_code=contract.project.code,
        project_name=contract.project.name,
        contract_id=contract.id,
        contract_number=contract.number,
        part=one.instalment.no,
        part_name=one.instalment.name,
        is_paid=is_paid,
        application_id=application.id if application else None,
        application_number=application.number if application else "",
        application_state=application.state if application else None,
        alike=alike and one.voided_on is None,
    )


def years_received() -> list[int]:
    """The years in which invoices came, the newest first."""
    first = db.session.scalar(select(func.min(Invoice.received_on)))
    last = db.session.scalar(select(func.max(Invoice.received_on)))
    return list(range(last.year, first.year - 1, -1)) if first and last else []
