"""试算: try other expected days, then save them as estimates or throw them away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.contracts.service.estimates import estimate_together
from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import Conflict, RuleViolation
from tracker.overview import queries
from tracker.overview.forms import SaveTrialForm
from tracker.overview.queries import WhatIf
from tracker.overview.rules import what_if as rules
from tracker.overview.rules.what_if import Asked
from tracker.overview.views.blueprint import bp


@bp.get("/funding/what-if")
@requires("funding.read")
def what_if() -> ResponseReturnValue:
    today = clock.today()
    asked = rules.read(request.args, today)
    shown = tuple(request.args.getlist("part", type=int))[: rules.MOST_MOVES]
    page = queries.what_if(asked, request.args.get("q", "").strip(), shown, today)
    return _render(page, SaveTrialForm()), 422 if asked.errors else 200


@bp.post("/funding/what-if/<int:project_id>")
@requires("contracts.estimate")
def save_what_if(project_id: int) -> ResponseReturnValue:
    """Save the days tried for one project as estimates; those of others can still be tried on."""
    asked = rules.read(request.form, clock.today())
    form = SaveTrialForm()
    own = queries.moves_of(project_id, asked)
    if not asked.errors and form.validate_on_submit():
        try:
            estimate_together(project_id, own, asked.seen, current_user.actor, form.reason.data)
        except (RuleViolation, Conflict) as error:
            show_errors(form, error)
        else:
            flash(_("已把试算的日期保存为预计日期（%(count)s笔）", count=len(own)), "success")
            return redirect(_onward(asked, own))
    page = queries.what_if(asked, "", (), clock.today())
    return _render(page, form, project_id), 409 if page.overtaken else 422


def _onward(asked: Asked, saved: Mapping[int, date]) -> str:
    """The trial of what is left, or the page of funding."""
    left = {key: day for key, day in asked.moves.items() if key not in saved}
    if not left:
        return url_for("funding.show")
    fields: dict[str, Any] = {f"{rules.TO}{key}": day for key, day in left.items()}
    return url_for("overview.what_if", **fields)


def _render(page: WhatIf, form: SaveTrialForm, saving: int | None = None) -> str:
    return render_template("overview/what_if.html", page=page, form=form, saving=saving)
