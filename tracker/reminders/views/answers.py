"""延后, 转办 and 已办理: what a person answers to one reminder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock, i18n, undo
from tracker.infra.forms import Form, accepted, filled
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders.forms import ActionForm, DeclineForm, HandleForm, SnoozeForm, TransferForm
from tracker.reminders.queries.answers import takers
from tracker.reminders.queries.detail import Detail, detail
from tracker.reminders.rules.answers import latest_snooze
from tracker.reminders.service import answers
from tracker.reminders.views.blueprint import bp
from tracker.settings.queries import work_calendar


@bp.route("/<int:obligation_id>/snooze", methods=["GET", "POST"])
@requires("reminders.read")
def snooze(obligation_id: int) -> ResponseReturnValue:
    page, actor = _page(obligation_id), current_user.actor
    form, today = SnoozeForm(), clock.today()
    last = page.due_on and latest_snooze(page.due_on, today, work_calendar())

    def use_case() -> None:
        until_on = filled(form.until_on.data)
        answers.snooze(obligation_id, actor, until_on, form.note.data or "")

    if accepted(form, use_case):
        flash(_("已延后；到那天再提醒你，其他人照常提醒"), "success")
        return redirect(url_for(".show", obligation_id=obligation_id), code=303)
    return _form("snooze", form, page, last=last)


@bp.route("/<int:obligation_id>/transfer", methods=["GET", "POST"])
@requires("reminders.read")
def transfer(obligation_id: int) -> ResponseReturnValue:
    page, actor = _page(obligation_id), current_user.actor
    form = TransferForm()
    form.to_id.offer(takers(page.permission, actor))

    def use_case() -> None:
        to_id = filled(form.to_id.data)
        transfer_id = answers.hand_over(obligation_id, actor, to_id, form.note.data or "")
        done = _("已请对方接手；对方接受之前，仍由你负责")
        undo.offer(done, url_for(".take_back", transfer_id=transfer_id))

    if accepted(form, use_case):
        return redirect(url_for(".show", obligation_id=obligation_id), code=303)
    return _form("transfer", form, page)


@bp.route("/<int:obligation_id>/handle", methods=["GET", "POST"])
@requires("reminders.read")
def handle(obligation_id: int) -> ResponseReturnValue:
    page, actor = _page(obligation_id), current_user.actor
    form = HandleForm()
    if accepted(form, lambda: answers.handle(obligation_id, actor, form.note.data or "")):
        flash(_("已办结，不再提醒"), "success")
        return redirect(url_for(".show", obligation_id=obligation_id), code=303)
    return _form("handle", form, page)


@bp.post("/<int:obligation_id>/reopen")
@requires("reminders.read")
def reopen(obligation_id: int) -> ResponseReturnValue:
    done = _("已撤销办结，照常提醒")
    _act(lambda: answers.reopen(obligation_id, current_user.actor), done)
    return redirect(url_for(".show", obligation_id=obligation_id), code=303)


@bp.post("/transfers/<int:transfer_id>/accept")
@requires("reminders.read")
def accept(transfer_id: int) -> ResponseReturnValue:
    _act(lambda: answers.accept(transfer_id, current_user.actor), _("已接手，今后提醒你"))
    return redirect(url_for(".index"), code=303)


@bp.post("/transfers/<int:transfer_id>/decline")
@requires("reminders.read")
def decline(transfer_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    reply = form.reply.data or ""
    _act(lambda: answers.decline(transfer_id, current_user.actor, reply), _("已退回"))
    return redirect(url_for(".index"), code=303)


@bp.post("/transfers/<int:transfer_id>/take-back")
@requires("reminders.read")
def take_back(transfer_id: int) -> ResponseReturnValue:
    done = _("已收回，仍由你负责")
    _act(lambda: answers.take_back(transfer_id, current_user.actor), done)
    return redirect(url_for(".index"), code=303)


def _page(obligation_id: int) -> Detail:
    return detail(obligation_id, current_user.actor, clock.today())


def _act(use_case: Callable[[], None], done: str) -> None:
    """A button without fields: what is refused is said on the next page."""
    if not ActionForm().validate():
        return
    try:
        use_case()
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(done, "success")


def _form(name: str, form: Form, page: Detail, **more: Any) -> ResponseReturnValue:
    answer = render_template(f"reminders/{name}.html", form=form, page=page, **more)
    return answer, 422 if form.errors else 200
