"""The form of an award that has no tender on record."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.procurement import queries, service
from tracker.procurement.forms.awards import AwardForm
from tracker.procurement.views.blueprint import bp


@bp.route("/projects/<code>/awards/new", methods=["GET", "POST"])
@requires("awards.record")
def new_award(code: str) -> ResponseReturnValue:
    page = queries.award_page(code, current_user.actor)
    form = AwardForm(data={"years": 1, "notice_on": clock.today()})
    form.offer(queries.supplier_choices())
    if form.validate_on_submit():
        try:
            service.record_award(page.project.id, form.details, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已登记采购结果，项目等待签订合同"), "success")
            return redirect(url_for("overview.project", code=code), code=303)
    html = render_template("procurement/new_award.html", form=form, page=page)
    return html, 422 if form.errors else 200
