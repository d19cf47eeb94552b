"""Reads of suppliers, as frozen values for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules import SupplierDetails


@dataclass(frozen=True)
class SupplierView:
    """A supplier, and how often it won."""

    id: int
    uid: str
    details: SupplierDetails
    awards: int


@dataclass(frozen=True)
class EditedSupplier:
    """What the edit form starts from, and who changed it last."""

    id: int
    details: SupplierDetails
    version: int
    changed_by: str
    changed_at: datetime | None


def suppliers(q: str = "") -> tuple[SupplierView, ...]:
    """Suppliers by name; of those only whose name or credit code contains ``q``."""
    in_force = (Award.supplier_id == Supplier.id) & Award.revoked_on.is_(None)
    won = select(func.count(Award.id)).where(in_force).scalar_subquery()
    query = select(Supplier, won).order_by(Supplier.name)
    if q:
        fields = (Supplier.name, Supplier.credit_code)
        query = query.where(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    rows = db.session.execute(query)
    return tuple(SupplierView(row.id, row.uid, row.details, count) for row, count in rows)


def supplier_choices() -> list[tuple[int, str]]:
    """Every supplier as (id, name) for a choice."""
    rows = db.session.execute(select(Supplier.id, Supplier.name).order_by(Supplier.name))
    return [(row.id, row.name) for row in rows]


def supplier_keys() -> list[tuple[str, str]]:
    """Every supplier as (uid, name): as the facts of a step name it."""
    rows = db.session.execute(select(Supplier.uid, Supplier.name).order_by(Supplier.name))
    return [(row.uid, row.name) for row in rows]


def edited_supplier(supplier_id: int) -> EditedSupplier:
    """What the edit form starts from, or ``NotFound``."""
    supplier = db.session.get(Supplier, supplier_id)
    if supplier is None:
        raise NotFound
    query = select(AuditEntry).filter_by(subject_uid=supplier.uid).order_by(AuditEntry.seq.desc())
    last = db.session.scalars(query.limit(1)).first()
    return EditedSupplier(
        supplier.id,
        supplier.details,
        supplier.version,
        last.actor_name if last else "",
        last.at if last else None,
    )
