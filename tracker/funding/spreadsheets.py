"""跨年资金安排 and 年终处理 as spreadsheets, in 元."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.contracts.rules.kinds import Pricing
from tracker.funding.queries.pages import LineRest, SweepItem, YearEndPage
from tracker.funding.rules.cells import Total
from tracker.funding.rules.matrix import Row
from tracker.funding.rules.page import FundingPage
from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet
from tracker.kernel.money import Money


@dataclass(frozen=True)
class _Field:
    """One column: its head, what stands in a row, and its sum."""

    column: Column
    of: Callable[[Row], Cell]
    total: Cell = None


def matrix_sheet(page: FundingPage) -> Sheet:
    """The matrix with the rows, the order and the years that the page shows."""
    fields = [*_whole(page), *_executed(page), *_planned(page), *_later(page), *_outside(page)]
    only = _("只看有缺口") if page.only_gaps else _("全部合同")
    return Sheet(
        title=_("跨年资金安排"),
        columns=[field.column for field in fields],
        rows=[[field.of(row) for field in fields] for row in page.rows],
        totals=[_("合计"), *(field.total for field in fields[1:])],
        notes=[
            _("筛选：%(words)s", words=f"{page.year}—{page.planned}，{only}"),
            _("金额单位：元；缺口不与其他合同的结余相抵"),
        ],
    )


def _money(heading: str, *, year_end: bool = False) -> Column:
    return Column(heading, Kind.MONEY, year_end=year_end)


def _whole(page: FundingPage) -> list[_Field]:
    fields = [
        _Field(Column(_("项目编号"), width=12), lambda row: row.project.code),
        _Field(Column(_("项目名称"), width=36), lambda row: row.project.name),
        _Field(
            Column(_("合同编号")),
            lambda row: row.contract.number if row.contract else _("未签合同"),
        ),
        _Field(
            _money(_("合同金额")),
            lambda row: row.amount if row.contract else None,
            page.total_amount,
        ),
    ]
    if page.has_earlier:
        earlier = _money(_("以前年度已付"))
        fields.append(_Field(earlier, page.earlier, page.total_earlier))
    return fields


def _executed(page: FundingPage) -> list[_Field]:
    year, sums = page.year, page.sums(page.year)
    return [
        _Field(
            _money(_("%(year)s应付", year=year), year_end=page.has_earlier),
            lambda row: row.cell(year).due,
            sums.due,
        ),
        _Field(
            _money(_("%(year)s到位", year=year)),
            lambda row: _listed(row, year, row.cell(year).allotted),
            sums.allotted,
        ),
        _Field(_money(_("%(year)s已付", year=year)), lambda row: row.cell(year).paid, sums.paid),
        _Field(
            _money(_("%(year)s缺", year=year)), lambda row: row.cell(year).cash_gap, sums.cash_gap
        ),
        _Field(
            _money(_("%(year)s余", year=year)),
            lambda row: row.cell(year).cash_surplus,
            sums.cash_surplus,
        ),
    ]


def _planned(page: FundingPage) -> list[_Field]:
    year = page.planned
    sums: Total = page.sums(year)
    return [
        _Field(
            _money(_("%(year)s应付", year=year), year_end=True),
            lambda row: row.cell(year).due,
            sums.due,
        ),
        _Field(
            _money(_("%(year)s已列预算", year=year)),
            lambda row: _listed(row, year, row.cell(year).budgeted),
            sums.budgeted,
        ),
        _Field(_money(_("%(year)s缺", year=year)), lambda row: row.cell(year).gap, sums.gap),
        _Field(
            _money(_("%(year)s余", year=year)), lambda row: row.cell(year).surplus, sums.surplus
        ),
    ]


def _later(page: FundingPage) -> list[_Field]:
    return [_later_year(page, year) for year in page.later]


def _later_year(page: FundingPage, year: int) -> _Field:
    column = _money(_("%(year)s应付", year=year), year_end=True)
    return _Field(column, lambda row: row.cell(year).due, page.sums(year).due)


def _outside(page: FundingPage) -> list[_Field]:
    check = _Field(Column(_("核对"), width=8), _checked)
    if not page.has_undated:
        return [check]
    undated = _money(_("年度待定"), year_end=True)
    return [_Field(undated, lambda row: row.undated, page.total_undated), check]


def _listed(row: Row, year: int, amount: Money) -> Cell:
    cell = row.cell(year)
    if cell.listed:
        return amount
    return _("未列入") if cell.due else None


def _checked(row: Row) -> Cell:
    if row.check is None:
        return None
    if not row.check.holds:
        return _("不平")
    is_actual = row.contract is not None and row.contract.pricing is Pricing.ACTUAL
    return _("据实") if is_actual else _("平")


def year_end_sheets(page: YearEndPage) -> tuple[Sheet, Sheet]:
    """What is to be decided, and what is left on the lines."""
    return _sweep(page), _rests(page)


def _sweep(page: YearEndPage) -> Sheet:
    return Sheet(
        title=_("未付款项逐笔决定"),
        columns=[
            Column(_("项目编号"), width=12),
            Column(_("项目名称"), width=36),
            Column(_("合同编号")),
            Column(_("付款节点"), width=24),
            _money(_("未付")),
            Column(_("应付日"), Kind.DATE),
            Column(_("最迟支付日"), Kind.DATE),
            Column(_("决定"), width=40),
        ],
        rows=[_item(item) for item in page.items],
        totals=[_("合计"), None, None, None, page.total_open, None, None, None],
        notes=[_("%(year)s年终处理", year=page.year.year), _("金额单位：元")],
    )


def _item(item: SweepItem) -> Sequence[Cell]:
    decisions = (
        f"{one.decided_on} {i18n.label(one.choice.label)} {one.amount} {one.reason}"
        for one in item.decisions
    )
    return (
        item.project_code,
        item.project_name,
        item.contract_number,
        _("第%(no)s笔 %(name)s", no=item.no, name=item.name),
        item.open,
        item.due_on,
        item.pay_by_on,
        "\n".join(decisions) or _("待决定"),
    )


def _rests(page: YearEndPage) -> Sheet:
    return Sheet(
        title=_("到位未支出的预算"),
        columns=[
            Column(_("项目编号"), width=12),
            Column(_("项目、类别"), width=36),
            Column(_("资金来源"), width=24),
            Column(_("指标文号"), width=24),
            _money(_("到位")),
            _money(_("已支出")),
            _money(_("已转出")),
            _money(_("剩余")),
        ],
        rows=[_rest(line) for line in page.lines],
        notes=[_("%(year)s年终处理", year=page.year.year), _("金额单位：元")],
    )


def _rest(line: LineRest) -> Sequence[Cell]:
    return (
        line.project_code,
        line.title,
        line.fund_source,
        line.quota_number,
        line.allotted,
        line.spent,
        line.moved_out,
        line.left,
    )
