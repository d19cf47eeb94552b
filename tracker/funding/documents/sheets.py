"""The matrix and the budget request as sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from tracker.funding.documents.words import request_notes, total_words
from tracker.funding.rules.matrix import Row
from tracker.funding.rules.page import FundingPage
from tracker.funding.rules.request import Request
from tracker.funding.rules.request import Row as RequestRow
from tracker.infra import i18n
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet


def matrix_sheet(page: FundingPage) -> Sheet:
    """The matrix as filtered and sorted, every row of it."""
    return Sheet(
        title=_("跨年资金安排"),
        columns=list(_matrix_columns(page)),
        rows=[list(_matrix_row(page, row)) for row in page.rows],
        totals=_matrix_totals(page),
        notes=[_("应付=合同节点，差额=预算−应付；缺口不与其他合同的余额相抵")],
    )


def _matrix_columns(page: FundingPage) -> Iterable[Column]:
    year, planned = page.year, page.planned
    yield Column(_("项目编号"), width=12)
    yield Column(_("项目"), width=34)
    yield Column(_("合同编号"), width=20)
    yield Column(_("合同金额（元）"), Kind.MONEY)
    yield Column(_("以前年度已付（元）"), Kind.MONEY)
    yield Column(_("%(year)s应付（元）", year=year), Kind.MONEY, year_end=True)
    yield Column(_("%(year)s到位（元）", year=year), Kind.MONEY)
    yield Column(_("%(year)s已付（元）", year=year), Kind.MONEY)
    yield Column(_("%(year)s缺（元）", year=year), Kind.MONEY)
    yield Column(_("%(year)s余（元）", year=year), Kind.MONEY)
    yield Column(_("%(year)s应付（元）", year=planned), Kind.MONEY, year_end=True)
    yield Column(_("%(year)s已列（元）", year=planned), Kind.MONEY)
    yield Column(_("%(year)s缺（元）", year=planned), Kind.MONEY)
    yield Column(_("%(year)s余（元）", year=planned), Kind.MONEY)
    for later in page.later:
        yield Column(_("%(year)s应付（元）", year=later), Kind.MONEY, year_end=True)
    yield Column(_("年度待定（元）"), Kind.MONEY)
    yield Column(_("核对"), width=10)


def _matrix_row(page: FundingPage, row: Row) -> Iterable[Cell]:
    executed, planned = row.cell(page.year), row.cell(page.planned)
    yield row.project.code
    yield row.project.name
    yield row.contract.number if row.contract else _("未签合同")
    yield row.amount if row.contract else None
    yield page.earlier(row)
    yield from (executed.due, executed.allotted, executed.paid)
    yield from (executed.cash_gap, executed.cash_surplus)
    yield planned.due
    yield planned.budgeted if planned.listed else _("未列入")
    yield from (planned.gap, planned.surplus)
    yield from (row.cell(year).due for year in page.later)
    yield row.undated
    yield _checked(row)


def _checked(row: Row) -> str:
    if row.check is None:
        return ""
    return _("平") if row.check.holds else _("不平")


def _matrix_totals(page: FundingPage) -> Sequence[Cell]:
    executed, planned = page.sums(page.year), page.sums(page.planned)
    return [
        _("合计%(count)s项", count=len(page.rows)),
        None,
        None,
        page.total_amount,
        page.total_earlier,
        executed.due,
        executed.allotted,
        executed.paid,
        executed.cash_gap,
        executed.cash_surplus,
        planned.due,
        planned.budgeted,
        planned.gap,
        planned.surplus,
        *(page.sums(year).due for year in page.later),
        page.total_undated,
        None,
    ]


def request_sheets(form: Request) -> list[Sheet]:
    """The form, and each instalment it rests on."""
    whole = Sheet(
        title=_("预算申报表"),
        columns=_request_columns(form.year),
        rows=[list(_request_row(number, row)) for number, row in enumerate(form.rows, 1)],
        totals=[
            None,
            total_words(form),
            None,
            form.amount,
            form.before,
            form.total.due,
            form.listed,
            form.missing,
            form.after,
            None,
        ],
        notes=[*request_notes(form), _("校验码 %(code)s", code=form.code)],
    )
    return [whole, _parts_sheet(form)]


def _request_columns(year: int) -> list[Column]:
    return [
        Column(_("序"), Kind.INTEGER, width=6),
        Column(_("项目"), width=34),
        Column(_("合同编号"), width=20),
        Column(_("合同金额（元）"), Kind.MONEY),
        Column(_("%(year)s应付（元）", year=year - 1), Kind.MONEY),
        Column(_("%(year)s应付（元）", year=year), Kind.MONEY, year_end=True),
        Column(_("其中：已列（元）"), Kind.MONEY),
        Column(_("其中：须补列（元）"), Kind.MONEY),
        Column(_("%(year)s应付（元）", year=year + 1), Kind.MONEY, year_end=True),
        Column(_("%(year)s年付款依据", year=year), width=40),
    ]


def _request_row(number: int, row: RequestRow) -> Iterable[Cell]:
    yield from (number, row.project.name, row.contract)
    yield from (row.amount, row.before, row.due, row.listed, row.missing, row.after)
    yield _("；").join(i18n.label(part.basis) for part in row.parts)


def _parts_sheet(form: Request) -> Sheet:
    return Sheet(
        title=_("逐笔付款依据"),
        columns=[
            Column(_("项目"), width=34),
            Column(_("合同编号"), width=20),
            Column(_("笔次"), Kind.INTEGER, width=6),
            Column(_("名称"), width=16),
            Column(_("比例"), width=8),
            Column(_("付款条件"), width=36),
            Column(_("应付日"), Kind.DATE),
            Column(_("应付（元）"), Kind.MONEY),
        ],
        rows=[
            [
                row.project.name,
                row.contract,
                part.no,
                part.name,
                part.share,
                part.condition,
                part.due_on,
                part.amount,
            ]
            for row in form.rows
            for part in row.parts
        ],
        totals=[_("合计%(parts)s笔", parts=form.count), *[None] * 6, form.total.due],
    )
