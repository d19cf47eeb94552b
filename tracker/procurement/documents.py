"""供应商 as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra.documents.xlsx import Column, Kind, Sheet

if TYPE_CHECKING:
    from tracker.procurement.queries import SupplierView


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
