"""提醒中心: the list, one obligation beside it, and 知悉."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n, undo
from tracker.infra.documents import pdf, xlsx
from tracker.infra.documents.paper import Paper
from tracker.infra.documents.sending import download
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders import documents
from tracker.reminders.forms import AcknowledgeForm, ActionForm
from tracker.reminders.queries.answers import asked_of
from tracker.reminders.queries.detail import Detail, detail
from tracker.reminders.queries.inbox import Tab, inbox
from tracker.reminders.queries.overdue import late_matters
from tracker.reminders.service import acknowledge as acknowledging
from tracker.reminders.views.blueprint import bp
from tracker.settings.queries import unit


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


@bp.get("/overdue")
@requires("reminders.read")
def overdue() -> ResponseReturnValue:
    return render_template("reminders/overdue.html", rows=late_matters(clock.today()))


@bp.get("/<int:obligation_id>/sheet")
@requires("reminders.read")
def sheet(obligation_id: int) -> ResponseReturnValue:
    page, paper = _paper(obligation_id)
    return render_template("reminders/sheet.html", page=page, paper=paper)


@bp.get("/<int:obligation_id>/sheet.pdf")
@requires("reminders.read")
def sheet_pdf(obligation_id: int) -> ResponseReturnValue:
    page, paper = _paper(obligation_id)
    name = f"{_('提醒单')} {i18n.label(page.story.title)}.pdf"
    return download(pdf.write(paper), name, pdf.MEDIA_TYPE)


def _paper(obligation_id: int) -> tuple[Detail, Paper]:
    today = clock.today()
    page = detail(obligation_id, current_user.actor, today)
    return page, documents.reminder_sheet(page, unit().name, today)


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
