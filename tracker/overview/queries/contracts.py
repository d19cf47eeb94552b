"""Contracts as the pages of a project and of a contract show them.

However many contracts and instalments there are, they are read in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Amendment, Contract, Instalment
from tracker.contracts.rules.kinds import BondForm, ContractKind, Pricing
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.kernel.fiscal import crosses_year
from tracker.kernel.money import Money
from tracker.procurement.rules import SupplierSize


@dataclass(frozen=True, slots=True)
class ContractCard:
    """The facts of a contract; ``amount`` includes its amendments."""

    id: int
    number: str
    name: str
    kind: ContractKind
    pricing: Pricing
    status: ContractStatus
    version: int
    signed_on: date
    amount: Money
    signed_amount: Money
    annual_fee: Money | None
    supplier: str
    supplier_size: SupplierSize | None
    payee_account: str
    service_from: date | None
    service_to: date | None
    service_year: int
    award_years: int
    warranty_months: int
    bond_amount: Money | None
    bond_form: BondForm | None
    bond_return_on: date | None
    published_on: date | None
    filed_on: date | None
    ended_on: date | None
    ended_early: bool
    end_reason: str

    @property
    def is_actual(self) -> bool:
        return self.pricing is Pricing.ACTUAL

    @property
    def is_active(self) -> bool:
        return self.status is ContractStatus.ACTIVE

    @property
    def is_sme(self) -> bool:
        return self.supplier_size is not None and self.supplier_size.is_sme

    @property
    def crosses_years(self) -> bool:
        last = self.service_to or self.signed_on
        return crosses_year(self.service_from or self.signed_on, last)


def contracts_of(project_id: int) -> Sequence[Contract]:
    """The project's contracts, the newest first, with all that hangs on them."""
    return _load(Contract.project_id == project_id)


def contract(contract_id: int) -> Contract | None:
    """One contract with all that hangs on it."""
    return next(iter(_load(Contract.id == contract_id)), None)


def _load(condition: ColumnElement[bool]) -> Sequence[Contract]:
    instalments = selectinload(Contract.instalments)
    query = (
        select(Contract)
        .where(condition)
        .order_by(Contract.signed_on.desc(), Contract.id.desc())
        .options(
            joinedload(Contract.supplier),
            joinedload(Contract.award),
            joinedload(Contract.project),
            instalments.selectinload(Instalment.payments),
            instalments.selectinload(Instalment.invoices),
            instalments.selectinload(Instalment.decisions),
            selectinload(Contract.amendments).selectinload(Amendment.notices),
            selectinload(Contract.versions),
        )
    )
    return db.session.scalars(query).unique().all()


def card(contract: Contract) -> ContractCard:
    """The facts of a loaded contract."""
    return ContractCard(
        id=contract.id,
        number=contract.number,
        name=contract.name,
        kind=contract.kind,
        pricing=contract.pricing,
        status=contract.status,
        version=contract.version,
        signed_on=contract.signed_on,
        amount=contract.current_amount,
        signed_amount=contract.amount,
        annual_fee=contract.annual_fee,
        supplier=contract.supplier.name if contract.supplier else "",
        supplier_size=contract.supplier_size,
        payee_account=contract.payee_account,
        service_from=contract.service_from,
        service_to=contract.service_to,
        service_year=contract.service_year,
        award_years=contract.award.years if contract.award else 0,
        warranty_months=contract.warranty_months,
        bond_amount=contract.bond_amount,
        bond_form=contract.bond_form,
        bond_return_on=contract.bond_return_on,
        published_on=contract.published_on,
        filed_on=contract.filed_on,
        ended_on=contract.ended_on,
        ended_early=contract.ended_early,
        end_reason=contract.end_reason,
    )
