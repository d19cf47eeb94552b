"""Use cases of the unit's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.settings import hooks, queries
from tracker.settings.budget import BudgetStep, check_budget_days
from tracker.settings.models import (
    BudgetCalendar,
    FiscalYear,
    PaymentApproval,
    Unit,
    WorkdayNotice,
)
from tracker.settings.rules import (
    ChangedMeanwhile,
    FiscalYearDraft,
    SourceMissing,
    UnitDraft,
    YearClosed,
    check_fiscal_year,
    checked_unit,
    read_notice,
)
from tracker.settings.rules.approval import ApprovalChange, checked_approval

FROM_THE_START = "单位启用本系统"


def set_unit(draft: UnitDraft, actor: Actor, *, version: int | None = None) -> None:
    """Name the unit; a name it no longer has joins its former names by itself.

    A unit that is new signs its acceptances here from its first day on, unless the draft names
    another day (验收签署启用日), and has its payments approved first (财会〔2012〕21号).
    ``version`` is the one the change was made from (0: none was set yet);
    ``ChangedMeanwhile`` when somebody else has changed it since.
    """
    allow("settings.manage", actor)
    draft = checked_unit(draft)
    with transaction():
        unit = db.session.scalars(select(Unit).order_by(Unit.id).with_for_update()).first()
        if unit is None:
            unit = Unit(name=draft.name)
            approval = PaymentApproval(is_on=True, since_on=clock.today(), reason=FROM_THE_START)
            db.session.add_all([unit, approval])
            _check_version(version, 0)
            draft = replace(draft, rounds_from=draft.rounds_from or clock.today())
        else:
            _check_version(version, unit.version)
            unit.version += 1
        unit.rename(draft.name, draft.former_names)
        unit.help_contact = draft.help_contact
        unit.rounds_from = draft.rounds_from
        audit.record("settings.manage", unit, actor, detail=unit.name)


def set_fiscal_year(draft: FiscalYearDraft, actor: Actor, *, version: int | None = None) -> None:
    """Set the dates of a fiscal year as the finance bureau announced them; ``version`` as above."""
    allow("settings.fiscal_year", actor)
    check_fiscal_year(draft)
    with transaction():
        query = select(FiscalYear).filter_by(year=draft.year).with_for_update()
        row = db.session.scalars(query).first()
        if row is None:
            row = FiscalYear.usual(draft.year)
            db.session.add(row)
            _check_version(version, 0)
        else:
            _check_version(version, row.version)
            row.version += 1
        if row.closed_on is not None:
            raise YearClosed(year=draft.year, on=row.closed_on)
        row.plan_deadline_on = draft.plan_deadline_on
        row.payment_deadline_on = draft.payment_deadline_on
        row.provisional = draft.provisional
        audit.record("settings.fiscal_year", row, actor, detail=str(draft.year))


def set_payment_approval(change: ApprovalChange, actor: Actor) -> None:
    """Switch payment approval (付款审批) on or off from a day on, with the decision it rests on."""
    allow("settings.payment_approval", actor)
    with transaction():
        db.session.scalars(select(Unit).order_by(Unit.id).with_for_update()).first()
        change = checked_approval(change, queries.approvals(), clock.today())
        row = PaymentApproval(is_on=change.is_on, since_on=change.since_on, reason=change.reason)
        db.session.add(row)
        detail = f"自{change.since_on}起{'实行' if change.is_on else '停止'}"
        audit.record("settings.payment_approval", row, actor, reason=change.reason, detail=detail)


def set_budget_calendar(
    year: int, announced: Mapping[BudgetStep, date | None], actor: Actor
) -> None:
    """Keep the days of a year's budget as the bureau announced them; empty ones stay the usual."""
    allow("settings.fiscal_year", actor)
    check_budget_days(year, announced)
    with transaction():
        query = select(BudgetCalendar).filter_by(year=year).with_for_update()
        row = db.session.scalars(query).first()
        if row is None:
            row = BudgetCalendar(year=year)
            db.session.add(row)
        row.set(announced)
        audit.record("settings.fiscal_year", row, actor, detail=str(year))


def import_workdays(text: str, source: str, actor: Actor) -> int:
    """Take over a holiday notice for one year; returns how many due dates moved with it."""
    allow("settings.import_workdays", actor)
    notice = read_notice(text)
    source = source.strip() or notice.source
    if not source:
        raise SourceMissing(field="source")
    with transaction():
        query = select(WorkdayNotice).filter_by(year=notice.year).with_for_update()
        row = db.session.scalars(query).first() or WorkdayNotice(year=notice.year)
        row.days_off = _texts(notice.days_off)
        row.days_on = _texts(notice.days_on)
        row.names = notice.names
        row.source = source
        row.imported_on = clock.today()
        db.session.add(row)
        changed = hooks.follow(queries.work_calendar())
        audit.record("settings.import_workdays", row, actor, detail=str(notice.year))
    return changed


def _check_version(version: int | None, stored: int) -> None:
    if version is not None and version != stored:
        raise ChangedMeanwhile


def _texts(days: tuple[date, ...]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)
