"""Files on record: the list, adding some, reading one, withdrawing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra.files import store
from tracker.infra.forms import accepted
from tracker.infra.web import requires, takes_files, wants_json
from tracker.projects import queries, service
from tracker.projects.forms.files import FilesForm, WithdrawForm
from tracker.projects.queries import UploadPage
from tracker.projects.views.blueprint import bp

# A file is only ever saved: should a browser show it after all, it runs nothing.
FILE_POLICY = "default-src 'none'; sandbox"


@bp.get("/projects/<code>/files")
@requires("projects.read")
def files(code: str) -> ResponseReturnValue:
    page = queries.files_page(code, current_user.actor)
    return render_template("projects/files.html", page=page)


@bp.route("/projects/<code>/files/new", methods=["GET", "POST"])
@requires("attachments.attach")
@takes_files
def attach(code: str) -> ResponseReturnValue:
    page = queries.upload_page(code, current_user.actor)
    form = _form(page)
    incoming, actor = form.papers.incoming, current_user.actor
    if accepted(form, lambda: service.attach(page.project.id, form.filing, incoming, actor)):
        flash(_("已上传%(count)s个文件", count=len(incoming)), "success")
        return _done(url_for("projects.files", code=code))
    if form.errors and wants_json():
        return _refused(form), 422
    limits = {"one": store.largest(), "all": store.largest_together(), "most": store.MOST_AT_ONCE}
    body = render_template("projects/attach.html", form=form, page=page, limits=limits)
    return body, 422 if form.errors else 200


def _form(page: UploadPage) -> FilesForm:
    """Empty, with what the link that led here has named."""
    asked = {"kind": request.args.get("kind"), "subject": request.args.get("about")}
    form = FilesForm(data=asked)
    form.offer(page.kinds, page.subjects)
    return form


def _done(location: str) -> ResponseReturnValue:
    """A browser goes on by itself; the script that shows progress is told where."""
    if wants_json():
        return jsonify(location=location), 201, {"Location": location}
    return redirect(location, code=303)


def _refused(form: Any) -> Response:
    messages = [text for texts in form.errors.values() for text in texts]
    return jsonify(error={"code": "refused", "message": "\n".join(messages)})


@bp.get("/files/<uuid:uid>")
@requires("attachments.read")
def file(uid: UUID) -> ResponseReturnValue:
    found = queries.file_to_read(str(uid), current_user.actor)
    content = store.opened(found.sha256, found.name)
    response = send_file(
        content, mimetype=found.media_type, as_attachment=True, download_name=found.name
    )
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/files/<uuid:uid>/withdraw", methods=["GET", "POST"])
@requires("attachments.withdraw")
def withdraw(uid: UUID) -> ResponseReturnValue:
    found = queries.file_to_withdraw(str(uid), current_user.actor)
    form = WithdrawForm()
    if accepted(form, lambda: service.withdraw(found.uid, form.reason.data, current_user.actor)):
        flash(_("已撤下%(name)s", name=found.name), "success")
        return redirect(url_for("projects.files", code=found.project.code), code=303)
    body = render_template("projects/withdraw.html", form=form, file=found)
    return body, 422 if form.errors else 200
