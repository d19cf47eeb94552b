"""The facts behind the index of the register, in a fixed number of queries for any projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Pricing
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.overview.models import ProjectIndex, ProjectYear
from tracker.overview.queries.progress import SIGNED
from tracker.overview.rules.index import Day, Entry, Facts, Reckoned, YearEntry, reckon
from tracker.payments.models import Payment
from tracker.procurement.models import Supplier
from tracker.projects.models import BudgetEntry, BudgetLine, Project
from tracker.projects.rules import EntryKind, line_figures
from tracker.reminders.queries.days import due_days

Ids = Collection[int]


def reckoned(ids: Ids, today: date) -> Mapping[int, Reckoned]:
    """The index of these projects, worked out from the facts."""
    found = _read_projects(ids)
    if _read_contracts(found):
        _read_instalments(found)
    _read_lines(found)
    _read_days(found, today)
    return {key: reckon(facts, today.year) for key, facts in found.items()}


def kept(ids: Ids, *, to_write: bool = False) -> Mapping[int, Reckoned]:
    """The index of these projects as it is kept; of one that has none nothing.

    ``to_write`` locks its rows, in the order of their ids.
    """
    columns = [getattr(ProjectIndex, name) for name in Entry.__slots__]
    query = select(*columns).where(ProjectIndex.project_id.in_(ids))
    if to_write:
        query = query.order_by(ProjectIndex.project_id).with_for_update()
    rows = db.session.execute(query).all()
    years = years_of(ids) if rows else {}
    return {row[0]: Reckoned(Entry(*row), tuple(years.get(row[0], ()))) for row in rows}


def years_of(ids: Ids) -> Mapping[int, Sequence[YearEntry]]:
    """The years of these projects, as they are kept."""
    found: dict[int, list[YearEntry]] = {}
    columns = [getattr(ProjectYear, name) for name in YearEntry.__slots__]
    query = select(ProjectYear.project_id, *columns).where(ProjectYear.project_id.in_(ids))
    for project_id, *values in db.session.execute(query.order_by(ProjectYear.year)):
        found.setdefault(project_id, []).append(YearEntry(*values))
    return found


def _read_projects(ids: Ids) -> dict[int, Facts]:
    columns = (
        Project.id,
        Project.code,
        Project.name,
        Project.aliases,
        Project.stage,
        Project.department_id,
        Project.owner_id,
        Project.started_on,
        Project.archived_on,
    )
    return {
        row.id: Facts(
            id=row.id,
            code=row.code,
            stage=row.stage,
            department_id=row.department_id,
            owner_id=row.owner_id,
            started_year=row.started_on.year,
            is_archived=row.archived_on is not None,
            words=[row.code, row.name, *row.aliases],
        )
        for row in db.session.execute(select(*columns).where(Project.id.in_(ids)))
    }


def _read_contracts(found: Mapping[int, Facts]) -> bool:
    """Suppliers and numbers to search by, and ceilings; whether any contract is signed."""
    columns = (
        Contract.project_id,
        Contract.number,
        Contract.name,
        Contract.status,
        Contract.pricing,
        Contract.amount,
        Supplier.name.label("supplier"),
    )
    query = select(*columns).outerjoin(Contract.supplier).order_by(Contract.id)
    for row in db.session.execute(query.where(Contract.project_id.in_(found))):
        facts = found[row.project_id]
        facts.words += [row.number, row.name, row.supplier or ""]
        facts.is_signed = facts.is_signed or row.status in SIGNED
        if row.pricing is Pricing.ACTUAL:
            facts.ceilings.append(row.amount)
    return any(facts.is_signed for facts in found.values())


def _read_instalments(found: Mapping[int, Facts]) -> None:
    paid: dict[int, Money] = {}
    for project_id, instalment_id, year, amount in _payments(found):
        facts = found[project_id]
        facts.paid += amount
        paid[instalment_id] = paid.get(instalment_id, ZERO) + amount
        if year is not None:
            facts.paid_in[year] = facts.paid_in.get(year, ZERO) + amount
    columns = (Instalment.id, Instalment.project_id, Instalment.fiscal_year, Instalment.amount)
    query = select(*columns).join(Instalment.contract)
    query = query.where(Instalment.project_id.in_(found), Contract.status.in_(SIGNED))
    for key, project_id, year, amount in db.session.execute(
        query.where(Instalment.withdrawn_in.is_(None))
    ):
        opened = found[project_id].open_in
        opened[year] = opened.get(year, ZERO) + amount - paid.get(key, ZERO)


def _payments(ids: Ids) -> Iterable[tuple[int, int, int | None, Money]]:
    """Project, instalment, year and sum; a reversal after its year stands in none."""
    keys = (Payment.project_id, Payment.instalment_id, Payment.fiscal_year, Payment.prior_year)
    query = select(*keys, func.sum(Payment.amount)).join(Payment.contract)
    query = query.where(Payment.project_id.in_(ids), Contract.status.in_(SIGNED)).group_by(*keys)
    for project_id, instalment_id, year, prior_year, amount in db.session.execute(query):
        yield project_id, instalment_id, None if prior_year else year, amount


def _read_lines(found: Mapping[int, Facts]) -> None:
    query = (
        select(BudgetLine.id, BudgetLine.project_id, BudgetLine.year)
        .add_columns(BudgetEntry.kind, BudgetEntry.amount)
        .outerjoin(BudgetLine.entries)
        .where(BudgetLine.project_id.in_(found))
        .order_by(BudgetLine.id, BudgetEntry.on, BudgetEntry.id)
    )
    lines: dict[tuple[int, int, int], list[tuple[EntryKind, Money]]] = {}
    for line_id, project_id, year, kind, amount in db.session.execute(query):
        entries = lines.setdefault((line_id, project_id, year), [])
        if kind is not None:
            entries.append((kind, amount))
    for (_line, project_id, year), entries in lines.items():
        budgeted = found[project_id].budgeted
        budgeted[year] = budgeted.get(year, ZERO) + line_figures(entries).budgeted


def _read_days(found: Mapping[int, Facts], today: date) -> None:
    for kind, day in due_days(found, today):
        found[day.project_id].days.append(Day(day.due_on, day.estimated, kind))
