"""The statutory limits that bind a contract."""

from __future__ import annotations

from tracker.contracts.models import Contract
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.limits import Limit


def limit_of(key: str, contract_id: int) -> Limit | None:
    """The version in force when the contract was signed, if it holds for its method."""
    contract = db.session.get(Contract, contract_id)
    if contract is None:
        raise NotFound
    return law().book.binding(key, contract.signed_on, contract.method)
