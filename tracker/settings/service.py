"""Use cases of the unit's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.settings import hooks, queries
from tracker.settings.models import FiscalYear, Unit, WorkdayNotice
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


def set_unit(draft: UnitDraft, actor: Actor, *, version: int | None = None) -> None:
    """Name the unit; a name it no longer has joins its former names by itself.

    A unit that is new signs its acceptances here from its first day on, unless the draft names
    another day (验收签署启用日). ``version`` is the one the change was made from (0: none was set
    yet); ``ChangedMeanwhile`` when somebody else has changed it since.
    """
    allow("settings.manage", actor)
    draft = checked_unit(draft)
    with transaction():
        unit = db.session.scalars(select(Unit).order_by(Unit.id).with_for_update()).first()
        if unit is None:
            unit = Unit(name=draft.name)
            db.session.add(unit)
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
