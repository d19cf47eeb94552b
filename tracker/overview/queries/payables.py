"""90天内应付: the first instalments due in each year, and the sums of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import InstalmentState
from tracker.funding import queries as funding
from tracker.funding.queries.sums import is_open, open_amount
from tracker.infra.db import db
from tracker.kernel.fiscal import fiscal_year, year_end
from tracker.kernel.money import ZERO
from tracker.overview.rules import words
from tracker.overview.rules.desk import Payable, PayableYear
from tracker.overview.rules.plan import shortages
from tracker.overview.rules.words import Look

SHOWN = 20  # of each year; the sums are those of all
QUIET = frozenset({InstalmentState.PAYABLE, InstalmentState.SCHEDULED})


def payables(until: date, today: date) -> tuple[PayableYear, ...]:
    """What is open, undisputed and due up to ``until``, by the year that must hold it."""
    this_year = Instalment.due_on <= min(until, year_end(today.year))
    later = Instalment.due_on.between(year_end(today.year), until) & ~this_year
    found = ((today.year, this_year), (fiscal_year(until), later))
    years = (_year(year, condition, today) for year, condition in found)
    return tuple(year for year in years if year.count)


def _year(year: int, due: ColumnElement[bool], today: date) -> PayableYear:
    condition = is_open() & Instalment.disputed_on.is_(None) & due
    sums = select(func.sum(open_amount()), func.count()).select_from(Instalment)
    total, count = db.session.execute(sums.join(Instalment.contract).where(condition)).one()
    rows = tuple(_rows(condition, today)) if count else ()
    return PayableYear(year, rows, count, total or ZERO)


def _rows(condition: ColumnElement[bool], today: date) -> Iterable[Payable]:
    contract = joinedload(Instalment.contract)
    query = (
        select(Instalment)
        .join(Instalment.contract)
        .where(condition)
        .options(
            contract.joinedload(Contract.project),
            contract.selectinload(Contract.instalments),
            selectinload(Instalment.payments),
            selectinload(Instalment.invoices),
        )
        .order_by(Instalment.due_on, Instalment.id)
        .limit(SHOWN)
    )
    shown = db.session.scalars(query).all()
    projects = select(Instalment.project_id).where(Instalment.id.in_([one.id for one in shown]))
    lacking = shortages(funding.matrix(today, projects).rows, today)
    for one in shown:
        if one.due_on is not None:
            yield Payable(
                contract_id=one.contract_id,
                project_code=one.contract.project.code,
                project_name=one.contract.project.name,
                due_on=one.due_on,
                amount=one.open,
                look=_look(one, today),
                shortage=lacking.get(one.id, ZERO),
            )


def _look(one: Instalment, today: date) -> Look | None:
    """What stands beside the name; nothing when it only waits for its day."""
    state = one.state(today)
    if state in QUIET:
        return None
    if state is InstalmentState.AWAITING_TRIGGER and one.trigger is Trigger.ON_DATE:
        return None
    return words.open_look(one.facts, one.trigger, today)
