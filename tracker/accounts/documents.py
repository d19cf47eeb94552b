"""人员 as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.infra import i18n
from tracker.infra.documents.xlsx import Column, Sheet

if TYPE_CHECKING:
    from tracker.accounts.queries import PersonView


def people_sheet(people: Sequence[PersonView], q: str, *, active: bool) -> Sheet:
    """The people that the page shows: those in use or those put out of use, looked for by ``q``."""
    state = _("在用") if active else _("已停用")
    return Sheet(
        title=_("人员"),
        columns=[
            Column(_("姓名"), width=12),
            Column(_("职务"), width=16),
            Column(_("账号"), width=16),
            Column(_("科室")),
            Column(_("角色"), width=36),
            Column(_("代理人"), width=12),
        ],
        rows=[
            (
                person.name,
                person.post,
                person.login,
                person.department,
                "、".join(i18n.label(role.label) for role in person.roles),
                person.deputy,
            )
            for person in people
        ],
        notes=[_("筛选：%(words)s", words="，".join(word for word in (state, q) if word))],
    )
