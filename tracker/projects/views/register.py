"""Adding, editing and archiving a project."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.queries import department_choices, person_choices
from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.versions import differences
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.projects import queries, service
from tracker.projects.forms.register import (
    REARRANGING,
    ArchiveForm,
    DetailsForm,
    EditForm,
    ProjectForm,
    as_data,
    without_row,
)
from tracker.projects.queries import Edited
from tracker.projects.rules import ChangedMeanwhile
from tracker.projects.views.blueprint import bp


@bp.get("/projects/new")
@requires("projects.create")
def new() -> ResponseReturnValue:
    today = clock.today()
    start = {"code": queries.next_code(today.year), "started_on": today}
    form = ProjectForm(data={**start, "owner_id": current_user.id})
    if form.kept is None:
        form.add_line(today)
    return _new_page(form)


@bp.post("/projects/new")
@requires("projects.create")
def create() -> ResponseReturnValue:
    form = ProjectForm(without_row(request.form, request.form.get("drop_row", "")))
    if request.form.keys() & REARRANGING:
        form.rearrange(request.form, clock.today())
        return _new_page(form)
    _offer(form)
    if form.validate_on_submit():
        try:
            service.add_project(form.details, form.new_lines, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已新建项目 %(code)s", code=form.code.data), "success")
            return redirect(url_for("overview.project", code=form.code.data), code=303)
    return _new_page(form), 422


@bp.route("/projects/<code>/edit", methods=["GET", "POST"])
@requires("projects.edit")
def edit(code: str) -> ResponseReturnValue:
    edited = queries.edited(code, current_user.actor)
    form = EditForm(data={**as_data(edited.details), "version": edited.version})
    _offer(form, edited)
    if form.take_code(request.form):
        return _edit_page(form, edited)
    if not form.validate_on_submit():
        return _edit_page(form, edited), 422 if form.errors else 200
    try:
        service.edit_project(
            edited.project.id,
            form.details,
            form.version.data,
            form.reason.data,
            current_user.actor,
        )
    except ChangedMeanwhile as error:
        show_errors(form, error)
        edited = queries.edited(code, current_user.actor)
        return _edit_page(form, edited, conflict=True), 409
    except RuleViolation as error:
        show_errors(form, error)
        return _edit_page(form, edited), 422
    flash(_("已保存项目 %(code)s", code=form.code.data), "success")
    return redirect(url_for("overview.project", code=form.code.data), code=303)


@bp.route("/projects/<code>/archive", methods=["GET", "POST"])
@requires("projects.archive")
def archive(code: str) -> ResponseReturnValue:
    project = queries.to_archive(code, current_user.actor)
    form = ArchiveForm()
    if form.validate_on_submit():
        use_case = service.unarchive if project.archived_on else service.archive
        try:
            use_case(project.id, form.reason.data, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已取消归档") if project.archived_on else _("已归档"), "success")
            return redirect(url_for("overview.project", code=code), code=303)
    page = render_template("projects/archive.html", form=form, project=project)
    return page, 422 if form.errors else 200


def _offer(form: DetailsForm, edited: Edited | None = None) -> None:
    """Active people; and the present owner, who may have left without a successor."""
    people = person_choices()
    if edited and edited.project.owner_id not in dict(people):
        people.append((edited.project.owner_id, edited.project.owner))
    form.offer(department_choices(), people)


def _new_page(form: ProjectForm) -> str:
    _offer(form)
    suggestion = queries.next_code(clock.today().year)
    return render_template("projects/new.html", form=form, suggestion=suggestion)


def _edit_page(form: EditForm, edited: Edited, *, conflict: bool = False) -> str:
    """The form; in a conflict with both versions, and now based on the stored one."""
    stored = DetailsForm(formdata=None, data=as_data(edited.details))
    _offer(stored, edited)
    if conflict:
        form.version.data = edited.version  # saving again, with both versions seen, is meant
    return render_template(
        "projects/edit.html",
        form=form,
        edited=edited,
        conflict=conflict,
        differences=differences(form, stored),
        suggestion=queries.next_code(edited.details.started_on.year),
    )
