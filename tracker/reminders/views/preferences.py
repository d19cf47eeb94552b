"""我的接收方式, and the calendar feed that a program subscribes to without signing in."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n
from tracker.infra.forms import accepted
from tracker.infra.web import requires
from tracker.reminders import documents
from tracker.reminders.forms import ActionForm, PreferencesForm
from tracker.reminders.queries.feed import calendar_of
from tracker.reminders.queries.preferences import preferences_of
from tracker.reminders.registry import KINDS
from tracker.reminders.service import preferences as choosing
from tracker.reminders.views.blueprint import bp


@bp.route("/preferences", methods=["GET", "POST"])
@requires("reminders.read")
def preferences() -> ResponseReturnValue:
    actor = current_user.actor
    page = preferences_of(actor.id)
    form = PreferencesForm(data=PreferencesForm.shown(page.choices))
    form.offer([(kind.name, i18n.label(kind.label)) for kind in KINDS.values() if kind.may_mute])
    if accepted(form, lambda: choosing.choose(actor, form.choices)):
        flash(_("接收方式已保存"), "success")
        return redirect(url_for(".preferences"), code=303)
    feed = url_for(".feed", token=page.feed_token, _external=True) if page.feed_token else ""
    fixed = [kind.label for kind in KINDS.values() if not kind.may_mute]
    answer = render_template(
        "reminders/preferences.html",
        form=form,
        page=page,
        feed=feed,
        fixed=fixed,
        action=ActionForm(),
    )
    return answer, 422 if form.errors else 200


@bp.post("/preferences/feed")
@requires("reminders.read")
def open_feed() -> ResponseReturnValue:
    if ActionForm().validate():
        choosing.open_feed(current_user.actor)
        flash(_("新的订阅地址已生成，以前的地址已失效"), "success")
    return redirect(url_for(".preferences"), code=303)


@bp.post("/preferences/feed/close")
@requires("reminders.read")
def close_feed() -> ResponseReturnValue:
    if ActionForm().validate():
        choosing.close_feed(current_user.actor)
        flash(_("订阅地址已停用"), "success")
    return redirect(url_for(".preferences"), code=303)


@bp.get("/feed/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """Open to whoever knows the address: a calendar program cannot sign in."""
    calendar = calendar_of(token, clock.today())

    def page(obligation_id: int) -> str:
        return url_for(".show", obligation_id=obligation_id, _external=True)

    body = documents.feed(calendar, clock.now(), page)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
