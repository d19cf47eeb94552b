"""Choosing a file, looking at what it comes to, confirming it, and what was imported."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.queries import department_choices, person_choices
from tracker.imports import documents, queries
from tracker.imports.forms import ConfirmForm, DiscardForm, FileForm
from tracker.imports.rules.outcome import Outcome
from tracker.imports.rules.refusals import Overtaken
from tracker.imports.rules.template import TABLES
from tracker.imports.service import confirming, looking
from tracker.imports.views.blueprint import bp
from tracker.infra import i18n
from tracker.infra.documents import xlsx
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires, takes_files
from tracker.kernel.errors import NotFound, RuleViolation


@bp.route("/imports/", methods=["GET", "POST"])
@requires("imports.look")
@takes_files
def index() -> ResponseReturnValue:
    form, actor = FileForm(), current_user.actor
    drafts: list[str] = []

    def look() -> None:
        one = form.papers.incoming[0]
        drafts.append(looking.look(one.name, one.stream, actor))

    if accepted(form, look):
        return redirect(url_for("imports.preview", uid=drafts[0]), code=303)
    page = render_template(
        "imports/index.html",
        form=form,
        waiting=queries.waiting(actor),
        recent=queries.recent(),
        tables=TABLES,
        largest=looking.LARGEST,
    )
    return page, 422 if form.errors else 200


@bp.get("/imports/template")
@requires("imports.look")
def template() -> ResponseReturnValue:
    departments = [name for _key, name in department_choices()]
    people = [name for _key, name in person_choices()]
    return xlsx.send(documents.template(departments, people), _("导入模板"), to_fill=True)


@bp.get("/imports/check/<uuid:uid>")
@requires("imports.look")
def preview(uid: object) -> ResponseReturnValue:
    return _preview(str(uid), ConfirmForm(formdata=None))


@bp.post("/imports/check/<uuid:uid>")
@requires("imports.confirm")
def confirm(uid: object) -> ResponseReturnValue:
    key, actor, form = str(uid), current_user.actor, ConfirmForm()
    if not form.validate_on_submit():
        return _preview(key, form), 422
    try:
        done = confirming.confirm(key, form.fingerprint.data or "", actor)
    except Overtaken as error:
        looking.look_again(key, actor)
        form = ConfirmForm(formdata=None)
        show_errors(form, error)
        return _preview(key, form), 409
    except RuleViolation as error:
        show_errors(form, error)
        return _preview(key, form), 422
    flash(_("导入完成，全部写入台账；有关人员会收到一份汇总"), "success")
    return redirect(url_for("imports.show", uid=done), code=303)


@bp.post("/imports/check/<uuid:uid>/discard")
@requires("imports.look")
def discard(uid: object) -> ResponseReturnValue:
    if DiscardForm().validate_on_submit():
        looking.discard(str(uid), current_user.actor)
        flash(_("已放弃这份文件，没有导入任何内容"), "success")
    return redirect(url_for("imports.index"), code=303)


@bp.get("/imports/check/<uuid:uid>/problems")
@requires("imports.look")
def problems(uid: object) -> ResponseReturnValue:
    found = queries.looked(str(uid), current_user.actor)
    tables = looking.tables_of(looking.own(found.uid, current_user.actor))
    sheets = documents.problems(tables, found.result)
    if not sheets:
        raise NotFound
    return xlsx.send(sheets, _("导入问题清单"), to_fill=True)


@bp.get("/imports/<uuid:uid>")
@requires("imports.read")
def show(uid: object) -> ResponseReturnValue:
    return render_template("imports/show.html", page=queries.imported(str(uid)))


def _preview(uid: str, form: Any) -> str:
    found = queries.looked(uid, current_user.actor)
    form.fingerprint.data = found.result.fingerprint
    only = request.args.get("only", "")
    outcome = next((one for one in Outcome if one == only), None)
    lines = [one for one in found.result.lines if outcome in (None, one.outcome)]
    return render_template(
        "imports/preview.html",
        form=form,
        discard=DiscardForm(formdata=None),
        page=found,
        tables=[(table, [one for one in lines if one.table == table.key]) for table in TABLES],
        pills=_pills(uid, found.result, outcome),
        outcomes=Outcome,
    )


def _pills(uid: str, result: Any, chosen: Outcome | None) -> list[dict[str, object]]:
    """All rows, and those of each outcome that there is."""
    here = url_for("imports.preview", uid=uid)
    every = {"text": _("全部"), "href": here, "count": len(result.lines), "active": not chosen}
    found = [(one, result.count(one)) for one in Outcome]
    return [
        every,
        *(
            {
                "text": i18n.label(one.label),
                "href": f"{here}?only={one}",
                "count": count,
                "active": one is chosen,
            }
            for one, count in found
            if count
        ),
    ]
