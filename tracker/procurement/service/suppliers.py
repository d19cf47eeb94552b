"""Use cases of suppliers. Each public function is one transaction and one entry."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit
from tracker.infra.db import lock, transaction
from tracker.procurement.entering import change_supplier, enter_supplier
from tracker.procurement.models import Supplier
from tracker.procurement.rules import SupplierChanged, SupplierDetails


def record_supplier(details: SupplierDetails, actor: Actor) -> int:
    """Add a supplier; returns its id. Name and credit code are each used once."""
    allow("suppliers.record", actor)
    with transaction():
        supplier = enter_supplier(details)
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
        change_supplier(supplier, details)
        audit.record("suppliers.record", supplier, actor, reason=reason, detail=supplier.name)
