"""Tenders with their log, however they are asked for."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.procurement.models import StepRecord, Tender


def find(tender_id: int) -> Tender:
    """The tender of that id with its log; ``NotFound`` if there is none."""
    tender = db.session.scalars(loaded(select(Tender).filter_by(id=tender_id))).first()
    if tender is None:
        raise NotFound
    return tender


def loaded(query: Select[Tender]) -> Select[Tender]:
    """With everything that its log is made of."""
    return query.options(
        joinedload(Tender.project),
        joinedload(Tender.handler),
        selectinload(Tender.records).joinedload(StepRecord.recorded_by),
    )
