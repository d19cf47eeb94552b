"""Forms of the step log: a step, one left out, a correction."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n
from tracker.infra.forms import accepted
from tracker.infra.web import requires, takes_files
from tracker.procurement import queries, service
from tracker.procurement.forms.steps import SkipForm, StepForm, rows_asked, step_form
from tracker.procurement.queries import StepPage
from tracker.procurement.rules.log import Entry
from tracker.procurement.views.blueprint import bp


@bp.route("/tenders/<int:tender_id>/steps/<step>", methods=["GET", "POST"])
@requires("procurement.log_step")
@takes_files
def log_step(tender_id: int, step: str) -> ResponseReturnValue:
    page = queries.step_page(tender_id, step, current_user.actor)
    form = _form(page)
    actor = current_user.actor
    return _answered(
        page, form, lambda: service.log_step(tender_id, form.entry(), form.papers, actor)
    )


@bp.route("/step-records/<int:record_id>/correct", methods=["GET", "POST"])
@requires("procurement.correct_step")
@takes_files
def correct_step(record_id: int) -> ResponseReturnValue:
    page = queries.correction_page(record_id, current_user.actor)
    form = _form(page)
    actor = current_user.actor
    return _answered(
        page, form, lambda: service.correct_step(record_id, form.entry(), form.papers, actor)
    )


@bp.route("/tenders/<int:tender_id>/steps/<step>/skip", methods=["GET", "POST"])
@requires("procurement.log_step")
def skip_step(tender_id: int, step: str) -> ResponseReturnValue:
    page = queries.step_page(tender_id, step, current_user.actor)
    form = SkipForm()

    def skip() -> None:
        entry = Entry(step, clock.today(), explanation=form.explanation.data, skipped=True)
        service.log_step(tender_id, entry, (), current_user.actor)

    if accepted(form, skip):
        flash(_("已跳过“%(step)s”，原因已记录", step=i18n.label(page.step.label)), "success")
        return redirect(url_for("procurement.tender", tender_id=tender_id), code=303)
    body = render_template("procurement/skip_step.html", form=form, page=page)
    return body, 422 if form.errors else 200


def _form(page: StepPage) -> StepForm:
    rows = max(rows_asked(request.form), page.rows)
    suppliers = queries.supplier_keys()
    form = step_form(page.step, suppliers, page.wrong, clock.today(), rows)
    form.answers.offer(
        [(key, i18n.label(label)) for key, label in page.waiting], blank=len(page.waiting) != 1
    )
    return form


def _answered(page: StepPage, form: StepForm, save: Callable[[], object]) -> ResponseReturnValue:
    """The tender's page once the step is saved; else the form, perhaps with more rows."""
    adds_rows = request.form.get("do") == "rows"
    if not adds_rows and accepted(form, save):
        flash(_("已登记“%(step)s”", step=i18n.label(page.step.label)), "success")
        return redirect(url_for("procurement.tender", tender_id=page.tender_id), code=303)
    names = [name for _uid, name in queries.supplier_keys()]
    body = render_template("procurement/step.html", form=form, page=page, names=names)
    return body, 422 if form.errors else 200
