"""Keeping a filter of the register under a name, renaming it, forgetting it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.overview import queries
from tracker.overview.forms import RemoveViewForm, ViewForm
from tracker.overview.service import views as service
from tracker.overview.views.blueprint import bp
from tracker.overview.views.ledger import plain_query, shown_filter


@bp.post("/projects/views")
@requires("projects.read")
def save_view() -> ResponseReturnValue:
    form = ViewForm()
    query = plain_query(form.query.data or "")
    if form.validate_on_submit():
        try:
            service.save(form.name.data or "", query, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已保存视图 %(name)s", name=form.name.data), "success")
            return redirect(_register(query), code=303)
    page = render_template("overview/save_view.html", form=form, words=shown_filter(query))
    return page, 422


@bp.route("/projects/views/<int:view_id>", methods=["GET", "POST"])
@requires("projects.read")
def edit_view(view_id: int) -> ResponseReturnValue:
    view = queries.own_view(view_id, current_user.id)
    form = ViewForm(data={"name": view.name, "query": view.query})
    if form.validate_on_submit():
        try:
            service.rename(view_id, form.name.data or "", current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已改名为 %(name)s", name=form.name.data), "success")
            return redirect(_register(view.query), code=303)
    page = render_template(
        "overview/edit_view.html",
        form=form,
        view=view,
        words=shown_filter(view.query),
        back=_register(view.query),
        remove=RemoveViewForm(),
    )
    return page, 422 if form.errors else 200


@bp.post("/projects/views/<int:view_id>/delete")
@requires("projects.read")
def remove_view(view_id: int) -> ResponseReturnValue:
    view = queries.own_view(view_id, current_user.id)
    if RemoveViewForm().validate_on_submit():
        service.remove(view_id, current_user.actor)
        flash(_("已删除视图 %(name)s，项目不受影响", name=view.name), "success")
    return redirect(url_for("overview.ledger"), code=303)


def _register(query: str) -> str:
    return url_for("overview.ledger") + (f"?{query}" if query else "")
