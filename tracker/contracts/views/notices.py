"""The notice of a change of a contract."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.contracts import queries
from tracker.contracts.forms.changes import ChangeNoticeForm
from tracker.contracts.service.notices import publish_change as record
from tracker.contracts.views.blueprint import bp
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires, takes_files


@bp.route("/amendments/<int:amendment_id>/notice", methods=["GET", "POST"])
@requires("contracts.publish_change")
@takes_files
def publish_change(amendment_id: int) -> ResponseReturnValue:
    actor = current_user.actor
    change = queries.change_page(amendment_id, actor, clock.today())
    known = change.notice
    form = ChangeNoticeForm(
        data={
            "read": known.id if known else 0,
            "published_on": known.published_on if known else clock.today(),
            "clauses": known.clauses if known else "",
            "url": known.url if known else "",
            "explanation": known.explanation if known else "",
        }
    )
    files = form.papers.incoming
    if accepted(form, lambda: record(amendment_id, actor, form.command, files)):
        flash(_("已登记合同变更公告"), "success")
        return redirect(url_for("overview.contract", contract_id=change.contract.id), code=303)
    page = render_template(
        "contracts/publish_change.html", form=form, contract=change.contract, change=change
    )
    return page, 422 if form.errors else 200
