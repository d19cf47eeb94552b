"""The robots of chat groups, on pages of the administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import i18n
from tracker.infra.forms import accepted
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders.forms import ActionForm, RobotForm
from tracker.reminders.models import Robot
from tracker.reminders.queries import robots as reading
from tracker.reminders.registry import KINDS
from tracker.reminders.service import robots as setting
from tracker.reminders.views.blueprint import bp


@bp.route("/robots/<channel>/new", methods=["GET", "POST"])
@requires("reminders.robots")
def add_robot(channel: str) -> ResponseReturnValue:
    setting.service_of(channel)
    form, actor = _form(None), current_user.actor
    if accepted(form, lambda: setting.add_robot(channel, form.draft, actor)):
        flash(_("群机器人已登记，请发一条测试消息"), "success")
        return redirect(url_for(".operation", _anchor=channel), code=303)
    return _page(form, channel, None)


@bp.route("/robots/<int:robot_id>", methods=["GET", "POST"])
@requires("reminders.robots")
def robot(robot_id: int) -> ResponseReturnValue:
    row = reading.robot(robot_id)
    channel, form, actor = row.channel, _form(row), current_user.actor
    if accepted(form, lambda: setting.change_robot(robot_id, form.draft, actor)):
        flash(_("群机器人已保存"), "success")
        return redirect(url_for(".operation", _anchor=channel), code=303)
    return _page(form, channel, reading.robot(robot_id))


@bp.post("/robots/<int:robot_id>/switch")
@requires("reminders.robots")
def switch_robot(robot_id: int) -> ResponseReturnValue:
    row = reading.robot(robot_id)
    channel, on = row.channel, not row.is_active
    if ActionForm().validate():
        setting.switch_robot(robot_id, current_user.actor, on=on)
        flash(_("群机器人已启用") if on else _("群机器人已停用，不再发消息"), "success")
    return redirect(url_for(".operation", _anchor=channel), code=303)


@bp.post("/robots/<int:robot_id>/test")
@requires("reminders.robots")
def test_robot(robot_id: int) -> ResponseReturnValue:
    channel = reading.robot(robot_id).channel
    if not ActionForm().validate():
        return redirect(url_for(".operation"), code=303)
    try:
        answer = setting.test_robot(robot_id, current_user.actor)
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(_("测试消息已发到群里，对方答复：%(answer)s", answer=answer), "success")
    return redirect(url_for(".operation", _anchor=channel), code=303)


def _form(row: Robot | None) -> RobotForm:
    form = RobotForm(data=_shown(row) if row else {})
    form.offer([(kind.name, i18n.label(kind.label)) for kind in KINDS.values()])
    return form


def _shown(row: Robot) -> dict[str, object]:
    """Everything but the address and the secret, which nobody gets to see again."""
    return {
        "name": row.name,
        "urgent_only": row.urgent_only,
        "digest_hour": row.digest_hour,
        "with_amounts": row.with_amounts,
        "kinds": sorted(row.kinds),
    }


def _page(form: RobotForm, channel: str, row: Robot | None) -> ResponseReturnValue:
    service, hook = setting.service_of(channel)
    answer = render_template(
        "reminders/robot.html", form=form, service=service, hook=hook, robot=row
    )
    return answer, 422 if form.errors else 200
