"""Pages of funding: the matrix, and what is decided at the turn of the year."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.funding import queries, service, spreadsheets
from tracker.funding.forms import CarryOverForm, ClosingForm, DecisionForm, ReturnForm
from tracker.funding.rules.page import Sort
from tracker.infra import clock
from tracker.infra.documents import xlsx
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation

bp = Blueprint("funding", __name__, url_prefix="/funding")

FIRST_YEAR, LAST_YEAR = 2000, 2099  # a year beyond is a slip of the keyboard
YEAR = f"<int(min={FIRST_YEAR}, max={LAST_YEAR}):year>"


@bp.get("/")
@requires("funding.read")
def show() -> ResponseReturnValue:
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        year = today.year
    sort = request.args.get("sort", Sort.PLANNED, type=Sort)
    page = queries.funding_page(year, today, sort, bool(request.args.get("gap")))
    if xlsx.is_asked():
        name = _("跨年资金安排%(year)s", year=year)
        return xlsx.send(spreadsheets.matrix_sheet(page), name)
    return render_template("funding/show.html", page=page, now=clock.now())


@bp.get(f"/{YEAR}/year-end")
@requires("funding.read")
def year_end(year: int) -> ResponseReturnValue:
    page = queries.year_end_page(year, clock.today())
    if xlsx.is_asked():
        name = _("%(year)s年终处理", year=year)
        return xlsx.send(spreadsheets.year_end_sheets(page), name)
    return render_template("funding/year_end.html", page=page)


@bp.route(f"/{YEAR}/year-end/<int:instalment_id>", methods=["GET", "POST"])
@requires("funding.decide")
def decide(year: int, instalment_id: int) -> ResponseReturnValue:
    item = queries.sweep_item(instalment_id, year)
    form = DecisionForm(amount=item.open)
    form.offer_choices()
    if form.validate_on_submit():
        try:
            service.decide(instalment_id, year, current_user.actor, form.command)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已记录决定"), "success")
            return redirect(url_for(".year_end", year=year))
    body = render_template("funding/decide.html", form=form, item=item, year=year)
    return body, 422 if form.errors else 200


@bp.route("/lines/<int:line_id>/carry-over", methods=["GET", "POST"])
@requires("funding.carry_over")
def carry_over(line_id: int) -> ResponseReturnValue:
    line = queries.line_rest(line_id)
    form = CarryOverForm(amount=line.left, on=clock.today())
    if form.validate_on_submit():
        try:
            service.carry_over(line_id, current_user.actor, form.command)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            amount, year = form.amount.data, line.year + 1
            flash(_("已结转%(amount)s元到%(year)s年", amount=amount, year=year), "success")
            return redirect(url_for(".year_end", year=line.year))
    body = render_template("funding/carry_over.html", form=form, line=line)
    return body, 422 if form.errors else 200


@bp.route("/lines/<int:line_id>/return", methods=["GET", "POST"])
@requires("funding.return_unspent")
def return_unspent(line_id: int) -> ResponseReturnValue:
    line = queries.line_rest(line_id)
    form = ReturnForm(amount=line.left, on=clock.today())
    if form.validate_on_submit():
        try:
            service.return_unspent(line_id, current_user.actor, form.command)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已登记财政收回%(amount)s元", amount=form.amount.data), "success")
            return redirect(url_for(".year_end", year=line.year))
    body = render_template("funding/return_unspent.html", form=form, line=line)
    return body, 422 if form.errors else 200


@bp.route(f"/{YEAR}/close", methods=["GET", "POST"])
@requires("funding.close_year")
def close_year(year: int) -> ResponseReturnValue:
    page = queries.year_end_page(year, clock.today())
    form = ClosingForm()
    if form.validate_on_submit():
        try:
            service.close_year(year, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("%(year)s财政年度已关闭", year=year), "success")
            return redirect(url_for(".year_end", year=year))
    body = render_template("funding/close_year.html", form=form, page=page)
    return body, 422 if form.errors else 200
