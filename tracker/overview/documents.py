"""项目台账 as a spreadsheet: the rows, columns, order and sums that the page shows, in 元."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet
from tracker.overview.rules import register
from tracker.overview.rules.register import Asked, Result, Row, Totals


@dataclass(frozen=True)
class _Field:
    """One column of the file: its head, what stands in a row, and its sum."""

    column: Column
    of: Callable[[Row], Cell]
    total: Callable[[Totals], Cell] = lambda totals: None


def ledger_sheet(rows: Iterable[Row], result: Result, asked: Asked, words: str) -> Sheet:
    """``words``: the filter as people read it."""
    fields = _fields(asked)
    totals = [one.total(result.totals) for one in fields]
    return Sheet(
        title=_("项目台账"),
        columns=[one.column for one in fields],
        rows=([one.of(row) for one in fields] for row in rows),
        totals=[_("合计%(count)s项", count=result.count), *totals[1:]],
        notes=[_("筛选：%(words)s", words=words), _("金额单位：元")],
    )


def _fields(asked: Asked) -> list[_Field]:
    shown = _choosable(asked)
    chosen = [field for name in asked.filters.columns for field in shown[name]]
    return [
        _Field(Column(_("项目编号"), width=12), lambda row: row.code),
        _Field(Column(_("项目名称"), width=36), lambda row: row.name),
        _Field(Column(_("供应商"), width=28), lambda row: "、".join(row.suppliers)),
        *chosen,
    ]


def _choosable(asked: Asked) -> Mapping[register.Column, Sequence[_Field]]:
    names = register.Column
    return {
        names.METHOD: (
            _Field(Column(_("采购方式"), width=16), _methods),
            _Field(Column(_("科室"), width=16), lambda row: row.department),
            _Field(Column(_("负责人"), width=10), lambda row: row.owner),
        ),
        names.CONTRACTS: (_Field(Column(_("合同编号")), lambda row: "、".join(row.contracts)),),
        names.STAGE: (_Field(Column(_("阶段"), width=8), lambda row: row.stage.label),),
        names.NEXT: (
            _Field(Column(_("下一步"), width=24), lambda row: row.next.title if row.next else None),
            _Field(Column(_("期限"), Kind.DATE), lambda row: row.next.due_on if row.next else None),
        ),
        names.AMOUNT: (
            _Field(
                Column(_("合同金额"), Kind.MONEY),
                lambda row: row.amount,
                lambda totals: totals.amount,
            ),
        ),
        names.PAID: (
            _Field(Column(_("已付"), Kind.MONEY), lambda row: row.paid, lambda totals: totals.paid),
        ),
        names.UNPAID: (
            _Field(
                Column(_("未付"), Kind.MONEY),
                lambda row: row.unpaid,
                lambda totals: totals.unpaid,
            ),
        ),
        names.UNDATED: (
            _Field(
                Column(_("年度待定"), Kind.MONEY),
                lambda row: row.undated,
                lambda totals: totals.undated,
            ),
        ),
        names.DUE: [_due(year, first=year == asked.years[0]) for year in asked.years],
    }


def _due(year: int, *, first: bool) -> _Field:
    return _Field(
        Column(_("%(year)s应付", year=year), Kind.MONEY, year_end=not first),
        lambda row: row.due.get(year),
        lambda totals: totals.due[year],
    )


def _methods(row: Row) -> str:
    return "、".join(i18n.label(method.label) for method in row.methods)
