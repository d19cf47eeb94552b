"""What may be entered on a budget line, and what is refused."""

from __future__ import annotations

from datetime import date

from tracker.kernel.errors import RuleViolation
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO
from tracker.projects.rules.figures import (
    BudgetCategory,
    EntryKind,
    LineFigures,
    NewEntry,
    NewLine,
)

FIRST_YEAR, LAST_YEAR = 2000, 2099  # anything else is a slip of the keyboard


class DuplicateLine(RuleViolation):
    code = "duplicate_line"
    label = Label(
        "{year}年已有相同资金来源、指标文号和科目的预算项",
        "{year} already has a line with the same source, quota number and codes",
    )


class BadYear(RuleViolation):
    code = "bad_year"
    label = Label("年度应在{first}年至{last}年之间", "The year must lie between {first} and {last}")


class FundSourceMissing(RuleViolation):
    code = "fund_source_missing"
    label = Label("请填写资金来源", "State where the money comes from")


class CategoryMissing(RuleViolation):
    code = "category_missing"
    label = Label("请选择人员经费或公用经费", "Choose staff or office expenditure")


class NegativeEntry(RuleViolation):
    code = "negative_entry"
    label = Label(
        "金额应大于零；只有“调整”可以减少",
        "The amount must be above zero; only an adjustment may reduce",
    )


class SpentIsDerived(RuleViolation):
    code = "spent_is_derived"
    label = Label(
        "项目的支出由付款登记得出，不能直接填写",
        "A project's spending comes from its payments and is not typed",
    )


class SpentOutsideYear(RuleViolation):
    code = "spent_outside_year"
    label = Label(
        "{year}年预算的支出日期应在{year}年内",
        "Spending of the {year} budget must be dated in {year}",
    )


class NotByHand(RuleViolation):
    code = "not_by_hand"
    label = Label(
        "结转和收回请在“跨年资金安排”中办理，两个年度会同时登记",
        "Carry over and return funds under Cross-year funding, which enters both years at once",
    )


class NotApprovedYet(RuleViolation):
    code = "not_approved_yet"
    label = Label(
        "这一项还没有批复，不能调整；年中追加的预算，请按追加文件登记为“年初批复”",
        "This line is not approved yet, so there is nothing to adjust; "
        "enter funds added during the year as approved",
    )


class LineBelowZero(RuleViolation):
    code = "line_below_zero"
    label = Label(
        "登记后本项的{figure}将少于零，最多可减少 {most}元",
        "This would bring the line's {figure} below zero; at most {most} yuan can be taken off",
    )


class FutureEntry(RuleViolation):
    code = "future_entry"
    label = Label("日期不能晚于今天（{today}）", "The date may not be after today ({today})")


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    label = Label("请填写原因", "State the reason")


class YearIsClosed(RuleViolation):
    code = "year_is_closed"
    label = Label(
        "{year}财政年度已关闭，不能再登记",
        "Fiscal year {year} is closed: nothing can be added to it",
    )


def check_line(line: NewLine, today: date, at: str = "") -> None:
    """Raise when the line or one of its first entries cannot be; ``at`` is its place in a form."""
    if not FIRST_YEAR <= line.year <= LAST_YEAR:
        raise BadYear(field=f"{at}year", first=FIRST_YEAR, last=LAST_YEAR)
    if not line.fund_source.strip():
        raise FundSourceMissing(field=f"{at}fund_source")
    for entry in line.entries:
        check_entry(entry, line.category, today, amount_field=f"{at}{entry.kind}", at=at)


def check_entry(
    entry: NewEntry,
    category: BudgetCategory | None,
    today: date,
    *,
    amount_field: str = "amount",
    at: str = "",
) -> None:
    """Raise when the entry cannot be true."""
    may_reduce = entry.kind is EntryKind.ADJUSTED
    if not entry.amount or (entry.amount < ZERO and not may_reduce):
        raise NegativeEntry(field=amount_field)
    if entry.kind is EntryKind.SPENT and category is None:
        raise SpentIsDerived(field=f"{at}kind")
    if entry.on > today:
        raise FutureEntry(field=f"{at}on", today=today)
    if not entry.reason.strip():
        raise ReasonMissing(field=f"{at}reason")


def check_fits(entry: NewEntry, year: int, before: LineFigures, after: LineFigures) -> None:
    """Raise unless the entry makes sense on a line of that year with those figures."""
    if entry.kind is EntryKind.SPENT and fiscal_year(entry.on) != year:
        raise SpentOutsideYear(field="on", year=year)
    if entry.kind is EntryKind.ADJUSTED and not before.is_approved:
        raise NotApprovedYet(field="kind")
    if after.budgeted < min(before.budgeted, ZERO):
        raise LineBelowZero(field="amount", figure=_BUDGETED, most=before.budgeted)
    if after.allotted < min(before.allotted, ZERO):
        figure = EntryKind.ALLOTTED.label
        raise LineBelowZero(field="amount", figure=figure, most=before.allotted)


_BUDGETED = Label("预算", "budget")
