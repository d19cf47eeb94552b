"""The form of an award that has no tender on record."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.procurement import queries, service
from tracker.procurement.forms.awards import AwardForm, CorrectAwardForm
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


@bp.route("/awards/<int:award_id>/correct", methods=["GET", "POST"])
@requires("awards.correct")
def correct_award(award_id: int) -> ResponseReturnValue:
    page = queries.corrected_award(award_id, current_user.actor)
    form = CorrectAwardForm(data={**vars(page.details), "version": page.version})
    form.offer(queries.supplier_choices())

    def correct() -> None:
        version, reason = form.version.data, form.reason.data
        service.correct_award(award_id, form.details, version, reason, current_user.actor)

    if accepted(form, correct):
        flash(_("已更正采购结果"), "success")
        return redirect(url_for("overview.project", code=page.project.code), code=303)
    html = render_template("procurement/correct_award.html", form=form, page=page)
    return html, 422 if form.errors else 200
