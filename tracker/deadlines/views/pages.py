"""时限规则: the limits, their versions, and adding one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.deadlines import queries
from tracker.deadlines.forms.versions import VersionForm
from tracker.deadlines.service import versions
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires

bp = Blueprint("deadlines", __name__, url_prefix="/rules")


@bp.get("/")
@requires("limits.read")
def index() -> ResponseReturnValue:
    return render_template("deadlines/index.html", page=queries.rules_page(clock.today()))


@bp.get("/<key>")
@requires("limits.read")
def limit(key: str) -> ResponseReturnValue:
    line = queries.limit_page(key, clock.today())
    return render_template("deadlines/limit.html", line=line)


@bp.route("/<key>/versions/new", methods=["GET", "POST"])
@requires("limits.add_version")
def new_version(key: str) -> ResponseReturnValue:
    line = queries.limit_page(key, clock.today())
    newest = line.versions[0].limit
    form = VersionForm(
        data={
            "value": newest.value,
            "unit": newest.unit,
            "source": newest.source,
            "article": newest.article,
        }
    )
    form.offer(newest)
    if accepted(form, lambda: versions.add_version(form.version(key), current_user.actor)):
        flash(_("已增加版本，从施行日期起的事项按它计时"), "success")
        return redirect(url_for("deadlines.limit", key=key), code=303)
    page = render_template("deadlines/new_version.html", form=form, line=line)
    return page, 422 if form.errors else 200


@bp.post("/<key>/versions/<int:version_id>/withdraw")
@requires("limits.add_version")
def withdraw_version(key: str, version_id: int) -> ResponseReturnValue:
    versions.withdraw_version(version_id, current_user.actor)
    flash(_("已撤回尚未施行的版本"), "success")
    return redirect(url_for("deadlines.limit", key=key), code=303)
