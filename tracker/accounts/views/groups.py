"""Departments (科室) and the two leading groups (领导小组), for the administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts import queries
from tracker.accounts.forms import DepartmentForm, EndSeatForm, LeaderForm, SeatForm
from tracker.accounts.rules import GroupKind
from tracker.accounts.service import groups as service
from tracker.accounts.views.blueprint import bp
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires

KIND = "any(procurement,acceptance):kind"


@bp.get("/people/departments")
@requires("accounts.manage")
def departments() -> ResponseReturnValue:
    return render_template("accounts/departments.html", departments=queries.departments())


@bp.route("/people/departments/new", methods=["GET", "POST"])
@requires("accounts.departments")
def new_department() -> ResponseReturnValue:
    form = _department_form()
    if accepted(
        form,
        lambda: service.add_department(form.name.data, form.head_id.data, current_user.actor),
    ):
        flash(_("已新增%(name)s", name=form.name.data), "success")
        return redirect(url_for("accounts.departments"), code=303)
    page = render_template("accounts/department.html", form=form, department=None)
    return page, 422 if form.errors else 200


@bp.route("/people/departments/<int:department_id>", methods=["GET", "POST"])
@requires("accounts.departments")
def edit_department(department_id: int) -> ResponseReturnValue:
    department = queries.department(department_id)
    form = _department_form(department)
    if accepted(
        form,
        lambda: service.edit_department(
            department_id, form.name.data, form.head_id.data, current_user.actor
        ),
    ):
        flash(_("科室已保存"), "success")
        return redirect(url_for("accounts.departments"), code=303)
    page = render_template("accounts/department.html", form=form, department=department)
    return page, 422 if form.errors else 200


@bp.get("/people/groups")
@requires("accounts.manage")
def groups() -> ResponseReturnValue:
    return render_template("accounts/groups.html", groups=queries.groups())


@bp.route(f"/people/groups/<{KIND}>/members/new", methods=["GET", "POST"])
@requires("accounts.groups")
def seat_member(kind: str) -> ResponseReturnValue:
    group = queries.group(GroupKind(kind))
    form = SeatForm(since_on=clock.today())
    form.person.offer(queries.person_choices())
    if accepted(
        form,
        lambda: service.seat_member(
            group.kind, form.person.data, form.since_on.data or clock.today(), current_user.actor
        ),
    ):
        return redirect(url_for("accounts.groups"), code=303)
    page = render_template("accounts/seat_member.html", form=form, group=group)
    return page, 422 if form.errors else 200


@bp.route(f"/people/groups/<{KIND}>/members/<int:person_id>/end", methods=["GET", "POST"])
@requires("accounts.groups")
def end_membership(kind: str, person_id: int) -> ResponseReturnValue:
    group, person = queries.group(GroupKind(kind)), queries.person(person_id)
    form = EndSeatForm(until_on=clock.today())
    if accepted(
        form,
        lambda: service.end_membership(
            group.kind, person_id, form.until_on.data or clock.today(), current_user.actor
        ),
    ):
        return redirect(url_for("accounts.groups"), code=303)
    page = render_template("accounts/end_membership.html", form=form, group=group, person=person)
    return page, 422 if form.errors else 200


@bp.route(f"/people/groups/<{KIND}>/leader", methods=["GET", "POST"])
@requires("accounts.groups")
def appoint_leader(kind: str) -> ResponseReturnValue:
    group = queries.group(GroupKind(kind))
    form = LeaderForm(leader=group.leader_id)
    form.leader.offer([(seat.person_id, seat.name) for seat in group.present], blank=_("暂不指定"))
    if accepted(
        form, lambda: service.appoint_leader(group.kind, form.leader.data, current_user.actor)
    ):
        return redirect(url_for("accounts.groups"), code=303)
    page = render_template("accounts/appoint_leader.html", form=form, group=group)
    return page, 422 if form.errors else 200


def _department_form(department: queries.DepartmentView | None = None) -> DepartmentForm:
    form = DepartmentForm(obj=department)
    form.head_id.offer(queries.person_choices(), blank=_("暂不指定"))
    return form
