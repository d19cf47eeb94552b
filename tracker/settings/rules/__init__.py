"""What the unit, a fiscal year and a holiday notice must hold.

A notice is read from text, one day a line: "2027-01-01 off 元旦" or CSV date,kind,name,source.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from tracker.kernel.errors import Conflict, RuleViolation, Violations
from tracker.kernel.labels import Label
from tracker.kernel.workdays import ONE_DAY, SATURDAY, WorkCalendar

DECEMBER = 12
OFF_WORDS = frozenset({"off", "休", "放假", "休息"})
ON_WORDS = frozenset({"on", "work", "班", "上班", "调休"})


class ChangedMeanwhile(Conflict):
    code = "settings_changed_meanwhile"
    label = Label(
        "这些设置已被他人修改。下面列出两个版本，再次保存即以你填的为准",
        "Somebody else has changed these settings. Both versions are below; save again for yours",
    )


@dataclass(frozen=True)
class UnitDraft:
    name: str
    former_names: tuple[str, ...] = ()
    help_contact: str = ""
    rounds_from: date | None = None


@dataclass(frozen=True)
class FiscalYearDraft:
    year: int
    plan_deadline_on: date
    payment_deadline_on: date
    provisional: bool


@dataclass(frozen=True)
class NoticeDay:
    """One line of a notice: a day off, or a weekend day on which people work."""

    line: int
    on: date
    is_off: bool
    name: str
    source: str = ""


@dataclass(frozen=True)
class Notice:
    """A State Council notice for one year; it may begin in the December before."""

    year: int
    days: tuple[NoticeDay, ...]

    @property
    def days_off(self) -> tuple[date, ...]:
        return tuple(day.on for day in self.days if day.is_off)

    @property
    def days_on(self) -> tuple[date, ...]:
        return tuple(day.on for day in self.days if not day.is_off)

    @property
    def names(self) -> tuple[str, ...]:
        """Which holiday each day off is for: "2027-01-01 元旦"."""
        return tuple(f"{day.on} {day.name}" for day in self.days if day.is_off and day.name)

    @property
    def source(self) -> str:
        return next((day.source for day in self.days if day.source), "")


class UnitNameMissing(RuleViolation):
    code = "unit_name_missing"
    label = Label("请填写单位名称", "Enter the name of the unit")


class DeadlineOutsideYear(RuleViolation):
    code = "deadline_outside_year"
    label = Label("日期应在{year}年之内", "The day must lie in {year}")


class DeadlinesReversed(RuleViolation):
    code = "deadlines_reversed"
    label = Label(
        "付款截止日不能早于用款计划截止日{plan}",
        "The last payment day cannot come before the plan deadline {plan}",
    )


class YearClosed(RuleViolation):
    code = "year_closed"
    label = Label(
        "{year}财政年度已于{on}关闭，不能再修改",
        "The fiscal year {year} was closed on {on} and cannot be changed",
    )


class NoticeEmpty(RuleViolation):
    code = "notice_empty"
    label = Label("没有读到任何日期；请每行填写一天", "There is no day in it; write one day a line")


class LineUnreadable(RuleViolation):
    code = "line_unreadable"
    label = Label(
        "第{line}行“{text}”无法识别；请按“2027-01-01 休 元旦”的格式填写",
        "Line {line} “{text}” cannot be read; write it as “2027-01-01 off New Year”",
    )


class KindUnknown(RuleViolation):
    code = "kind_unknown"
    label = Label(
        "第{line}行的“{text}”应为“休”或“班”", "Line {line}: “{text}” should be “off” or “work”"
    )


class DayTwice(RuleViolation):
    code = "day_twice"
    label = Label("第{line}行：{day}已在第{first}行出现", "Line {line}: {day} is on line {first}")


class WorkdayAnyway(RuleViolation):
    code = "workday_anyway"
    label = Label(
        "第{line}行：{day}不是周六或周日，本来就上班",
        "Line {line}: {day} is no Saturday or Sunday, people work anyway",
    )


class OtherYear(RuleViolation):
    code = "other_year"
    label = Label(
        "第{line}行：{day}不属于{year}年；一次只导入一个年度的通知（可含上一年12月）",
        "Line {line}: {day} is not in {year}; import the notice of one year at a time",
    )


class SourceMissing(RuleViolation):
    code = "source_missing"
    label = Label("请填写通知的名称或文号", "Enter the title or number of the notice")


def checked_unit(draft: UnitDraft) -> UnitDraft:
    """The draft with its texts in order."""
    name = draft.name.strip()
    if not name:
        raise UnitNameMissing(field="name")
    former = tuple(line.strip() for line in draft.former_names if line.strip())
    return UnitDraft(name, former, draft.help_contact.strip(), draft.rounds_from)


def check_fiscal_year(draft: FiscalYearDraft) -> None:
    """Both deadlines lie in the year, and the plan's comes first (预算法 第十八条)."""
    errors: list[RuleViolation] = [
        DeadlineOutsideYear(field=field, year=draft.year)
        for field in ("plan_deadline_on", "payment_deadline_on")
        if getattr(draft, field).year != draft.year
    ]
    if not errors and draft.payment_deadline_on < draft.plan_deadline_on:
        errors.append(DeadlinesReversed(field="payment_deadline_on", plan=draft.plan_deadline_on))
    if errors:
        raise Violations(errors)


def read_notice(text: str) -> Notice:
    """The notice written in ``text``; raises every unreadable or impossible line at once."""
    days: list[NoticeDay] = []
    errors: list[RuleViolation] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        cells = _cells(line)
        if not cells or cells[0] == "date":
            continue
        try:
            days.append(_read_day(number, line, cells))
        except RuleViolation as error:
            errors.append(error)
    errors += _contradictions(days)
    if errors:
        raise Violations(errors)
    if not days:
        raise NoticeEmpty(field="text")
    return Notice(max(day.on.year for day in days), tuple(sorted(days, key=lambda day: day.on)))


def changed_days(year: int, before: WorkCalendar, after: WorkCalendar) -> tuple[date, ...]:
    """The days, from December before the year to its end, that become or cease to be workdays."""
    day, changed = date(year - 1, DECEMBER, 1), []
    while day.year <= year:
        if before.is_workday(day) != after.is_workday(day):
            changed.append(day)
        day += ONE_DAY
    return tuple(changed)


def _cells(line: str) -> list[str]:
    line = unicodedata.normalize("NFKC", line).strip()
    if not line or line.startswith("#"):
        return []
    cells = next(csv.reader([line])) if "," in line else line.split(maxsplit=2)
    return [cell.strip() for cell in cells]


def _read_day(number: int, line: str, cells: list[str]) -> NoticeDay:
    kind = cells[1].casefold() if len(cells) > 1 else ""
    try:
        year, month, day = (int(part) for part in re.split(r"[-/.]", cells[0]))
        on = date(year, month, day)
    except ValueError:
        raise LineUnreadable(field="text", line=number, text=line.strip()) from None
    if kind not in OFF_WORDS | ON_WORDS:
        raise KindUnknown(field="text", line=number, text=kind or line.strip())
    is_off = kind in OFF_WORDS
    if not is_off and on.weekday() < SATURDAY:
        raise WorkdayAnyway(field="text", line=number, day=on)
    name, source = [*cells[2:4], "", ""][:2]
    return NoticeDay(number, on, is_off, name, source)


def _contradictions(days: list[NoticeDay]) -> list[RuleViolation]:
    """Days written twice, and days of another year than the latest one."""
    errors: list[RuleViolation] = []
    first: dict[date, int] = {}
    year = max((day.on.year for day in days), default=0)
    for day in days:
        if day.on in first:
            errors.append(DayTwice(field="text", line=day.line, day=day.on, first=first[day.on]))
        first.setdefault(day.on, day.line)
        if day.on.year != year and (day.on.year, day.on.month) != (year - 1, DECEMBER):
            errors.append(OtherYear(field="text", line=day.line, day=day.on, year=year))
    return errors
