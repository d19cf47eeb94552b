"""People, for the administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts import documents, queries
from tracker.accounts.forms import NewPersonForm, PersonForm, ResetPasswordForm
from tracker.accounts.hooks import matters_of
from tracker.accounts.service import people as service
from tracker.accounts.service import signing_in
from tracker.accounts.views.blueprint import bp
from tracker.infra import clock, i18n
from tracker.infra.documents import xlsx
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import Conflict, RuleViolation


@bp.get("/people/")
@requires("accounts.manage")
def people() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()
    active = request.args.get("show") != "inactive"
    found = queries.people(q, active=active)
    if xlsx.is_asked():
        return xlsx.send(documents.people_sheet(found, q, active=active), _("人员"))
    return render_template(
        "accounts/people.html",
        people=found,
        counts=queries.head_counts(),
        q=q,
        active=active,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires("accounts.add_person")
def new_person() -> ResponseReturnValue:
    form = _offered(NewPersonForm())
    if accepted(
        form, lambda: service.add_person(form.draft, form.password.data, current_user.actor)
    ):
        flash(_("已新增%(name)s", name=form.name.data), "success")
        return redirect(url_for("accounts.people"), code=303)
    page = render_template("accounts/new_person.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires("accounts.edit_person")
def edit_person(person_id: int) -> ResponseReturnValue:
    form = _offered(PersonForm(obj=queries.person(person_id)), person_id)
    try:
        if accepted(form, lambda: _save(form, person_id)):
            flash(_("已保存%(name)s的信息", name=form.name.data), "success")
            return redirect(url_for("accounts.people"), code=303)
    except Conflict as error:
        show_errors(form, error)
        return _edit_page(form, person_id, conflict=True), 409
    return _edit_page(form, person_id), 422 if form.errors else 200


@bp.post("/people/<int:person_id>/deactivate")
@requires("accounts.deactivate")
def deactivate(person_id: int) -> ResponseReturnValue:
    try:
        service.deactivate(person_id, current_user.actor)
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(_("账户已停用，其登录已全部退出"), "success")
    return redirect(url_for("accounts.edit_person", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/reactivate")
@requires("accounts.reactivate")
def reactivate(person_id: int) -> ResponseReturnValue:
    service.reactivate(person_id, current_user.actor)
    flash(_("账户已启用"), "success")
    return redirect(url_for("accounts.edit_person", person_id=person_id), code=303)


@bp.route("/people/<int:person_id>/password", methods=["GET", "POST"])
@requires("accounts.reset_password")
def reset_password(person_id: int) -> ResponseReturnValue:
    person = queries.person(person_id)
    form = ResetPasswordForm()
    actor = current_user.actor
    if accepted(form, lambda: signing_in.reset_password(person_id, form.password.data, actor)):
        flash(_("已重设%(name)s的密码", name=person.name), "success")
        return redirect(url_for("accounts.edit_person", person_id=person_id), code=303)
    page = render_template("accounts/reset_password.html", form=form, person=person)
    return page, 422 if form.errors else 200


def _save(form: PersonForm, person_id: int) -> None:
    service.edit_person(person_id, form.draft, form.version.data, current_user.actor)


def _offered(form: PersonForm, person_id: int | None = None) -> PersonForm:
    form.department_id.offer(queries.department_choices(), blank=_("不属于科室"))
    others = [(key, name) for key, name in queries.person_choices() if key != person_id]
    form.deputy_id.offer(others, blank=_("不指定"))
    return form


def _edit_page(form: PersonForm, person_id: int, *, conflict: bool = False) -> str:
    stored = queries.person(person_id)
    differences = form.differences(stored) if conflict else ()
    if conflict:
        form.version.data = stored.version  # saving again, with both versions seen, is meant
    return render_template(
        "accounts/edit_person.html",
        form=form,
        person=stored,
        state=queries.sign_in_state(person_id),
        work=queries.work_in_hand(person_id),
        matters=matters_of(person_id),
        differences=differences,
        away=queries.absences_of(person_id, clock.today()),
        today=clock.today(),
    )
