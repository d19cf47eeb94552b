"""Who does what on a project, and handing a leaver's work over."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.hooks import matters_of
from tracker.accounts.queries import person, person_choices
from tracker.infra.forms import show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.projects import queries, service
from tracker.projects.forms.people import HandOverForm, MemberForm
from tracker.projects.rules import Duty
from tracker.projects.views.blueprint import bp


@bp.get("/projects/<code>/members")
@requires("projects.read")
def members(code: str) -> ResponseReturnValue:
    return _members_page(code, _member_form())


@bp.post("/projects/<code>/members")
@requires("projects.assign")
def assign(code: str) -> ResponseReturnValue:
    form = _member_form()
    if not form.validate_on_submit():
        return _members_page(code, form), 422
    try:
        service.assign_member(
            queries.project_ref(code).id,
            form.user_id.data,
            Duty(form.duty.data),
            current_user.actor,
            form.overlap_reason.data,
        )
    except RuleViolation as error:
        show_errors(form, error)
        return _members_page(code, form), 422
    flash(_("已登记分工"), "success")
    return redirect(url_for("projects.members", code=code), code=303)


@bp.post("/projects/<code>/members/<int:member_id>/end")
@requires("projects.assign")
def end_membership(code: str, member_id: int) -> ResponseReturnValue:
    service.end_membership(member_id, current_user.actor)
    flash(_("分工已结束"), "success")
    return redirect(url_for("projects.members", code=code), code=303)


@bp.get("/overlaps/")
@requires("duties.overlaps")
def overlaps() -> ResponseReturnValue:
    """不相容岗位情况: every overlap with its reason."""
    return render_template("projects/overlaps.html", overlaps=queries.overlaps())


@bp.route("/people/<int:person_id>/hand-over", methods=["GET", "POST"])
@requires("accounts.hand_over")
def hand_over(person_id: int) -> ResponseReturnValue:
    leaver = person(person_id)
    form = HandOverForm()
    form.to_id.offer([choice for choice in person_choices() if choice[0] != person_id])
    if form.validate_on_submit():
        try:
            service.hand_over(
                person_id, form.to_id.data, current_user.actor, deactivate=form.deactivate.data
            )
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("%(name)s的工作已移交", name=leaver.name), "success")
            return redirect(url_for("accounts.edit_person", person_id=person_id), code=303)
    in_hand = queries.in_hand(person_id)
    page = render_template(
        "projects/hand_over.html",
        form=form,
        leaver=leaver,
        in_hand=in_hand,
        matters=matters_of(person_id),
    )
    return page, 422 if form.errors else 200


def _member_form() -> MemberForm:
    form = MemberForm()
    form.user_id.offer(person_choices())
    return form


def _members_page(code: str, form: MemberForm) -> str:
    page = queries.members_page(code, current_user.actor)
    return render_template("projects/members.html", form=form, page=page)
