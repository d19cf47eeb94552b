"""Tenders of which something is still asked for, with what their next step depends on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select

from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.procurement.hooks import contract_days
from tracker.procurement.models import Award, Tender
from tracker.procurement.queries import loading
from tracker.procurement.rules.log import Ground
from tracker.procurement.rules.tail import Turn, turn
from tracker.projects.models import Project


@dataclass(frozen=True, slots=True)
class Next:
    """A tender, what its log says, and what comes next; ``turn`` is none while others wait."""

    tender: Tender
    ground: Ground
    turn: Turn | None


def unsettled(projects: Collection[int] | None) -> Sequence[Next]:
    """All of them, or those of some projects; an archived project asks for nothing."""
    is_open = Tender.settled.is_(False)
    if projects is None:
        return tuple(_next(_tenders(is_open)))
    return tuple(_next(_tenders(is_open & Tender.project_id.in_(projects))))


def known(uids: Collection[str]) -> tuple[Mapping[str, Next], frozenset[str]]:
    """Those of these names, by uid, and the uids of all tenders among them."""
    if not uids:
        return {}, frozenset()
    rows = _tenders(Tender.uid.in_(uids) & Tender.settled.is_(False))
    found = {one.tender.uid: one for one in _next(rows)}
    there = db.session.scalars(select(Tender.uid).where(Tender.uid.in_(uids)))
    return found, frozenset(there)


def _tenders(condition: ColumnElement[bool]) -> Sequence[Tender]:
    query = loading.loaded(select(Tender)).join(Tender.project)
    query = query.where(condition, Project.archived_on.is_(None))
    return db.session.scalars(query.order_by(Tender.id)).all()


def _next(tenders: Sequence[Tender]) -> Sequence[Next]:
    if not tenders:
        return ()
    signed, by = _signed(tenders), law()
    grounds = ((one, replace(one.ground, is_signed=one.id in signed)) for one in tenders)
    return [Next(one, ground, turn(ground, one.planned_on, by)) for one, ground in grounds]


def _signed(tenders: Sequence[Tender]) -> frozenset[int]:
    """Those with whose winner a contract was signed."""
    over = [one.id for one in tenders if not one.status.is_open]
    if not over:
        return frozenset()
    query = select(Award.id, Award.tender_id).where(Award.tender_id.in_(over))
    awards = {row.id: row.tender_id for row in db.session.execute(query)}
    contracts = contract_days(list(awards))
    return frozenset(awards[award_id] for award_id, found in contracts.items() if found)
