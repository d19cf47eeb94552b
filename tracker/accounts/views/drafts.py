"""Drafts of forms: saved by a script every few seconds, or by the button 存草稿."""

from __future__ import annotations

from datetime import datetime

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.service import drafts as service
from tracker.accounts.views.blueprint import bp
from tracker.accounts.views.signing_in import local_path
from tracker.infra import clock, drafts, form_base
from tracker.infra.submits import not_counted
from tracker.infra.web import requires, takes_files, wants_json
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class NotKept(RuleViolation):
    code = "draft_not_kept"
    label = Label(
        "这张表单的内容存不成草稿：内容太多，或页面已经过期",
        "This form cannot be kept as a draft: there is too much in it, or the page is out of date",
    )


@bp.post("/drafts")
@requires("accounts.self")
@not_counted
@takes_files
def keep_draft() -> ResponseReturnValue:
    """Files that come with it are let go: no draft holds any."""
    typed = form_base.typed(request.form)
    if typed is None:
        raise NotKept
    kept = service.keep(typed, current_user.actor)
    if kept is None:
        text = _("这张表单已经提交，不再存草稿")
    elif kept.replaced:
        text = _("草稿已存%(time)s，替换了另一个窗口里的草稿", time=_clock(kept.saved_at))
    else:
        text = _("草稿已存%(time)s", time=_clock(kept.saved_at))
    if wants_json():
        return jsonify(text=text, base=typed.token)
    flash(text, "success" if kept else "info")
    return redirect(drafts.restoring(typed.address) if kept else typed.address, code=303)


@bp.post("/drafts/discard")
@requires("accounts.self")
def discard_draft() -> ResponseReturnValue:
    address = local_path(request.form.get("address"))
    service.discard(address, request.form.get("form", ""), current_user.actor)
    flash(_("草稿已丢弃"), "success")
    return redirect(address, code=303)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%H:%M}"
