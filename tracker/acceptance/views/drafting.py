"""Drafting a round, and opening it for signing."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from tracker.acceptance.forms.draft import BLANKS, DraftForm, as_data
from tracker.acceptance.forms.rows import redrawn
from tracker.acceptance.forms.steps import ConfirmForm
from tracker.acceptance.queries.drafting import DraftPage, edit_page, new_page, place_of
from tracker.acceptance.queries.page import round_page
from tracker.acceptance.service import drafting, opening
from tracker.acceptance.views.blueprint import bp
from tracker.acceptance.views.rounds import shown
from tracker.infra import clock
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires, takes_files
from tracker.kernel.errors import Conflict, RuleViolation

SAVE, OPEN = "save", "open"


@bp.route("/contracts/<int:contract_id>/acceptance/new", methods=["GET", "POST"])
@requires("acceptance.draft")
@takes_files
def new(contract_id: int) -> ResponseReturnValue:
    actor, asked = current_user.actor, request.args.get("no", type=int)
    page = new_page(contract_id, actor, clock.today(), asked)
    form = _form(page, version=0)
    made: list[int] = []
    if _is_saving() and accepted(
        form,
        lambda: made.append(drafting.draft(contract_id, actor, form.plan, form.papers.incoming)),
    ):
        return _saved(made[0])
    return _shown(page, form)


@bp.get("/instalments/<int:instalment_id>/acceptance")
@requires("acceptance.draft")
def of_instalment(instalment_id: int) -> ResponseReturnValue:
    """Where the acceptance of one instalment goes on: at its unfinished round, or in a new one."""
    place = place_of(instalment_id)
    if place.round_id is not None:
        return shown(place.round_id)
    page = new_page(place.contract_id, current_user.actor, clock.today(), place.no)
    return _shown(page, _form(page, version=0))


@bp.route("/acceptance/<int:acceptance_id>/edit", methods=["GET", "POST"])
@requires("acceptance.edit")
@takes_files
def edit(acceptance_id: int) -> ResponseReturnValue:
    actor, page = current_user.actor, edit_page(acceptance_id, current_user.actor, clock.today())
    stored = round_page(acceptance_id, actor, clock.today())
    form = _form(page, version=stored.version)
    try:
        if _is_saving() and accepted(
            form,
            lambda: drafting.edit(
                acceptance_id, actor, form.plan, form.version.data, form.papers.incoming
            ),
        ):
            return _saved(acceptance_id)
    except Conflict as error:  # what was typed stays, to be compared with what is stored now
        show_errors(form, error)
        form.version.process_data(stored.version)
        form.version.raw_data = None
        return _shown(page, form, 409)
    return _shown(page, form)


@bp.route("/acceptance/<int:acceptance_id>/open", methods=["GET", "POST"])
@requires("acceptance.open")
def open_round(acceptance_id: int) -> ResponseReturnValue:
    actor, today = current_user.actor, clock.today()
    page, confirm = edit_page(acceptance_id, actor, today), ConfirmForm()
    stored = round_page(acceptance_id, actor, today)
    if not confirm.validate_on_submit():
        return render_template("acceptance/open.html", form=confirm, page=stored, draft=page)
    try:
        opening.open_round(acceptance_id, actor)
    except RuleViolation as error:  # on the draft's own form, each message beside its field
        form = DraftForm(formdata=None, data=as_data(page.usual, stored.version))
        _offer(form, page)
        show_errors(form, error)
        return _shown(page, form, 422, refused=True)
    flash(_("已发起签署，内容、附件和名单已锁定"), "success")
    return redirect(url_for("acceptance.show", acceptance_id=acceptance_id), code=303)


def _is_saving() -> bool:
    """Whether a button that saves was pressed; every other one only draws."""
    return request.method == "POST" and request.form.get("do") in (SAVE, OPEN)


def _form(page: DraftPage, version: int) -> DraftForm:
    """The form as stored, as posted, or as the pressed button leaves it."""
    if request.method == "GET":
        form = DraftForm(data=as_data(page.usual, version))
    elif _is_saving():
        form = DraftForm(CombinedMultiDict((request.files, request.form)))
    else:
        form = DraftForm(redrawn(request.form, request.form.get("do", ""), BLANKS))
    _offer(form, page)
    return form


def _offer(form: DraftForm, page: DraftPage) -> None:
    parts = [(part.uid, str(part.no)) for part in page.parts]
    form.offer(parts, [(person.uid, person.text) for person in page.people])


def _saved(acceptance_id: int) -> ResponseReturnValue:
    if request.form.get("do") == OPEN:
        return redirect(url_for("acceptance.open_round", acceptance_id=acceptance_id), code=303)
    flash(_("已保存验收稿，发起签署前都可以修改"), "success")
    return redirect(url_for("acceptance.show", acceptance_id=acceptance_id), code=303)


def _shown(
    page: DraftPage, form: DraftForm, status: int = 200, *, refused: bool = False
) -> ResponseReturnValue:
    body = render_template("acceptance/edit.html", form=form, page=page, refused=refused)
    return body, status if status != 200 else 422 if form.errors else 200
