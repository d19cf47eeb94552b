"""Reads of suppliers and awards, as frozen values for pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.models import Award, Supplier, check_may_award
from tracker.procurement.rules import Method, SupplierDetails
from tracker.projects.hooks import bears_files
from tracker.projects.queries import ProjectRef, find, ref
from tracker.projects.rules.documents import Fact, Subject, Target


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


@dataclass(frozen=True)
class AwardView:
    id: int
    method: Method
    supplier_id: int
    supplier: str
    amount: Money
    annual_amount: Money
    years: int
    starts_on: date
    notice_on: date


@dataclass(frozen=True)
class AwardPage:
    """What the award form stands beside: the project and what it has been awarded so far."""

    project: ProjectRef
    awards: tuple[AwardView, ...]


def suppliers(q: str = "") -> tuple[SupplierView, ...]:
    """Suppliers by name; of those only whose name or credit code contains ``q``."""
    won = select(func.count(Award.id)).where(Award.supplier_id == Supplier.id).scalar_subquery()
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


def awards_of(project_id: int) -> tuple[AwardView, ...]:
    """The project's awards, oldest first."""
    query = select(Award).filter_by(project_id=project_id).order_by(Award.notice_on, Award.id)
    rows = db.session.scalars(query.options(joinedload(Award.supplier)))
    return tuple(
        AwardView(
            id=award.id,
            method=award.method,
            supplier_id=award.supplier_id,
            supplier=award.supplier.name,
            amount=award.amount,
            annual_amount=award.annual_amount,
            years=award.years,
            starts_on=award.starts_on,
            notice_on=award.notice_on,
        )
        for award in rows
    )


def award_page(code: str, actor: Actor) -> AwardPage:
    """The page of a new award; refused like the use case would be."""
    project = find(code)
    check_may_award(project, actor)
    return AwardPage(ref(project), awards_of(project.id))


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """The awards of a project, as records that files may belong to."""
    columns = (Award.uid, Award.notice_on, Supplier.name)
    query = select(*columns).join(Award.supplier).filter(Award.project_id == project_id)
    for uid, on, supplier in db.session.execute(query.order_by(Award.id)):
        label = Label(f"采购结果 {on} {supplier}", f"Award {on} {supplier}")
        yield Subject(Target("award", uid), label, facts=(Fact.AWARDED,))
