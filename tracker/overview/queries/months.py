"""The sums behind the monthly chart of 工作台, added up by the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import case, extract, func, select

from tracker.contracts.models import Contract, Instalment
from tracker.funding.queries.facts import SIGNED
from tracker.funding.queries.sums import NOTHING, open_amount, open_by
from tracker.infra.db import db
from tracker.kernel.fiscal import year_end
from tracker.kernel.money import Money
from tracker.overview.rules.chart import Plan, plan
from tracker.payments.models import Payment

By = dict[tuple[int, int], Money]


def months(today: date) -> Plan:
    """What is planned, paid and overdue by month, in today's fiscal year and the next."""
    planned, overdue = _planned(today)
    earlier = open_by(year_end(today.year - 1))
    return plan(today.year, planned, overdue, _paid(today.year), earlier)


def _planned(today: date) -> tuple[By, By]:
    """By the month of the due day; overdue as MODEL 3.3 has it."""
    is_overdue = (
        (Instalment.due_on < today)
        & (Instalment.triggered_on <= today)
        & Instalment.settled_on.is_(None)
        & Instalment.disputed_on.is_(None)
    )
    keys = (extract("year", Instalment.due_on), extract("month", Instalment.due_on))
    overdue = func.sum(case((is_overdue, open_amount()), else_=NOTHING))
    query = (
        select(*keys, func.sum(Instalment.amount), overdue)
        .join(Instalment.contract)
        .where(
            Contract.status.in_(SIGNED),
            Instalment.withdrawn_in.is_(None),
            Instalment.due_on.between(date(today.year, 1, 1), year_end(today.year + 1)),
        )
        .group_by(*keys)
    )
    rows = db.session.execute(query).all()
    return (
        {(int(year), int(month)): amount for year, month, amount, _ in rows},
        {(int(year), int(month)): amount for year, month, _, amount in rows},
    )


def _paid(year: int) -> By:
    """By the month of payment; what came back after its year stays in that year."""
    month = extract("month", Payment.paid_on)
    query = (
        select(month, func.sum(Payment.amount))
        .where(Payment.fiscal_year == year, Payment.prior_year.is_(False))
        .group_by(month)
    )
    return {(year, int(key)): amount for key, amount in db.session.execute(query)}
