"""提醒中心 as a spreadsheet: the list of one tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Column, Kind, Sheet

if TYPE_CHECKING:
    from tracker.reminders.queries.inbox import Inbox


def inbox_sheet(page: Inbox) -> Sheet:
    """The entries that the page shows, in its order."""
    return Sheet(
        title=_("提醒中心"),
        columns=[
            Column(_("提醒"), width=44),
            Column(_("日期类型"), width=14),
            Column(_("日期"), Kind.DATE),
            Column(_("状态"), width=16),
            Column(_("金额（元）"), Kind.MONEY),
            Column(_("提醒日"), Kind.DATE),
        ],
        rows=[
            (
                entry.title,
                entry.day_is if entry.due_on else "",
                entry.due_on,
                entry.deadline.words if entry.deadline else "",
                entry.amount or None,
                entry.told_on,
            )
            for entry in page.entries
        ],
        notes=[_("筛选：%(words)s", words=i18n.label(page.tab.label))],
    )
