"""付款申请: the form, the page with evidence and history, the list, and the printed sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import NotFound, RuleViolation, Violations
from tracker.payments import queries, service
from tracker.payments.forms.applications import ApplyForm, StepForm
from tracker.payments.queries.application_pages import ApplyPage
from tracker.payments.rules import applying, lists
from tracker.payments.rules.lists import ApplicationView
from tracker.payments.views.blueprint import bp
from tracker.payments.views.shown import filtered, pager, tabs


@bp.route("/instalments/<int:instalment_id>/applications/new", methods=["GET", "POST"])
@requires("payments.apply")
def apply(instalment_id: int) -> ResponseReturnValue:
    today, form = clock.today(), ApplyForm()
    if not form.is_submitted():
        page = queries.apply_page(instalment_id, today)
        form.offer(page.lines, page.invoices)
        form.propose(page.usual)
        return render_template("payments/apply.html", form=form, page=page)
    page = queries.apply_page(instalment_id, today, form.request)
    form.offer(page.lines, page.invoices)
    if form.preview.data:
        return render_template("payments/apply.html", form=form, page=page)
    if not form.validate():
        return _refuse(form, page)
    try:
        application_id = service.apply(instalment_id, current_user.actor, form.command)
    except RuleViolation as error:
        show_errors(form, error)
        return render_template("payments/apply.html", form=form, page=page), 422
    flash(_("已提交付款申请%(amount)s元，等待审核", amount=form.amount.data), "success")
    return redirect(url_for("payments.application", application_id=application_id), code=303)


def _refuse(form: ApplyForm, page: ApplyPage) -> ResponseReturnValue:
    """What could be read is judged as well, so that every mistake is shown at once."""
    found = applying.violations(page.case, form.request, page.exhibits, clock.today())
    shown = {name for name, errors in form.errors.items() if errors}
    show_errors(form, Violations([error for error in found if error.field not in shown]))
    return render_template("payments/apply.html", form=form, page=page), 422


Step = Callable[[int, Actor, str], None]
STEPS: Mapping[str, tuple[Step, object]] = {
    "approve": (service.approve, _l("已审核通过，财务可以登记付款")),
    "send_back": (service.send_back, _l("已退回，申请人会看到你的意见")),
    "withdraw": (service.withdraw, _l("已撤回，本笔可以重新申请")),
    "revoke": (service.revoke, _l("已撤销审核，本笔可以重新申请")),
}


@bp.get("/payment-applications/<int:application_id>")
@requires("payments.read")
def application(application_id: int) -> ResponseReturnValue:
    page = queries.application_page(application_id, current_user.actor)
    return render_template("payments/application.html", form=StepForm(), page=page)


@bp.post("/payment-applications/<int:application_id>")
@requires("payments.read")
def decide(application_id: int) -> ResponseReturnValue:
    """Approve, return, withdraw or revoke: each use case asks for its own permission."""
    form = StepForm()
    if form.step.data not in STEPS:
        raise NotFound
    step, told = STEPS[form.step.data]
    if form.validate():
        try:
            step(application_id, current_user.actor, form.opinion.data or "")
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(str(told), "success")
            url = url_for("payments.application", application_id=application_id)
            return redirect(url, code=303)
    page = queries.application_page(application_id, current_user.actor)
    return render_template("payments/application.html", form=form, page=page), 422


@bp.get("/payment-applications/<int:application_id>/sheet")
@requires("payments.read")
def sheet(application_id: int) -> ResponseReturnValue:
    page = queries.application_page(application_id, current_user.actor)
    return render_template("payments/sheet.html", page=page)


@bp.get("/payment-applications/")
@requires("payments.read")
def applications() -> ResponseReturnValue:
    actor = current_user.actor
    asked = lists.read(request.args)
    view, unknown = lists.chosen(ApplicationView, asked.view, queries.usual_view(actor))
    found = queries.applications(asked, view, actor)
    return render_template(
        "payments/applications.html",
        asked=asked,
        found=found,
        tabs=tabs("payments.applications", ApplicationView, view, found.counts),
        pager=pager("payments.applications", found.place),
        problems=filtered(asked, unknown, found.place),
        years=queries.years_applied(),
    )
