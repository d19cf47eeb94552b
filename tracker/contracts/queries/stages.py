"""Which stages the contracts of a project hold."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules import state
from tracker.contracts.rules.state import AwardFacts
from tracker.infra.db import db
from tracker.procurement.models import Award


def stage_claims(project_id: int, today: date) -> dict[str, bool]:
    """What contracts claim for the project: hand it to ``Project.claim_stage``."""
    instalments = selectinload(Contract.instalments)
    query = select(Contract).filter_by(project_id=project_id)
    contracts = db.session.scalars(
        query.options(
            instalments.selectinload(Instalment.payments),
            instalments.selectinload(Instalment.invoices),
        )
    ).all()
    awards = db.session.scalars(
        select(Award).filter_by(project_id=project_id, revoked_on=None)
    ).all()
    signed: dict[int | None, set[int]] = {}
    for contract in contracts:
        signed.setdefault(contract.award_id, set()).add(contract.service_year)
    waiting = [
        AwardFacts(award.starts_on, award.years, frozenset(signed.get(award.id, ())))
        for award in awards
    ]
    held = state.claims([contract.facts for contract in contracts], waiting, today)
    return {
        "payment": held.payment,
        "contract": held.contract,
        "performance": held.performance,
    }
