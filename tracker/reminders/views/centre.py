"""提醒中心: the list, one obligation beside it, and 知悉."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n, undo
from tracker.infra.documents import xlsx
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders import documents
from tracker.reminders.forms import AcknowledgeForm, ActionForm
from tracker.reminders.queries.answers import asked_of
from tracker.reminders.queries.detail import Detail, detail
from tracker.reminders.queries.inbox import Tab, inbox
from tracker.reminders.service import acknowledge as acknowledging
from tracker.reminders.views.blueprint import bp


@bp.get("/")
@requires("reminders.read")
def index() -> ResponseReturnValue:
    tab = _tab()
    today = clock.today()
    page = inbox(current_user.id, tab, today)
    if xlsx.is_asked():
        return xlsx.send(documents.inbox_sheet(page), _("提醒中心"))
    first = page.entries[0].obligation_id if page.entries else None
    chosen = detail(first, current_user.actor, today) if first else None
    return _render(page=page, chosen=chosen, is_list=True, form=AcknowledgeForm())


@bp.get("/<int:obligation_id>")
@requires("reminders.read")
def show(obligation_id: int) -> ResponseReturnValue:
    chosen = detail(obligation_id, current_user.actor, clock.today())
    return _show(chosen, AcknowledgeForm())


@bp.post("/<int:obligation_id>/acknowledge")
@requires("reminders.read")
def acknowledge(obligation_id: int) -> ResponseReturnValue:
    form = AcknowledgeForm()
    chosen = detail(obligation_id, current_user.actor, clock.today())
    if not form.validate():
        return _show(chosen, form), 422
    try:
        acknowledging.acknowledge(obligation_id, current_user.actor, form.note.data or "")
    except RuleViolation as error:
        show_errors(form, error)
        return _show(chosen, form), 422
    done = _("已知悉；办理之前，到下一个提醒日仍会提醒")
    undo.offer(done, url_for(".take_back_acknowledgement", obligation_id=obligation_id))
    return redirect(url_for(".index"))


@bp.post("/<int:obligation_id>/acknowledge/undo")
@requires("reminders.read")
def take_back_acknowledgement(obligation_id: int) -> ResponseReturnValue:
    try:
        acknowledging.take_back(obligation_id, current_user.actor)
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(_("已撤销知悉，照常提醒"), "success")
    return redirect(url_for(".show", obligation_id=obligation_id), code=303)


def _tab() -> Tab:
    asked = request.args.get("tab", "")
    return Tab(asked) if asked in set(Tab) else Tab.PENDING


def _show(chosen: Detail, form: AcknowledgeForm) -> str:
    """One obligation beside the list it belongs to."""
    tab = Tab.PENDING
    if chosen.absence is not None:
        tab = Tab.ENDED
    elif chosen.told is not None and chosen.told.acknowledged_at is not None:
        tab = Tab.ACKNOWLEDGED
    return _render(
        page=inbox(current_user.id, tab, clock.today()), chosen=chosen, is_list=False, form=form
    )


def _render(**context: Any) -> str:
    return render_template(
        "reminders/index.html",
        tabs=tuple(Tab),
        asked=asked_of(current_user.id),
        action=ActionForm(),
        **context,
    )
