"""One's own account: password, deputy, sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts import queries, session
from tracker.accounts.forms import ChangePasswordForm, DeputyForm
from tracker.accounts.service import people, signing_in
from tracker.accounts.views.blueprint import bp
from tracker.infra import clock
from tracker.infra.forms import Form, accepted
from tracker.infra.web import requires


@bp.get("/profile")
@requires("accounts.self")
def profile() -> ResponseReturnValue:
    return _page(ChangePasswordForm(), _deputy_form())


@bp.route("/profile/password", methods=["GET", "POST"])
@requires("accounts.change_password")
def change_password() -> ResponseReturnValue:
    form, actor = ChangePasswordForm(), current_user.actor
    if accepted(
        form,
        lambda: signing_in.change_password(form.old_password.data, form.password.data, actor),
    ):
        session.sign_in(actor.id)
        flash(_("密码已修改；在其他设备上需要重新登录"), "success")
        return redirect(url_for("accounts.profile"), code=303)
    return _page(form, _deputy_form(), form)


@bp.route("/profile/deputy", methods=["GET", "POST"])
@requires("accounts.choose_deputy")
def deputy() -> ResponseReturnValue:
    form = _deputy_form()
    if accepted(form, lambda: people.choose_deputy(form.deputy_id.data, current_user.actor)):
        flash(_("代理人已保存"), "success")
        return redirect(url_for("accounts.profile"), code=303)
    return _page(ChangePasswordForm(), form, form)


@bp.post("/profile/shortcuts")
@requires("accounts.self")
def shortcuts() -> ResponseReturnValue:
    on = request.form.get("shortcuts") == "on"
    people.choose_shortcuts(current_user.actor, on=on)
    flash(_("单键操作已打开") if on else _("单键操作已关闭"), "success")
    return redirect(url_for("accounts.profile"), code=303)


@bp.get("/keyboard")
@requires("accounts.self")
def keyboard() -> ResponseReturnValue:
    return render_template("accounts/keyboard.html")


@bp.post("/profile/sign-out-everywhere")
@requires("accounts.sign_out_everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    signing_in.sign_out_everywhere(current_user.actor)
    session.sign_out()
    flash(_("已在所有设备上退出，请重新登录"), "success")
    return redirect(url_for("accounts.login"), code=303)


def _deputy_form() -> DeputyForm:
    form = DeputyForm(obj=queries.person(current_user.id))
    others = [(key, name) for key, name in queries.person_choices() if key != current_user.id]
    form.deputy_id.offer(others, blank=_("不指定"))
    return form


def _page(
    password_form: ChangePasswordForm, deputy_form: DeputyForm, sent: Form | None = None
) -> ResponseReturnValue:
    page = render_template(
        "accounts/profile.html",
        person=queries.person(current_user.id),
        must_change=session.must_change_password(),
        password_form=password_form,
        deputy_form=deputy_form,
        away=queries.absences_of(current_user.id, clock.today()),
        today=clock.today(),
        form=sent,
    )
    return page, 422 if sent is not None and sent.errors else 200
