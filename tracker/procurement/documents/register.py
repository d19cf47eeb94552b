"""采购台账 and 供应商 as spreadsheets: exactly the rows of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet
from tracker.procurement.rules.register import Row, Totals

if TYPE_CHECKING:
    from tracker.procurement.queries import SupplierView


def register_sheet(rows: Sequence[Row], totals: Totals, words: str) -> Sheet:
    """The rows as filtered; ``words`` says by what."""
    return Sheet(
        title=_("采购台账"),
        columns=_columns(),
        rows=(_cells(no, row) for no, row in enumerate(rows, 1)),
        totals=_totals(totals),
        notes=[_("筛选：%(words)s", words=words)] if words else [],
    )


def _columns() -> list[Column]:
    return [
        Column(_("序号"), Kind.INTEGER),
        Column(_("年度"), Kind.INTEGER),
        Column(_("项目编号"), width=12),
        Column(_("项目名称"), width=30),
        Column(_("采购内容"), width=30),
        Column(_("状态"), width=16),
        Column(_("品目编码"), width=12),
        Column(_("品目名称"), width=16),
        Column(_("预算金额（元）"), Kind.MONEY),
        Column(_("资金来源"), width=16),
        Column(_("采购方式"), width=16),
        Column(_("组织形式"), width=12),
        Column(_("代理机构"), width=20),
        Column(_("意向公开日期"), Kind.DATE),
        Column(_("采购计划编号"), width=18),
        Column(_("采购公告日期"), Kind.DATE),
        Column(_("开标（评审）日期"), Kind.DATE),
        Column(_("供应商数量"), Kind.INTEGER),
        Column(_("评审专家"), width=20),
        Column(_("成交供应商"), width=26),
        Column(_("成交金额（元）"), Kind.MONEY),
        Column(_("节约金额（元）"), Kind.MONEY),
        Column(_("节约率"), Kind.PERCENT),
        Column(_("通知书、结果公告日期"), Kind.DATE),
        Column(_("合同签订日期"), Kind.DATE),
        Column(_("合同公告日期"), Kind.DATE),
        Column(_("合同备案日期"), Kind.DATE),
        Column(_("质疑投诉情况"), width=20),
        Column(_("经办人"), width=10),
        Column(_("备注"), width=24),
    ]


def _cells(no: int, row: Row) -> list[Cell]:
    log, savings = row.log, row.savings
    return [
        no,
        row.year,
        row.code,
        row.project,
        row.title,
        row.standing.label,
        row.catalogue_code,
        row.catalogue_name,
        row.budget,
        row.fund_source,
        row.method.label,
        row.organisation.label if row.organisation else None,
        log.agency,
        log.intention_on,
        log.plan_number,
        log.notice_on,
        log.review_on,
        log.suppliers,
        "、".join(log.experts),
        row.supplier,
        row.amount,
        savings.saved if savings else None,
        savings.share if savings else None,
        row.notice_on,
        row.signed_on,
        row.published_on,
        row.filed_on,
        challenges(row),
        row.handler,
        row.note,
    ]


def challenges(row: Row) -> str:
    """质疑投诉情况 in words; nothing where there was none."""
    log = row.log
    if not log.challenges:
        return ""
    if log.open_challenges:
        return _("%(count)s项，%(open)s项待处理", count=log.challenges, open=log.open_challenges)
    return _("%(count)s项，均已处理", count=log.challenges)


def _totals(totals: Totals) -> list[Cell]:
    return list(_total_cells(totals))


def _total_cells(totals: Totals) -> Iterator[Cell]:
    yield _("合计%(count)s项", count=totals.rows)
    yield from [None] * 7
    yield totals.budget
    yield from [None] * 11
    yield totals.amount
    yield totals.saved
    yield totals.share
    yield from [None] * 7


def suppliers_sheet(suppliers: Sequence[SupplierView], q: str) -> Sheet:
    """The suppliers that the page shows; ``q`` is what was looked for."""
    return Sheet(
        title=_("供应商"),
        columns=[
            Column(_("名称"), width=36),
            Column(_("统一社会信用代码")),
            Column(_("企业规模"), width=12),
            Column(_("开户银行"), width=28),
            Column(_("银行账号"), width=26),
            Column(_("中标、成交（次）"), Kind.INTEGER, width=14),
        ],
        rows=[
            (
                one.details.name,
                one.details.credit_code,
                one.details.size.label,
                one.details.bank_name,
                one.details.bank_account,
                one.awards,
            )
            for one in suppliers
        ],
        notes=[_("筛选：%(words)s", words=q)] if q else [],
    )
