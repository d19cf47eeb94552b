"""付款申请, 发票登记簿 and 支付台账 as spreadsheets: the rows of the page's filter, in 元."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.payments.rules.lists import Asked

if TYPE_CHECKING:
    from tracker.payments.queries.applications import ApplicationList, ApplicationRow
    from tracker.payments.queries.invoices import InvoiceList, InvoiceRow
    from tracker.payments.queries.ledger import Ledger, LedgerRow

YES, NO = Label("是", "Yes"), Label("否", "No")
MILLION = Decimal(1_000_000)


def applications_sheet(found: ApplicationList, asked: Asked) -> Sheet:
    """The applications that the page shows, all pages of them."""
    return Sheet(
        title=_("付款申请"),
        columns=[
            Column(_("申请编号"), width=14),
            Column(_("项目编号"), width=12),
            Column(_("项目名称"), width=36),
            Column(_("合同编号"), width=20),
            Column(_("期次"), Kind.INTEGER, width=8),
            Column(_("付款节点"), width=16),
            Column(_("付款事由"), width=36),
            Column(_("收款人"), width=28),
            Column(_("申请金额（元）"), Kind.MONEY),
            Column(_("应付日"), Kind.DATE),
            Column(_("申请人"), width=10),
            Column(_("申请日期"), Kind.DATE),
            Column(_("审核人"), width=10),
            Column(_("审核日期"), Kind.DATE),
            Column(_("状态"), width=16),
            Column(_("意见"), width=36),
        ],
        rows=(_application(row) for row in found.rows),
        totals=_totals(_("合计%(count)s份", count=found.place.count), found.total, 8, 16),
        notes=_notes(_shown(found.view.label), asked),
    )


def _application(row: ApplicationRow) -> Sequence[Cell]:
    return (
        row.number,
        row.project_code,
        row.project_name,
        row.contract_number,
        row.part,
        row.part_name,
        row.reason,
        row.payee,
        row.amount,
        row.due_on,
        row.applicant,
        row.applied_on,
        row.approver,
        row.approved_on,
        row.state.label,
        row.opinion,
    )


def invoices_sheet(found: InvoiceList, asked: Asked) -> Sheet:
    """The invoices that the page shows, all pages of them; voided ones are not in the total."""
    return Sheet(
        title=_("发票登记簿"),
        columns=[
            Column(_("发票代码"), width=14),
            Column(_("发票号码"), width=22),
            Column(_("供应商"), width=28),
            Column(_("项目编号"), width=12),
            Column(_("项目名称"), width=36),
            Column(_("合同编号"), width=20),
            Column(_("期次"), Kind.INTEGER, width=8),
            Column(_("付款节点"), width=16),
            Column(_("发票金额（元）"), Kind.MONEY),
            Column(_("开票日期"), Kind.DATE),
            Column(_("收到日期"), Kind.DATE),
            Column(_("付款申请"), width=14),
            Column(_("已付"), width=8),
            Column(_("作废日期"), Kind.DATE),
            Column(_("作废原因"), width=24),
            Column(_("情况说明"), width=24),
        ],
        rows=(_invoice(row) for row in found.rows),
        totals=_totals(_("合计（不含作废）"), found.total, 8, 16),
        notes=_notes(_shown(found.view.label), asked),
    )


def _invoice(row: InvoiceRow) -> Sequence[Cell]:
    return (
        row.code,
        row.number,
        row.supplier,
        row.project_code,
        row.project_name,
        row.contract_number,
        row.part,
        row.part_name,
        row.amount,
        row.issued_on,
        row.received_on,
        row.application_number,
        YES if row.is_paid else NO,
        row.voided_on,
        row.void_reason,
        row.explanation,
    )


def ledger_sheet(found: Ledger, asked: Asked, year: int | None) -> Sheet:
    """支付台账 with every column that there are facts for (DOMAIN 6)."""
    shown = _("%(year)s年度", year=year) if year else _("全部年度")
    columns, words = _ledger_columns(), _("合计%(count)s笔", count=found.place.count)
    return Sheet(
        title=_("支付台账"),
        columns=columns,
        rows=(_payment(row) for row in found.rows),
        totals=_totals(words, found.total, LEDGER_MONEY_AT, len(columns)),
        notes=_notes(shown, asked),
    )


LEDGER_MONEY_AT = 21  # where 实付金额 stands


def _ledger_columns() -> list[Column]:
    return [
        Column(_("序号"), Kind.INTEGER, width=10),
        Column(_("年度"), Kind.INTEGER, width=8),
        Column(_("项目名称"), width=36),
        Column(_("合同编号"), width=20),
        Column(_("供应商"), width=28),
        Column(_("期次"), Kind.INTEGER, width=8),
        Column(_("付款条件"), width=24),
        Column(_("计划比例"), Kind.PERCENT, width=10),
        Column(_("计划金额（元）"), Kind.MONEY),
        Column(_("计划付款日期"), Kind.DATE),
        Column(_("预算指标文号"), width=18),
        Column(_("功能科目"), width=12),
        Column(_("经济科目"), width=12),
        Column(_("验收书编号"), width=18),
        Column(_("发票号码"), width=22),
        Column(_("发票日期"), Kind.DATE),
        Column(_("发票金额（元）"), Kind.MONEY),
        Column(_("收票日期"), Kind.DATE),
        Column(_("申请日期"), Kind.DATE),
        Column(_("审批日期"), Kind.DATE),
        Column(_("付款类型"), width=10),
        Column(_("实付金额（元）"), Kind.MONEY),
        Column(_("支付日期"), Kind.DATE),
        Column(_("支付凭证号"), width=18),
        Column(_("累计已付（元）"), Kind.MONEY),
        Column(_("累计支付比例"), Kind.PERCENT, width=12),
        Column(_("未付余额（元）"), Kind.MONEY),
        Column(_("是否跨年度"), width=12),
        Column(_("逾期天数"), Kind.INTEGER, width=10),
        Column(_("备注"), width=36),
        Column(_("特批人"), width=10),
        Column(_("特批理由"), width=36),
    ]


def _payment(row: LedgerRow) -> Sequence[Cell]:
    invoice, application = row.invoice, row.application
    return (
        row.no,
        row.year,
        row.project_name,
        row.contract_number,
        row.supplier,
        row.part,
        row.condition,
        row.ratio / MILLION if row.ratio is not None else None,
        row.planned,
        row.due_on,
        row.quota_number,
        row.functional_code,
        row.economic_code,
        row.certificate or None,
        invoice.number if invoice else None,
        invoice.issued_on if invoice else None,
        invoice.amount if invoice else None,
        invoice.received_on if invoice else None,
        application.applied_on if application else None,
        application.approved_on if application else None,
        row.kind.label,
        row.amount,
        row.paid_on,
        row.voucher,
        row.paid_so_far,
        row.share / 100,
        row.unpaid,
        YES if row.crosses_year else NO,
        row.days_late,
        row.note,
        row.override_by,
        row.override_reason,
    )


def _totals(words: str, total: Money, at: int, columns: int) -> list[Cell]:
    """A line with the words first and the total in column ``at``."""
    line: list[Cell] = [words, *[None] * (columns - 1)]
    line[at] = total
    return line


def _shown(label: Label) -> str:
    return i18n.label(label)


def _notes(shown: str, asked: Asked) -> list[str | Label]:
    """The filter as people read it."""
    words = (shown, asked.query, asked.project, asked.supplier)
    text = "，".join(word for word in words if word)
    if asked.year is not None and str(asked.year) not in text:
        text = f"{text}，{asked.year}"
    return [_("筛选：%(words)s", words=text)]
