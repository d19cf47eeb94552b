"""What follows: the demand after a rejection, its report, the next round; notes beside it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.acceptance.forms.steps import AddendumForm, ConfirmForm, RectificationForm, ReportForm
from tracker.acceptance.queries.steps import demand_page, note_page
from tracker.acceptance.queries.values import Demand, RoundPage
from tracker.acceptance.rules.errors import NotRejected
from tracker.acceptance.rules.kinds import AddendumKind
from tracker.acceptance.service import addenda, rectifying
from tracker.acceptance.views.blueprint import bp
from tracker.accounts.queries import person_choices
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires, takes_files


@bp.route("/acceptance/<int:acceptance_id>/rectification", methods=["GET", "POST"])
@requires("acceptance.change_rectification")
def rectification(acceptance_id: int) -> ResponseReturnValue:
    page, demand = _page(acceptance_id)
    form = RectificationForm(
        data={"owner": demand.owner_id, "due_on": demand.due_on, "demand": demand.demand}
    )
    form.owner.offer(person_choices())
    actor = current_user.actor
    if accepted(form, lambda: rectifying.change(acceptance_id, actor, form.command)):
        flash(_("已调整整改要求"), "success")
        return _back(acceptance_id)
    body = render_template("acceptance/rectification.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/acceptance/<int:acceptance_id>/rectified", methods=["GET", "POST"])
@requires("acceptance.report_rectified")
@takes_files
def report(acceptance_id: int) -> ResponseReturnValue:
    page, _demand = _page(acceptance_id)
    form = ReportForm(data={"on": clock.today()})
    actor, files = current_user.actor, form.papers.incoming
    if accepted(form, lambda: rectifying.report(acceptance_id, actor, form.command, files)):
        flash(_("已登记整改完成，可以发起复验"), "success")
        return _back(acceptance_id)
    body = render_template("acceptance/rectified.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/acceptance/<int:acceptance_id>/follow-up", methods=["GET", "POST"])
@requires("acceptance.follow_up")
def follow_up(acceptance_id: int) -> ResponseReturnValue:
    page, _demand = _page(acceptance_id)
    form, made = ConfirmForm(), []
    actor = current_user.actor
    if accepted(form, lambda: made.append(rectifying.follow_up(acceptance_id, actor))):
        flash(_("复验已起草，请写明整改后的实际情况"), "success")
        return redirect(url_for("acceptance.edit", acceptance_id=made[0]), code=303)
    body = render_template("acceptance/follow_up.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/acceptance/<int:acceptance_id>/addenda/new", methods=["GET", "POST"])
@requires("acceptance.add_addendum")
@takes_files
def addendum(acceptance_id: int) -> ResponseReturnValue:
    """Beside the signatures: the supplier, the purchaser, the notice."""
    actor, today = current_user.actor, clock.today()
    page = note_page(acceptance_id, actor, today)
    asked = next((kind for kind in AddendumKind if kind.value == request.args.get("kind")), None)
    form = AddendumForm(data={"kind": asked, "on": today})
    files = form.papers.incoming
    if accepted(form, lambda: addenda.add(acceptance_id, actor, form.command, files)):
        flash(_("已登记，不影响验收结论"), "success")
        return _back(acceptance_id)
    body = render_template("acceptance/addendum.html", form=form, page=page)
    return body, 422 if form.errors else 200


def _page(acceptance_id: int) -> tuple[RoundPage, Demand]:
    page = demand_page(acceptance_id, current_user.actor, clock.today())
    if page.demand is None:
        raise NotRejected
    return page, page.demand


def _back(acceptance_id: int) -> ResponseReturnValue:
    return redirect(url_for("acceptance.show", acceptance_id=acceptance_id), code=303)
