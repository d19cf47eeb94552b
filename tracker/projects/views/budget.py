"""Budget lines and their entries: of one project, and of basic expenditure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n
from tracker.infra.documents import xlsx
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.projects import documents, queries, service
from tracker.projects.forms.budget import (
    BasicEntryForm,
    BasicLineForm,
    EntryForm,
    LineForm,
    usual_line,
)
from tracker.projects.queries import LineView, YearBudget
from tracker.projects.rules import FIRST_YEAR, LAST_YEAR
from tracker.projects.views.blueprint import bp


@bp.get("/projects/<code>/budget")
@requires("budget.read")
def budget(code: str) -> ResponseReturnValue:
    page = queries.budget_page(code)
    if xlsx.is_asked():
        about = f"{page.project.code} {page.project.name}"
        name = _("预算%(code)s", code=page.project.code)
        return xlsx.send(documents.budget_sheets(page.years, about), name)
    form = _entry_form(EntryForm, page.years)
    return render_template("projects/budget.html", form=form, page=page)


@bp.post("/projects/<code>/budget")
@requires("budget.record")
def record_entry(code: str) -> ResponseReturnValue:
    page = queries.budget_page(code)
    form = _entry_form(EntryForm, page.years)
    if _recorded(form):
        return redirect(url_for("projects.budget", code=code), code=303)
    return render_template("projects/budget.html", form=form, page=page), 422


@bp.route("/projects/<code>/budget/lines/new", methods=["GET", "POST"])
@requires("budget.record")
def new_line(code: str) -> ResponseReturnValue:
    project = queries.to_edit(code, current_user.actor)
    form = LineForm(data=usual_line(clock.today()))
    if form.validate_on_submit():
        try:
            service.add_line(project.id, form.line, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已增加%(year)s年预算项", year=form.year.data), "success")
            return redirect(url_for("projects.budget", code=code), code=303)
    page = render_template("projects/new_line.html", form=form, project=project)
    return page, 422 if form.errors else 200


@bp.get("/budget/basic")
@requires("budget.read")
def basic() -> ResponseReturnValue:
    years = queries.basic_years(_year())
    if xlsx.is_asked():
        about = _("%(year)s年基本支出", year=_year())
        return xlsx.send(documents.budget_sheets(years, about), about)
    return _basic_page(_entry_form(BasicEntryForm, years), years)


@bp.post("/budget/basic")
@requires("budget.record")
def record_basic_entry() -> ResponseReturnValue:
    years = queries.basic_years(_year())
    form = _entry_form(BasicEntryForm, years)
    if _recorded(form):
        return redirect(url_for("projects.basic", year=_year()), code=303)
    return _basic_page(form, years), 422


@bp.route("/budget/basic/lines/new", methods=["GET", "POST"])
@requires("budget.record")
def new_basic_line() -> ResponseReturnValue:
    form = BasicLineForm(data={**usual_line(clock.today()), "year": _year()})
    if form.validate_on_submit():
        try:
            service.add_basic_line(form.line, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已增加%(year)s年预算项", year=form.year.data), "success")
            return redirect(url_for("projects.basic", year=form.year.data), code=303)
    page = render_template("projects/new_basic_line.html", form=form, year=_year())
    return page, 422 if form.errors else 200


def _year() -> int:
    """The fiscal year chosen in the address, else the present one."""
    chosen = request.args.get("year", type=int)
    if chosen is None or not FIRST_YEAR <= chosen <= LAST_YEAR:
        return clock.today().year
    return chosen


def _entry_form(kind: type[EntryForm], years: Iterable[YearBudget]) -> EntryForm:
    lines = [line for year in years if not year.is_closed for line in year.lines]
    only = lines[0].id if len(lines) == 1 else None
    form = kind(data={"on": clock.today(), "line_id": only})
    form.line_id.offer([(line.id, _title(line)) for line in lines])
    return form


def _recorded(form: EntryForm) -> bool:
    """Whether the form was good and is recorded; its errors say why not."""
    if not form.validate_on_submit():
        return False
    try:
        service.add_entry(form.line_id.data, form.entry, current_user.actor)
    except RuleViolation as error:
        show_errors(form, error)
        return False
    flash(_("已登记%(what)s", what=i18n.label(form.entry.kind.label)), "success")
    return True


def _basic_page(form: EntryForm, years: Any) -> str:
    return render_template("projects/basic.html", form=form, years=years, year=_year())


def _title(line: LineView) -> str:
    parts = [_("%(year)s年", year=line.year)]
    if line.category:
        parts.append(i18n.label(line.category.label))
    return " ".join([*parts, line.fund_source, line.quota_number]).strip()
