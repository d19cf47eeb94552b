"""Reads of awards, as frozen values for pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.models import Award, Supplier, check_may_award
from tracker.procurement.rules import AwardDetails, Method
from tracker.procurement.rules.awards import AwardHasTender
from tracker.projects.hooks import bears_files
from tracker.projects.queries import ProjectRef, find, ref
from tracker.projects.rules.documents import Fact, Subject, Target


@dataclass(frozen=True)
class AwardView:
    id: int
    tender_id: int | None
    method: Method
    supplier_id: int
    supplier: str
    amount: Money
    annual_amount: Money
    years: int
    starts_on: date
    notice_on: date
    revoked_on: date | None


@dataclass(frozen=True)
class AwardPage:
    """What the award form stands beside: the project and what it has been awarded so far."""

    project: ProjectRef
    awards: tuple[AwardView, ...]


@dataclass(frozen=True)
class CorrectedAward:
    project: ProjectRef
    details: AwardDetails
    version: int


def awards_of(project_id: int) -> tuple[AwardView, ...]:
    """The project's awards in force, oldest first."""
    query = (
        select(Award)
        .filter_by(project_id=project_id, revoked_on=None)
        .order_by(Award.notice_on, Award.id)
    )
    rows = db.session.scalars(query.options(joinedload(Award.supplier)))
    return tuple(map(award_view, rows))


def award_view(award: Award) -> AwardView:
    """The award as pages show it."""
    return AwardView(
        id=award.id,
        tender_id=award.tender_id,
        method=award.method,
        supplier_id=award.supplier_id,
        supplier=award.supplier.name,
        amount=award.amount,
        annual_amount=award.annual_amount,
        years=award.years,
        starts_on=award.starts_on,
        notice_on=award.notice_on,
        revoked_on=award.revoked_on,
    )


def award_page(code: str, actor: Actor) -> AwardPage:
    """The page of a new award; refused like the use case would be."""
    project = find(code)
    check_may_award(project, actor)
    return AwardPage(ref(project), awards_of(project.id))


def corrected_award(award_id: int, actor: Actor) -> CorrectedAward:
    """What the form that corrects an award starts from; one with a tender has its own."""
    award = db.session.get(Award, award_id)
    if award is None:
        raise NotFound
    check_may_award(award.project, actor)
    if award.tender_id is not None:
        raise AwardHasTender
    return CorrectedAward(ref(award.project), award.details, award.version)


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """The awards of a project, as records that files may belong to.

    The papers of one with a tender belong to its steps.
    """
    columns = (Award.uid, Award.notice_on, Supplier.name, Award.tender_id)
    query = select(*columns).join(Award.supplier).filter(Award.project_id == project_id)
    for uid, on, supplier, tender_id in db.session.execute(query.order_by(Award.id)):
        label = Label(f"采购结果 {on} {supplier}", f"Award {on} {supplier}")
        facts = (Fact.AWARDED,) if tender_id is None else ()
        yield Subject(Target("award", uid), label, facts=facts)
