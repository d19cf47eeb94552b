"""The budget request on paper."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.funding.documents.words import request_notes, request_title, total_words
from tracker.funding.rules.request import Request
from tracker.infra import filters, i18n
from tracker.infra.documents.paper import Column, Ink, Paper, Table, Words
from tracker.kernel.money import Money


def request_paper(form: Request) -> Paper:
    """The form to be signed, and each instalment it rests on."""
    return Paper(
        title=request_title(form),
        unit=_("单位：%(unit)s", unit=form.unit),
        number=_("数据截至：%(day)s　金额单位：元", day=filters.day(form.as_of)),
        blocks=[
            _request_table(form),
            Words(_("说明"), [f"{no}. {note}" for no, note in enumerate(request_notes(form), 1)]),
            Ink([_("编制人"), _("财务负责人"), _("单位负责人"), _("年　月　日（盖章）")]),
            _parts_table(form),
        ],
        footer=_("校验码 %(code)s", code=form.code),
        landscape=True,
    )


def _columns(year: int) -> list[Column]:
    return [
        Column(_("序"), 1),
        Column(_("项目"), 6),
        Column(_("合同金额"), 4, is_number=True),
        Column(_("%(year)s年应付", year=year - 1), 4, is_number=True),
        Column(_("%(year)s年应付", year=year), 4, is_number=True),
        Column(_("其中：已列"), 4, is_number=True),
        Column(_("其中：须补列"), 4, is_number=True),
        Column(_("%(year)s年应付", year=year + 1), 4, is_number=True),
        Column(_("%(year)s年付款依据", year=year), 5),
    ]


def _request_table(form: Request) -> Table:
    return Table(
        title="",
        columns=_columns(form.year),
        rows=[
            [
                str(number),
                row.project.name,
                str(row.amount),
                _or_dash(row.before),
                str(row.due),
                str(row.listed),
                f"▲{row.missing}" if row.missing else "—",
                _or_dash(row.after),
                _("；").join(i18n.label(part.basis) for part in row.parts),
            ]
            for number, row in enumerate(form.rows, 1)
        ],
        total=[
            "",
            total_words(form),
            str(form.amount),
            str(form.before),
            str(form.total.due),
            str(form.listed),
            f"▲{form.missing}" if form.missing else "—",
            _or_dash(form.after),
            "",
        ],
        empty=_("已签合同在%(year)s年没有应付款。", year=form.year),
    )


def _parts_table(form: Request) -> Table:
    return Table(
        title=_("附：逐笔付款依据"),
        columns=[
            Column(_("项目"), 6),
            Column(_("合同编号"), 4),
            Column(_("付款节点"), 4),
            Column(_("付款条件"), 6),
            Column(_("应付日"), 3),
            Column(_("金额"), 4, is_number=True),
        ],
        rows=[
            [
                row.project.name,
                row.contract,
                _("第%(no)s笔 %(name)s%(share)s", no=part.no, name=part.name, share=part.share),
                i18n.label(part.condition),
                filters.day(part.due_on),
                str(part.amount),
            ]
            for row in form.rows
            for part in row.parts
        ],
        total=[_("合计"), "", "", "", "", str(form.total.due)],
    )


def _or_dash(amount: Money) -> str:
    return str(amount) if amount else "—"
