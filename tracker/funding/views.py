"""Pages of funding: the matrix, and what is decided at the turn of the year."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.funding import documents, queries, service, spreadsheets
from tracker.funding.forms import CarryOverForm, ClosingForm, DecisionForm, ReturnForm
from tracker.funding.rules.page import FundingPage, Sort, View
from tracker.infra import clock, filters
from tracker.infra.documents import docx, xlsx
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import Money

bp = Blueprint("funding", __name__, url_prefix="/funding")

FIRST_YEAR, LAST_YEAR = 2000, 2099  # a year beyond is a slip of the keyboard
YEAR = f"<int(min={FIRST_YEAR}, max={LAST_YEAR}):year>"


@bp.get("/")
@requires("funding.read")
def show() -> ResponseReturnValue:
    page = _page()
    return render_template(
        "funding/show.html",
        page=page,
        now=clock.now(),
        timeline=queries.timeline_of(page, filters.money),
        carry_line=queries.carry_line(page),
    )


def _page() -> FundingPage:
    """The matrix as the address asks for it."""
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        year = today.year
    sort = request.args.get("sort", Sort.PLANNED, type=Sort)
    number = request.args.get("page", 1, type=int)
    view = View(sort, bool(request.args.get("gap")), number)
    return queries.funding_page(year, today, view)


@bp.get("/export")
@requires("funding.read")
def export() -> ResponseReturnValue:
    page = _page()
    return xlsx.send(documents.matrix_sheet(page), _("%(year)s年跨年资金安排", year=page.year))


@bp.get(f"/{YEAR}/request")
@requires("funding.read")
def request_form(year: int) -> ResponseReturnValue:
    form = queries.request_form(year, clock.today())
    return render_template(
        "funding/request.html",
        page=form,
        title=documents.request_title(form),
        notes=documents.request_notes(form),
        now=clock.now(),
    )


@bp.get(f"/{YEAR}/request.xlsx")
@requires("funding.read")
def request_sheets(year: int) -> ResponseReturnValue:
    form = queries.request_form(year, clock.today())
    return xlsx.send(documents.request_sheets(form), _("%(year)s年预算申报表", year=year))


@bp.get(f"/{YEAR}/request.docx")
@requires("funding.read")
def request_word(year: int) -> ResponseReturnValue:
    form = queries.request_form(year, clock.today())
    name = _("%(year)s年预算申报表", year=year)
    file = BytesIO(docx.write(documents.request_paper(form)))
    return send_file(
        file, mimetype=docx.MEDIA_TYPE, as_attachment=True, download_name=f"{name}.docx"
    )


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
    form = CarryOverForm(amount=_suggested(line.left), on=clock.today())
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


def _suggested(left: Money) -> Money:
    """The amount in the address, where a suggestion leads here with one; else all that is left."""
    fen = request.args.get("fen", 0, type=int)
    return Money(fen) if 0 < fen <= left.fen else left


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
