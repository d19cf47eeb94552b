"""操作日志 as a spreadsheet: one row an entry, its changes in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Column, Kind, Sheet

if TYPE_CHECKING:
    from tracker.history.queries.told import Entry, Row, Told


def log_sheet(entries: Iterable[Entry], title: str) -> Sheet:
    """Entries are read while they are written, however many there are."""
    return Sheet(
        title=title,
        columns=[
            Column(_("序号"), Kind.INTEGER),
            Column(_("时间"), Kind.MOMENT),
            Column(_("人员"), width=12),
            Column(_("操作"), width=16),
            Column(_("内容"), width=30),
            Column(_("对象"), width=12),
            Column(_("名称"), width=30),
            Column(_("项目"), width=30),
            Column(_("改动"), width=60),
            Column(_("原因"), width=30),
        ],
        rows=(
            (
                entry.seq,
                entry.at,
                entry.who,
                entry.action,
                entry.detail,
                entry.kind,
                entry.subject,
                entry.project or "",
                "\n".join(line for row in entry.rows for line in _lines(row)),
                entry.reason,
            )
            for entry in entries
        ),
    )


def _lines(row: Row) -> Iterable[str]:
    kind, name = i18n.label(row.kind), i18n.label(row.name)
    yield _("新增%(kind)s", kind=kind) + f" {name}" if row.is_new else f"{kind} {name}"
    yield from (f"  {_told(one)}" for one in row.columns)


def _told(one: Told) -> str:
    before = f"{i18n.label(one.before)} → " if one.before else ""
    return f"{i18n.label(one.column)}：{before}{i18n.label(one.after)}"
