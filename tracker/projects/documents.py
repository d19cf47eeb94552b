"""预算 as a spreadsheet: the lines, and on a second sheet the entries behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet

if TYPE_CHECKING:
    from tracker.projects.queries import LineView, YearBudget


def budget_sheets(years: Sequence[YearBudget], about: str) -> tuple[Sheet, Sheet]:
    """``about``: whose budget it is. Sums stand below where all lines are of one year."""
    return _lines(years, about), _entries(years, about)


def _lines(years: Sequence[YearBudget], about: str) -> Sheet:
    return Sheet(
        title=_("预算项"),
        columns=[
            *_identity(),
            Column(_("功能科目"), width=12),
            Column(_("经济科目"), width=12),
            Column(_("申报"), Kind.MONEY),
            Column(_("年初批复"), Kind.MONEY),
            Column(_("调整"), Kind.MONEY),
            Column(_("到位"), Kind.MONEY),
            Column(_("支出"), Kind.MONEY),
        ],
        rows=[_row(line) for year in years for line in year.lines],
        totals=_totals(years[0]) if len(years) == 1 else (),
        notes=[about, _("金额单位：元")],
    )


def _row(line: LineView) -> Sequence[Cell]:
    figures = line.figures
    return (
        *_named(line),
        line.functional_code,
        line.economic_code,
        figures.requested,
        figures.approved if figures.is_approved else _("未批复"),
        figures.adjusted,
        figures.allotted,
        line.spent,
    )


def _totals(year: YearBudget) -> Sequence[Cell]:
    blank: Sequence[Cell] = (None,) * 5
    return (_("合计"), *blank, year.approved, year.adjusted, year.allotted, year.spent)


def _entries(years: Sequence[YearBudget], about: str) -> Sheet:
    return Sheet(
        title=_("登记记录"),
        columns=[
            *_identity(),
            Column(_("日期"), Kind.DATE),
            Column(_("类型"), width=12),
            Column(_("金额"), Kind.MONEY),
            Column(_("原因"), width=36),
            Column(_("文号")),
        ],
        rows=_entry_rows(years),
        notes=[about, _("金额单位：元")],
    )


def _entry_rows(years: Sequence[YearBudget]) -> Iterator[Sequence[Cell]]:
    for line in (line for year in years for line in year.lines):
        for entry in line.entries:
            what = (entry.on, entry.kind.label, entry.amount, entry.reason, entry.document_number)
            yield (*_named(line), *what)


def _identity() -> tuple[Column, ...]:
    return (
        Column(_("年度"), Kind.INTEGER),
        Column(_("资金来源"), width=24),
        Column(_("指标文号"), width=24),
    )


def _named(line: LineView) -> tuple[Cell, ...]:
    category = i18n.label(line.category.label) if line.category else ""
    source = "，".join(part for part in (category, line.fund_source) if part)
    return line.year, source, line.quota_number
