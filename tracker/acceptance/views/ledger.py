"""验收台账 and one's own signatures."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.acceptance.documents.ledger import sheet
from tracker.acceptance.queries.register import ledger, my_rows
from tracker.acceptance.rules.kinds import RoundKind, RoundState
from tracker.acceptance.rules.ledger import Filters
from tracker.acceptance.views.blueprint import bp
from tracker.infra import i18n
from tracker.infra.documents import xlsx
from tracker.infra.web import requires

E = TypeVar("E", bound=StrEnum)


@bp.get("/acceptance/")
@requires("acceptance.read")
def index() -> ResponseReturnValue:
    filters = _filters()
    return render_template(
        "acceptance/index.html",
        ledger=ledger(filters),
        filters=filters,
        mine=my_rows(current_user.id),
        kinds=RoundKind,
        states=RoundState,
    )


@bp.get("/acceptance/export")
@requires("acceptance.read")
def export() -> ResponseReturnValue:
    filters = _filters()
    return xlsx.send(sheet(ledger(filters), _told(filters)), _("验收台账"))


@bp.get("/acceptance/mine")
@requires("acceptance.read")
def mine() -> ResponseReturnValue:
    return render_template("acceptance/mine.html", rows=my_rows(current_user.id))


def _filters() -> Filters:
    """What the address asks for; what is none of the choices does not restrict."""
    year = request.args.get("year", type=int)
    return Filters(
        state=_member(RoundState, "state"),
        kind=_member(RoundKind, "kind"),
        year=year if year and 1900 < year < 2200 else None,
        q=request.args.get("q", "").strip()[:60],
    )


def _member(enum: type[E], name: str) -> E | None:
    text = request.args.get(name, "")
    return next((one for one in enum if one.value == text), None)


def _told(filters: Filters) -> str:
    """The filters in words, for the foot of the spreadsheet."""
    words = [i18n.label(one.label) for one in (filters.state, filters.kind) if one is not None]
    words += [str(filters.year)] if filters.year else []
    words += [filters.q] if filters.q else []
    return _("筛选：%(words)s", words=" ".join(words)) if words else ""
