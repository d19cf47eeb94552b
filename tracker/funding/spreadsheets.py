"""年终处理 as a spreadsheet, in 元."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from tracker.funding.queries.pages import LineRest, SweepItem, YearEndPage
from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet


def _money(heading: str) -> Column:
    return Column(heading, Kind.MONEY)


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
