"""Reads of the unit's settings: the work calendar, fiscal years, the unit itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chinese_calendar import constants
from sqlalchemy import func, select

from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.workdays import WorkCalendar
from tracker.settings.models import FiscalYear, PaymentApproval, Unit, WorkdayNotice
from tracker.settings.rules import Notice, changed_days
from tracker.settings.rules.approval import Approvals


@dataclass(frozen=True)
class FiscalYearView:
    """The dates of one fiscal year; the usual ones, marked provisional, where none are set (0)."""

    year: int
    plan_deadline_on: date
    payment_deadline_on: date
    provisional: bool
    closed_on: date | None
    version: int = 0

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


@dataclass(frozen=True)
class UnitView:
    name: str
    former_names: tuple[str, ...]
    help_contact: str
    rounds_from: date | None = None
    version: int = 0


@dataclass(frozen=True)
class KnownYear:
    """Where a year's holidays come from: an imported notice, the built-in ones, or nowhere yet."""

    year: int
    source: str
    built_in: bool

    @property
    def is_provisional(self) -> bool:
        return not (self.source or self.built_in)


@dataclass(frozen=True)
class NoticePreview:
    """A notice as read, and the days it changes: (day, whether people then work)."""

    notice: Notice
    changed: tuple[tuple[date, bool], ...]


@cache
def _library_days() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    off = frozenset(constants.holidays)
    on = frozenset(constants.workdays)
    return off, on, frozenset(day.year for day in off)


def work_calendar() -> WorkCalendar:
    """Imported notices first, then the library; a year known to neither is provisional."""
    return _calendar(_imported())


def work_calendar_with(notice: Notice) -> WorkCalendar:
    """What the work calendar would be once ``notice`` is imported."""
    return _calendar(_imported() | {notice.year: (notice.days_off, notice.days_on)})


def preview(notice: Notice) -> NoticePreview:
    """What importing ``notice`` would change in the work calendar."""
    after = work_calendar_with(notice)
    changed = changed_days(notice.year, work_calendar(), after)
    return NoticePreview(notice, tuple((day, after.is_workday(day)) for day in changed))


def known_years() -> list[KnownYear]:
    """The years from the running one on, and every imported one: where their days come from."""
    sources = {row.year: row.source for row in db.session.scalars(select(WorkdayNotice))}
    _off, _on, built_in = _library_days()
    this = clock.today().year
    years = sorted({this, this + 1, *sources}, reverse=True)
    return [KnownYear(year, sources.get(year, ""), year in built_in) for year in years]


def _imported() -> dict[int, tuple[Iterable[date], Iterable[date]]]:
    return {
        row.year: (map(date.fromisoformat, row.days_off), map(date.fromisoformat, row.days_on))
        for row in db.session.scalars(select(WorkdayNotice))
    }


def _calendar(imported: Mapping[int, tuple[Iterable[date], Iterable[date]]]) -> WorkCalendar:
    off, on, years = _library_days()
    if not imported:
        return WorkCalendar(off, on, years)
    keep_off = {day for day in off if day.year not in imported}
    keep_on = {day for day in on if day.year not in imported}
    for days_off, days_on in imported.values():
        keep_off.update(days_off)
        keep_on.update(days_on)
    return WorkCalendar(frozenset(keep_off), frozenset(keep_on), years | imported.keys())


def fiscal_year(year: int) -> FiscalYearView:
    """The dates of ``year``, stored or usual."""
    row = db.session.scalars(select(FiscalYear).filter_by(year=year)).first()
    return _view(row or FiscalYear.usual(year))


def fiscal_years() -> list[FiscalYearView]:
    """Every stored year and the running and next one, newest first."""
    rows = {row.year: _view(row) for row in db.session.scalars(select(FiscalYear))}
    this = clock.today().year
    for year in (this, this + 1):
        rows.setdefault(year, _view(FiscalYear.usual(year)))
    return [rows[year] for year in sorted(rows, reverse=True)]


def _view(row: FiscalYear) -> FiscalYearView:
    return FiscalYearView(
        row.year,
        row.plan_deadline_on,
        row.payment_deadline_on,
        row.provisional,
        row.closed_on,
        row.version or 0,  # the usual dates are no row yet
    )


def unit() -> UnitView:
    """The unit's present name; a neutral one before it is set."""
    row = db.session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()
    if row is None:
        return UnitView("区数据资源中心", (), "")
    return UnitView(row.name, row.former_names, row.help_contact, row.rounds_from, row.version)


def is_set_up() -> bool:
    """Whether the unit was ever named."""
    return bool(db.session.scalar(select(func.count()).select_from(Unit)))


def approvals() -> Approvals:
    """Since when payments are approved before they are made, or no longer."""
    rows = db.session.scalars(select(PaymentApproval).order_by(PaymentApproval.id))
    return Approvals(tuple(row.change for row in rows))
