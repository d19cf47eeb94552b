"""采购台账: every tender, and every award without one, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.hooks import ContractDays, contract_days
from tracker.procurement.models import Award, Tender
from tracker.procurement.rules.log import Ground, next_step, unanswered
from tracker.procurement.rules.register import Row, Standing, log_facts
from tracker.procurement.rules.specs import StepSpec
from tracker.procurement.rules.winners import formers
from tracker.projects.models import BudgetLine

_Sources = Mapping[tuple[int, int], str]


def register_rows(year: int | None) -> tuple[Row, ...]:
    """The rows of a year, or of all of them; the year is that of the notice, else of planning."""
    awards = db.session.scalars(
        select(Award).options(joinedload(Award.project), joinedload(Award.supplier))
    ).all()
    won = {award.tender_id: award for award in awards if award.tender_id is not None}
    tenders = [one for one in _tenders(year, list(won)) if _in(year, one, won)]
    alone = [one for one in awards if one.tender_id is None and year in (None, one.notice_on.year)]
    shown = [award.id for award in (*won.values(), *alone) if year in (None, award.notice_on.year)]
    contracts = contract_days(shown)
    sources = _sources()
    rows = [*_of_tenders(tenders, won, contracts, sources), *_of_awards(alone, contracts, sources)]
    return tuple(rows)


def _tenders(year: int | None, won: Sequence[int]) -> Sequence[Tender]:
    query = select(Tender).options(
        joinedload(Tender.project), joinedload(Tender.handler), selectinload(Tender.records)
    )
    if year is not None:
        last = date(year, 12, 31)
        planned = Tender.planned_on.between(date(year, 1, 1), last)
        query = query.where(or_(planned, Tender.id.in_(won)))
    return db.session.scalars(query.order_by(Tender.id)).all()


def _in(year: int | None, tender: Tender, won: Mapping[int, Award]) -> bool:
    return year in (None, _year(tender, won))


def _year(tender: Tender, won: Mapping[int, Award]) -> int:
    award = won.get(tender.id)
    return award.notice_on.year if award else tender.planned_on.year


def _of_tenders(
    tenders: Sequence[Tender],
    won: Mapping[int, Award],
    contracts: Mapping[int, Sequence[ContractDays]],
    sources: _Sources,
) -> Iterator[Row]:
    for tender in tenders:
        award, ground = won.get(tender.id), tender.ground
        first = _first(award, contracts)
        year = _year(tender, won)
        step = _step(tender, replace(ground, is_signed=first is not None))
        waiting = len(unanswered(ground.spec, ground.log))
        yield Row(
            year=year,
            code=tender.project.code,
            project=tender.project.name,
            title=tender.title,
            method=tender.method,
            standing=Standing(tender.status.value),
            tender_id=tender.id,
            category=tender.category,
            organisation=tender.organisation,
            catalogue_code=tender.catalogue_code,
            catalogue_name=tender.catalogue_name,
            fund_source=sources.get((tender.project_id, year), ""),
            budget=tender.budget,
            supplier=award.supplier.name if award and award.revoked_on is None else "",
            amount=award.amount if award and award.revoked_on is None else None,
            notice_on=award.notice_on if award else None,
            signed_on=first.signed_on if first else None,
            published_on=first.published_on if first else None,
            filed_on=first.filed_on if first else None,
            handler=tender.handler.name if tender.handler else "",
            note=_note(tender, award),
            next_step=step.label if step else None,
            next_key=step.key if step else "",
            log=log_facts(ground.log, waiting),
        )


def _step(tender: Tender, ground: Ground) -> StepSpec | None:
    """What waits to be logged; nothing on an archived project."""
    return None if tender.settled or tender.project.archived_on else next_step(ground)


def _note(tender: Tender, award: Award | None) -> Label | None:
    if award is not None and award.revoked_on is not None:
        on = award.revoked_on
        return Label(f"{on}原采购结果取消，重新采购", f"Award withdrawn on {on}, procured again")
    if replaced := formers(tender.ground):
        on, why = replaced[-1].replaced_on, replaced[-1].why
        return Label(
            f"原成交供应商{why.zh}，{on}另行确定", f"First winner: {why.en}; replaced on {on}"
        )
    if tender.previous_id is None:
        return None
    return Label(
        f"第{tender.no}次采购，前次废标、流标", f"Tender {tender.no}, the one before failed"
    )


def _of_awards(
    awards: Sequence[Award], contracts: Mapping[int, Sequence[ContractDays]], sources: _Sources
) -> Iterator[Row]:
    for award in awards:
        first = _first(award, contracts)
        yield Row(
            year=award.notice_on.year,
            code=award.project.code,
            project=award.project.name,
            title=award.project.name,
            method=award.method,
            standing=Standing.WITHOUT_LOG,
            category=award.category,
            fund_source=sources.get((award.project_id, award.notice_on.year), ""),
            supplier=award.supplier.name,
            amount=award.amount,
            notice_on=award.notice_on,
            signed_on=first.signed_on if first else None,
            published_on=first.published_on if first else None,
            filed_on=first.filed_on if first else None,
        )


def _first(
    award: Award | None, contracts: Mapping[int, Sequence[ContractDays]]
) -> ContractDays | None:
    found = contracts.get(award.id, ()) if award else ()
    return found[0] if found else None


def _sources() -> _Sources:
    """Where the money of each project and year comes from."""
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    columns = (BudgetLine.project_id, BudgetLine.year, BudgetLine.fund_source)
    for project_id, year, source in db.session.execute(
        select(*columns).where(BudgetLine.project_id.is_not(None)).distinct()
    ):
        if project_id is not None:
            names[project_id, year].append(source)
    return {key: "、".join(sorted(found)) for key, found in names.items()}
