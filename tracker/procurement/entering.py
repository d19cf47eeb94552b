"""A supplier as it enters, inside the transaction of a use case; forms and the import share it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from tracker.infra.db import db
from tracker.procurement.models import Supplier
from tracker.procurement.rules import DuplicateSupplier, SupplierDetails


def enter_supplier(details: SupplierDetails) -> Supplier:
    """A new supplier; its name and its credit code are each used once."""
    supplier = Supplier.of(details)
    _check_new(details, None)
    db.session.add(supplier)
    _flush(details)
    return supplier


def change_supplier(supplier: Supplier, details: SupplierDetails) -> None:
    """Take over what is known of a supplier."""
    supplier.apply(details)
    supplier.version += 1
    _check_new(details, supplier.id)
    _flush(details)


def _check_new(details: SupplierDetails, own_id: int | None) -> None:
    same_name = Supplier.name == details.name
    same_code = Supplier.credit_code == details.credit_code
    same = or_(same_name, same_code) if details.credit_code else same_name
    with db.session.no_autoflush:
        other = db.session.scalars(select(Supplier).where(same, Supplier.id != own_id)).first()
    if other is not None:
        field = "name" if other.name == details.name else "credit_code"
        raise DuplicateSupplier(field=field, name=other.name)


def _flush(details: SupplierDetails) -> None:
    """Write now: somebody else may have added the same supplier since it was looked for."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise DuplicateSupplier(field="name", name=details.name) from error
