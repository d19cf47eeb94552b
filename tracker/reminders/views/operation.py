"""送达管理: whether the jobs run, what could not be delivered, a test of the mail server."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import i18n
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders.forms import ActionForm
from tracker.reminders.queries.outbox import operation as read_operation
from tracker.reminders.service import operation as operating
from tracker.reminders.views.blueprint import bp


@bp.get("/operation")
@requires("reminders.manage")
def operation() -> ResponseReturnValue:
    return render_template("reminders/operation.html", page=read_operation(), action=ActionForm())


@bp.post("/deliveries/<int:delivery_id>/requeue")
@requires("reminders.manage")
def requeue(delivery_id: int) -> ResponseReturnValue:
    if ActionForm().validate():
        operating.requeue(delivery_id, current_user.actor)
        flash(_("已重新排队，将在发送时段内发出"), "success")
    return redirect(url_for(".operation"))


@bp.post("/test-mail")
@requires("reminders.manage")
def test_mail() -> ResponseReturnValue:
    try:
        answer = operating.send_test_mail(current_user.actor)
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(_("邮件服务器已收下测试邮件，答复：%(answer)s", answer=answer), "success")
    return redirect(url_for(".operation"))
