"""Invoices recorded before that a new one has to be compared with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.contracts.models import Contract, Invoice
from tracker.contracts.rules.invoices import Recorded, digits
from tracker.infra.db import db


def similar_invoices(contract: Contract, number: str) -> list[Recorded]:
    """Valid invoices of anybody whose numbers have the same digits; an order has no supplier."""
    query = (
        select(Invoice)
        .filter_by(digits=digits(number), voided_on=None)
        .options(joinedload(Invoice.contract), joinedload(Invoice.instalment))
        .order_by(Invoice.id)
    )
    return [_recorded(one, contract) for one in db.session.scalars(query)]


def _recorded(one: Invoice, contract: Contract) -> Recorded:
    return Recorded(
        code=one.code,
        number=one.number,
        contract=one.contract.number,
        part=one.instalment.no,
        received_on=one.received_on,
        is_same_supplier=one.contract_id == contract.id
        or (one.supplier_id is not None and one.supplier_id == contract.supplier_id),
    )
