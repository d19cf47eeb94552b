"""操作日志: read-only pages of the audit chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.history import documents, queries
from tracker.history.queries import HistoryPage
from tracker.history.rules import filters
from tracker.history.rules.filters import ACTIONS, Filters
from tracker.history.rules.kinds import KINDS
from tracker.infra.documents import xlsx
from tracker.infra.web import requires

bp = Blueprint("history", __name__, url_prefix="/history")


@dataclass(frozen=True)
class Links:
    """Addresses that differ from the present one in where the page begins."""

    here: str
    newer: str = ""
    older: str = ""
    newest: str = ""


@bp.get("/")
@requires("audit.read")
def index() -> ResponseReturnValue:
    asked, problems = filters.read(request.args)
    if xlsx.is_asked():
        title = _("操作日志")
        return xlsx.send(documents.log_sheet(queries.log_entries(asked), title), title)
    page = queries.page_of_log(asked)
    return _render(replace(page, problems=(*problems, *page.problems)), url_for(".index"))


@bp.get("/records/<uuid:uid>")
@requires("projects.read")
def record(uid: UUID) -> ResponseReturnValue:
    """Who may read the record may read its history; the query checks which record it is."""
    asked, problems = filters.read(request.args)
    page = queries.page_of_record(str(uid), asked, current_user.actor)
    if xlsx.is_asked():
        entries = queries.record_entries(str(uid), asked)
        return xlsx.send(documents.log_sheet(entries, _("操作日志")), _("操作日志"))
    page = replace(page, problems=(*problems, *page.problems))
    return _render(page, url_for(".record", uid=uid))


@bp.get("/verify")
@requires("audit.read")
def verify() -> ResponseReturnValue:
    return render_template("history/verify.html", page=queries.verdict_page())


def _render(page: HistoryPage, here: str) -> str:
    def to(asked: Filters) -> str:
        query = urlencode(filters.write(asked))
        return f"{here}?{query}" if query else here

    asked, entries = page.filters, page.entries
    links = Links(
        here=here,
        newer=to(asked.newer_than(entries[0].seq)) if page.has_newer and entries else "",
        older=to(asked.older_than(entries[-1].seq)) if page.has_older and entries else "",
        newest=to(asked.newest()) if page.has_newer else "",
    )
    return render_template(
        "history/index.html", page=page, links=links, kinds=KINDS, actions=ACTIONS
    )
