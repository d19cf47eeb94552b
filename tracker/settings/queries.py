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
from tracker.infra.memo import remembered
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.settings.budget import BudgetDay, BudgetStep, budget_days
from tracker.settings.models import (
    BudgetCalendar,
    FiscalYear,
    PaymentApproval,
    Unit,
    WorkdayNotice,
)
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


@dataclass(frozen=True)
class _Days:
    """Where days differ from Monday to Friday, and which holidays they are for."""

    off: Iterable[date]
    on: Iterable[date]
    names: Mapping[date, Label]


@cache
def _library() -> WorkCalendar:
    words = {holiday.value: Label(holiday.chinese, holiday.value) for holiday in constants.Holiday}
    off = frozenset(constants.holidays)
    names = {day: words[name] for day, name in constants.holidays.items()}
    return WorkCalendar(
        off, frozenset(constants.workdays), frozenset(day.year for day in off), names
    )


def work_calendar() -> WorkCalendar:
    """Imported notices first, then the library; a year known to neither is provisional."""
    return remembered("work_calendar", lambda: _calendar(_imported()))


def work_calendar_with(notice: Notice) -> WorkCalendar:
    """What the work calendar would be once ``notice`` is imported."""
    days = _Days(notice.days_off, notice.days_on, _names(notice.names))
    return _calendar(_imported() | {notice.year: days})


def preview(notice: Notice) -> NoticePreview:
    """What importing ``notice`` would change in the work calendar."""
    after = work_calendar_with(notice)
    changed = changed_days(notice.year, work_calendar(), after)
    return NoticePreview(notice, tuple((day, after.is_workday(day)) for day in changed))


def known_years() -> list[KnownYear]:
    """The years from the running one on, and every imported one: where their days come from."""
    sources = {row.year: row.source for row in db.session.scalars(select(WorkdayNotice))}
    built_in = _library().known_years
    this = clock.today().year
    years = sorted({this, this + 1, *sources}, reverse=True)
    return [KnownYear(year, sources.get(year, ""), year in built_in) for year in years]


def _imported() -> dict[int, _Days]:
    return {
        row.year: _Days(
            [date.fromisoformat(day) for day in row.days_off],
            [date.fromisoformat(day) for day in row.days_on],
            _names(row.names),
        )
        for row in db.session.scalars(select(WorkdayNotice))
    }


def _names(lines: Iterable[str]) -> dict[date, Label]:
    pairs = (line.split(" ", 1) for line in lines)
    return {date.fromisoformat(day): Label(name, name) for day, name in pairs}


def _calendar(imported: Mapping[int, _Days]) -> WorkCalendar:
    library = _library()
    if not imported:
        return library
    off = {day for day in library.off if day.year not in imported}
    on = {day for day in library.on if day.year not in imported}
    names = {day: name for day, name in library.names.items() if day.year not in imported}
    for days in imported.values():
        off.update(days.off)
        on.update(days.on)
        names.update(days.names)
    known_years = library.known_years | imported.keys()
    return WorkCalendar(frozenset(off), frozenset(on), known_years, names)


def fiscal_year(year: int) -> FiscalYearView:
    """The dates of ``year``, stored or usual."""
    return _stored_years().get(year) or _view(FiscalYear.usual(year))


def fiscal_years() -> list[FiscalYearView]:
    """Every stored year and the running and next one, newest first."""
    rows = dict(_stored_years())
    this = clock.today().year
    for year in (this, this + 1):
        rows.setdefault(year, _view(FiscalYear.usual(year)))
    return [rows[year] for year in sorted(rows, reverse=True)]


def _stored_years() -> Mapping[int, FiscalYearView]:
    return remembered(
        "fiscal_years",
        lambda: {row.year: _view(row) for row in db.session.scalars(select(FiscalYear))},
    )


def budget_calendar(year: int) -> Mapping[BudgetStep, BudgetDay]:
    """The days of the budget of ``year``: announced, or the usual ones marked provisional."""
    row = db.session.scalars(select(BudgetCalendar).filter_by(year=year)).first()
    return budget_days(year, {step: row.day(step) for step in BudgetStep} if row else {})


def budget_calendars() -> Mapping[int, Mapping[BudgetStep, BudgetDay]]:
    """The budget of the running year and of the next one."""
    this = clock.today().year
    return {year: budget_calendar(year) for year in (this + 1, this)}


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
    return remembered("unit", _unit)


def _unit() -> UnitView:
    row = db.session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()
    if row is None:
        return UnitView("区数据资源中心", (), "")
    return UnitView(row.name, row.former_names, row.help_contact, row.rounds_from, row.version)


def is_set_up() -> bool:
    """Whether the unit was ever named."""
    return bool(db.session.scalar(select(func.count()).select_from(Unit)))


def approvals() -> Approvals:
    """Since when payments are approved before they are made, or no longer."""
    return remembered("approvals", _approvals)


def _approvals() -> Approvals:
    rows = db.session.scalars(select(PaymentApproval).order_by(PaymentApproval.id))
    return Approvals(tuple(row.change for row in rows))
