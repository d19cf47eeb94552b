"""Which instalments 付款到期 looks at, with all its words need, and what their budgets lack."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.funding import queries as funding
from tracker.kernel.money import Money


def due_by(horizon: date) -> ColumnElement[bool]:
    return (
        Instalment.settled_on.is_(None)
        & Instalment.withdrawn_in.is_(None)
        & Instalment.disputed_on.is_(None)
        & (Instalment.due_on <= horizon)
    )


def of_projects(projects: Collection[int] | None) -> ColumnElement[bool]:
    return true() if projects is None else Instalment.project_id.in_(projects)


def with_all(condition: ColumnElement[bool]) -> Select[Instalment]:
    """With all that the words and the next step are made of, in a fixed number of queries."""
    contract = selectinload(Instalment.contract)
    return (
        select(Instalment)
        .where(condition)
        .order_by(Instalment.due_on, Instalment.id)
        .options(
            contract.joinedload(Contract.project),
            contract.joinedload(Contract.supplier),
            contract.selectinload(Contract.instalments),
            selectinload(Instalment.payments),
            selectinload(Instalment.invoices),
        )
    )


def gaps_of(condition: ColumnElement[bool], today: date) -> Mapping[tuple[int, int], Money]:
    """What the budget lacks, by contract and year, in the projects of these instalments."""
    rows = funding.matrix(today, select(Instalment.project_id).where(condition)).rows
    return {
        (row.contract.id, year): cell.gap
        for row in rows
        if row.contract is not None
        for year, cell in row.cells.items()
    }
