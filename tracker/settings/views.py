"""The unit's settings: its name, its fiscal years, its working days."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.backup import daily
from tracker.infra.forms import accepted, filled, show_errors
from tracker.infra.versions import differences
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.settings import queries, service
from tracker.settings.forms import (
    OFF,
    ON,
    BudgetCalendarForm,
    FiscalYearForm,
    PaymentApprovalForm,
    UnitForm,
    WorkdaysForm,
)
from tracker.settings.queries import UnitView
from tracker.settings.rules import ChangedMeanwhile, FiscalYearDraft, read_notice

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.app_context_processor
def _unit() -> dict[str, Any]:
    """The sign-in page, outside the shell, names the unit and whom to ask."""
    return {"unit_view": queries.unit}


@bp.get("/")
@requires("settings.fiscal_year")
def index() -> ResponseReturnValue:
    return render_template(
        "settings/index.html",
        unit=queries.unit(),
        fiscal_years=queries.fiscal_years(),
        budget_years=queries.budget_calendars(),
        known_years=queries.known_years(),
        backup=daily.state(),
        approvals=queries.approvals(),
    )


@bp.route("/unit", methods=["GET", "POST"])
@requires("settings.manage")
def unit() -> ResponseReturnValue:
    form = UnitForm(data=_unit_data(queries.unit()))
    version, actor = form.version.data, current_user.actor
    try:
        if accepted(form, lambda: service.set_unit(form.draft, actor, version=version)):
            flash(_("单位信息已保存"), "success")
            return redirect(url_for("settings.index"), code=303)
    except ChangedMeanwhile as error:
        stored = UnitForm(None, data=_unit_data(queries.unit()))
        return _conflict("settings/unit.html", form, stored, error)
    return render_template("settings/unit.html", form=form), 422 if form.errors else 200


@bp.route("/fiscal-years/<int(min=2000, max=2100):year>", methods=["GET", "POST"])
@requires("settings.fiscal_year")
def fiscal_year(year: int) -> ResponseReturnValue:
    form = FiscalYearForm(obj=queries.fiscal_year(year))
    version, actor = form.version.data, current_user.actor
    try:
        if accepted(
            form, lambda: service.set_fiscal_year(_draft(year, form), actor, version=version)
        ):
            flash(_("%(year)s财政年度的日期已保存", year=year), "success")
            return redirect(url_for("settings.index"), code=303)
    except ChangedMeanwhile as error:
        stored = FiscalYearForm(None, obj=queries.fiscal_year(year))
        return _conflict("settings/fiscal_year.html", form, stored, error, year=year)
    page = render_template("settings/fiscal_year.html", form=form, year=queries.fiscal_year(year))
    return page, 422 if form.errors else 200


@bp.route("/payment-approval", methods=["GET", "POST"])
@requires("settings.payment_approval")
def payment_approval() -> ResponseReturnValue:
    today = clock.today()
    approvals = queries.approvals()
    form = PaymentApprovalForm(is_on=OFF if approvals.is_on(today) else ON, since_on=today)
    if accepted(form, lambda: service.set_payment_approval(form.change, current_user.actor)):
        flash(_("付款审批的设置已保存"), "success")
        return redirect(url_for("settings.index"), code=303)
    page = render_template("settings/payment_approval.html", form=form, approvals=approvals)
    return page, 422 if form.errors else 200


@bp.route("/budget-calendar/<int(min=2000, max=2100):year>", methods=["GET", "POST"])
@requires("settings.fiscal_year")
def budget_calendar(year: int) -> ResponseReturnValue:
    days = queries.budget_calendar(year)
    shown = {step.column: None if day.provisional else day.on for step, day in days.items()}
    form = BudgetCalendarForm(data=shown)
    actor = current_user.actor
    if accepted(form, lambda: service.set_budget_calendar(year, form.announced, actor)):
        flash(_("%(year)s年预算日历已保存", year=year), "success")
        return redirect(url_for("settings.index"), code=303)
    usual = {step: step.usual(year) for step in days}
    page = render_template("settings/budget_calendar.html", form=form, year=year, usual=usual)
    return page, 422 if form.errors else 200


@bp.route("/workdays", methods=["GET", "POST"])
@requires("settings.import_workdays")
def workdays() -> ResponseReturnValue:
    form, preview = WorkdaysForm(), None
    form.take_file()
    if "import" in request.form:
        moved = []
        if accepted(form, lambda: moved.append(_import(form))):
            flash(_("放假安排已导入，%(count)s笔应付日随之改变", count=moved[0]), "success")
            return redirect(url_for("settings.index"), code=303)
    elif form.validate_on_submit():
        try:
            preview = queries.preview(read_notice(form.text.data))
        except RuleViolation as error:
            show_errors(form, error)
    page = render_template("settings/workdays.html", form=form, preview=preview)
    return page, 422 if form.errors else 200


def _unit_data(stored: UnitView) -> dict[str, Any]:
    return {**vars(stored), "former_names": "\n".join(stored.former_names)}


def _conflict(
    template: str, form: Any, stored: Any, error: ChangedMeanwhile, year: int | None = None
) -> ResponseReturnValue:
    """Both versions; the form now stands on the stored one, so that saving again is meant."""
    show_errors(form, error)
    form.version.data = stored.version.data
    shown = queries.fiscal_year(year) if year else None
    page = render_template(template, form=form, year=shown, differences=differences(form, stored))
    return page, 409


def _draft(year: int, form: FiscalYearForm) -> FiscalYearDraft:
    return FiscalYearDraft(
        year,
        filled(form.plan_deadline_on.data),
        filled(form.payment_deadline_on.data),
        form.provisional.data,
    )


def _import(form: WorkdaysForm) -> int:
    source = form.source.data or ""
    return service.import_workdays(form.text.data, source, current_user.actor)
