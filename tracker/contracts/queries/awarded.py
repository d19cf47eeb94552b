"""Contracts under awards, as procurement shows them: it lies below and cannot ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.procurement.hooks import ContractDays, names_contracts


@names_contracts
def contracts_of_awards(award_ids: Collection[int]) -> Mapping[int, Sequence[ContractDays]]:
    """The signed contracts of each award, in order of signing."""
    columns = (
        Contract.award_id,
        Contract.id,
        Contract.number,
        Contract.signed_on,
        Contract.published_on,
        Contract.filed_on,
        Contract.status,
    )
    query = select(*columns).where(
        Contract.award_id.in_(award_ids), Contract.status != ContractStatus.CANCELLED
    )
    found: dict[int, list[ContractDays]] = defaultdict(list)
    for row in db.session.execute(query.order_by(Contract.signed_on, Contract.id)):
        if row.award_id is not None:
            days = (row.signed_on, row.published_on, row.filed_on)
            is_over = row.status is ContractStatus.TERMINATED
            found[row.award_id].append(ContractDays(row.id, row.number, *days, is_over))
    return found
