"""Use cases of suppliers. Each public function is one transaction and one entry."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction
from tracker.procurement.models import Supplier
from tracker.procurement.rules import DuplicateSupplier, SupplierChanged, SupplierDetails


def record_supplier(details: SupplierDetails, actor: Actor) -> int:
    """Add a supplier; returns its id. Name and credit code are each used once."""
    allow("suppliers.record", actor)
    with transaction():
        supplier = Supplier.of(details)
        _check_new(details, None)
        db.session.add(supplier)
        _flush(details)
        audit.record("suppliers.record", supplier, actor, detail=supplier.name)
    return supplier.id


def edit_supplier(
    supplier_id: int, details: SupplierDetails, expected_version: int, reason: str, actor: Actor
) -> None:
    """Change a supplier; ``SupplierChanged`` when somebody else did since that version.

    Signed contracts keep the size and the account they were signed with.
    """
    allow("suppliers.record", actor)
    with transaction():
        supplier = lock(Supplier, supplier_id)
        if supplier.version != expected_version:
            raise SupplierChanged
        if details == supplier.details:
            return
        supplier.apply(details)
        supplier.version += 1
        _check_new(details, supplier_id)
        _flush(details)
        audit.record("suppliers.record", supplier, actor, reason=reason, detail=supplier.name)


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
