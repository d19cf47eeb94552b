"""验收台账 as a spreadsheet, with the columns that the bureau asks for."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from tracker.acceptance.rules.ledger import Ledger, Row
from tracker.infra import i18n
from tracker.infra.documents import xlsx
from tracker.infra.documents.xlsx import Column, Kind, Sheet


def sheet(ledger: Ledger, words: str) -> Sheet:
    """The rows as the page shows them; ``words`` tells the filters."""
    return Sheet(
        title=_("验收台账"),
        columns=[
            Column(_("序号"), Kind.INTEGER, width=6),
            Column(_("项目名称"), width=34),
            Column(_("合同编号"), width=20),
            Column(_("验收阶段"), width=14),
            Column(_("验收日期"), Kind.DATE),
            Column(_("验收成员"), width=34),
            Column(_("验收意见"), width=12),
            Column(_("整改期限"), Kind.DATE),
            Column(_("复验日期"), Kind.DATE),
            Column(_("验收书编号"), width=18),
            Column(_("对应付款（元）"), Kind.MONEY),
        ],
        rows=_rows(ledger),
        notes=[words] if words else [],
    )


def _rows(ledger: Ledger) -> Iterator[list[xlsx.Cell]]:
    between = ", " if i18n.lang() == "en" else "、"
    for no, row in enumerate(ledger.rows, 1):
        yield [
            no,
            row.project_name,
            row.contract_number,
            _stage(row),
            row.on,
            between.join(row.members),
            row.state.label,
            row.rectify_by,
            row.accepted_again_on,
            row.number,
            row.amount,
        ]


def _stage(row: Row) -> str:
    kind = i18n.label(row.kind.label)
    return _("%(kind)s（复验）", kind=kind) if row.round_no > 1 else kind
