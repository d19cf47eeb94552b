"""支付台账: every payment and reversal of a year with its whole story (DOMAIN 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from tracker.contracts.models import Amendment, Contract, Instalment, Invoice
from tracker.contracts.rules.kinds import Basis, ProofKind
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment, PaymentApplication
from tracker.payments.rules.commands import PaymentKind
from tracker.payments.rules.lists import PER_PAGE, Asked, Place
from tracker.procurement.models import Supplier
from tracker.projects.models import Project

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

CERTIFIED = (ProofKind.ROUND, ProofKind.ACCEPTANCE)


@dataclass(frozen=True)
class PaidInvoice:
    number: str
    issued_on: date
    received_on: date
    amount: Money


@dataclass(frozen=True)
class CarriedOut:
    """The application that a payment carried out."""

    id: int
    applied_on: date
    approved_on: date | None


@dataclass(frozen=True)
class LedgerRow:
    """One payment or reversal; ``ratio`` in millionths, ``paid_so_far`` of the contract to then,
    ``certificate`` the number of the acceptance it rests on.
    """

    no: int
    payment_id: int
    kind: PaymentKind
    year: int
    prior_year: bool
    project_code: str
    project_name: str
    contract_id: int
    contract_number: str
    supplier: str
    part: int
    part_name: str
    condition: Label
    ratio: int | None
    planned: Money
    due_on: date | None
    quota_number: str
    functional_code: str
    economic_code: str
    certificate: str
    invoice: PaidInvoice | None
    application: CarriedOut | None
    amount: Money
    paid_on: date
    voucher: str
    paid_so_far: Money
    contract_amount: Money
    backfilled: bool
    note: str
    override_by: str
    override_reason: str

    @property
    def share(self) -> Decimal:
        """How much of the contract was paid by then, in percent."""
        return Decimal(100) * self.paid_so_far.fen / self.contract_amount.fen

    @property
    def unpaid(self) -> Money:
        """What of the contract was not paid by then."""
        return self.contract_amount - self.paid_so_far

    @property
    def crosses_year(self) -> bool:
        """Whether it was paid in another year than it fell due in."""
        return self.prior_year or (self.due_on is not None and self.due_on.year != self.year)

    @property
    def days_late(self) -> int:
        """Days after the due day on which it was paid; none of a reversal."""
        if self.due_on is None or self.kind is not PaymentKind.PAYMENT:
            return 0
        return max((self.paid_on - self.due_on).days, 0)


@dataclass(frozen=True)
class Ledger:
    """A page of it; ``total`` is of all that match, reversals taken off."""

    rows: tuple[LedgerRow, ...]
    total: Money
    place: Place


def payment_ledger(asked: Asked, year: int | None, *, whole: bool = False) -> Ledger:
    """The payments of a fiscal year (of all, for ``None``) that match, by day."""
    condition = _matching(asked, year)
    sums = _joined(select(func.count(Payment.id), func.sum(Payment.amount))).where(condition)
    count, total = db.session.execute(sums).one()
    place = Place.of(asked.page, count)
    query = _joined(select(Payment)).where(condition).order_by(Payment.paid_on, Payment.id)
    if not whole:
        query = query.offset(place.offset).limit(PER_PAGE)
    first = 1 if whole else place.offset + 1
    return Ledger(tuple(_rows(_load(query), first)), total or ZERO, place)


def years_paid() -> list[int]:
    """The fiscal years that have payments, the newest first."""
    query = select(Payment.fiscal_year).distinct().order_by(Payment.fiscal_year.desc())
    return list(db.session.scalars(query))


def _joined(query: S) -> S:
    return (
        query.join(Payment.project)
        .join(Payment.contract)
        .outerjoin(Supplier, Contract.supplier_id == Supplier.id)
    )


def _matching(asked: Asked, year: int | None) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if year is not None:
        found.append(Payment.fiscal_year == year)
    if asked.project:
        words = (Project.code, Project.name, Contract.number)
        found.append(or_(*(one.icontains(asked.project, autoescape=True) for one in words)))
    if asked.supplier:
        found.append(Supplier.name.icontains(asked.supplier, autoescape=True))
    return and_(true(), *found)


def _load(query: Select[Payment]) -> list[Payment]:
    rows = query.options(
        joinedload(Payment.project),
        joinedload(Payment.contract).joinedload(Contract.supplier),
        joinedload(Payment.instalment).joinedload(Instalment.contract),
        joinedload(Payment.budget_line),
        joinedload(Payment.invoice),
    )
    return list(db.session.scalars(rows).unique())


def _rows(payments: list[Payment], first: int) -> Iterable[LedgerRow]:
    ids = {one.contract_id for one in payments}
    so_far, amended = _paid_so_far(ids), _amended(ids)
    carried_out = _applications(one.id for one in payments)
    for no, one in enumerate(payments, first):
        amount = one.contract.amount + amended.get(one.contract_id, ZERO)
        yield _row(no, one, so_far[one.id], amount, carried_out.get(one.reverses_id or one.id))


def _paid_so_far(contract_ids: set[int]) -> Mapping[int, Money]:
    """What was paid of the contract up to each of its payments, in the order of days."""
    running = func.sum(Payment.amount).over(
        partition_by=Payment.contract_id, order_by=(Payment.paid_on, Payment.id)
    )
    query = select(Payment.id, running).where(Payment.contract_id.in_(contract_ids))
    return dict(db.session.execute(query).all())


def _amended(contract_ids: set[int]) -> Mapping[int, Money]:
    query = (
        select(Amendment.contract_id, func.sum(Amendment.amount))
        .where(Amendment.contract_id.in_(contract_ids))
        .group_by(Amendment.contract_id)
    )
    return dict(db.session.execute(query).all())


def _applications(payment_ids: Iterable[int]) -> Mapping[int, PaymentApplication]:
    query = select(PaymentApplication).where(PaymentApplication.payment_id.in_(list(payment_ids)))
    return {one.payment_id: one for one in db.session.scalars(query) if one.payment_id}


def _row(
    no: int, one: Payment, so_far: Money, total: Money, application: PaymentApplication | None
) -> LedgerRow:
    part, line = one.instalment, one.budget_line
    return LedgerRow(
        no=no,
        payment_id=one.id,
        kind=one.kind,
        year=one.fiscal_year,
        prior_year=one.prior_year,
        project_code=one.project.code,
        project_name=one.project.name,
        contract_id=one.contract_id,
        contract_number=one.contract.number,
        supplier=one.contract.supplier.name if one.contract.supplier else "",
        part=part.no,
        part_name=part.name,
        condition=part.terms.condition,
        ratio=part.ratio if part.basis is not Basis.FIXED else None,
        planned=part.amount,
        due_on=part.due_on,
        quota_number=line.quota_number if line else "",
        functional_code=line.functional_code if line else "",
        economic_code=line.economic_code if line else "",
        certificate=part.evidence if part.evidence_kind in CERTIFIED else "",
        invoice=_invoice(one.invoice),
        application=_carried_out(application),
        amount=one.amount,
        paid_on=one.paid_on,
        voucher=one.voucher,
        paid_so_far=so_far,
        contract_amount=total,
        backfilled=one.backfilled,
        note=one.reason or one.explanation,
        override_by=one.override_by,
        override_reason=one.override_reason,
    )


def _invoice(one: Invoice | None) -> PaidInvoice | None:
    if one is None:
        return None
    return PaidInvoice(one.number, one.issued_on, one.received_on, one.amount)


def _carried_out(one: PaymentApplication | None) -> CarriedOut | None:
    return CarriedOut(one.id, one.applied_on, one.approved_on) if one is not None else None
