"""Pages of tenders: one of them, planning it, changing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires
from tracker.procurement import queries, service
from tracker.procurement.forms.tenders import EditTenderForm, TenderForm
from tracker.procurement.queries import PlanPage
from tracker.procurement.rules.negotiation import kind_for
from tracker.procurement.views.blueprint import bp


@bp.get("/tenders/<int:tender_id>")
@requires("procurement.read")
def tender(tender_id: int) -> str:
    actor = current_user.actor
    page = queries.tender_page(tender_id, actor)
    return render_template(
        "procurement/tender.html",
        page=page,
        negotiations=queries.negotiations([tender_id]).get(tender_id, ()),
        has_negotiations=kind_for(page.details.method) is not None,
        supervision=queries.supervision(tender_id, actor, clock.today()),
    )


@bp.route("/projects/<code>/tenders/new", methods=["GET", "POST"])
@requires("procurement.plan")
def new_tender(code: str) -> ResponseReturnValue:
    page = queries.plan_page(code, _previous_id(), current_user.actor)
    previous_id = page.previous.id if page.previous else None
    form = TenderForm(data=_start(page))
    form.offer()
    made: list[int] = []

    def plan() -> None:
        details = form.details(previous_id)
        made.append(service.plan_tender(page.project.id, details, current_user.actor))

    if accepted(form, plan):
        flash(_("已新增采购，请按步骤登记"), "success")
        return redirect(url_for("procurement.tender", tender_id=made[0]), code=303)
    body = render_template("procurement/new_tender.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/tenders/<int:tender_id>/edit", methods=["GET", "POST"])
@requires("procurement.edit")
def edit_tender(tender_id: int) -> ResponseReturnValue:
    page = queries.edit_page(tender_id, current_user.actor)
    form = EditTenderForm(data={**page.values, "version": page.version})
    form.offer()

    def edit() -> None:
        details, actor = form.details(page.details.previous_id), current_user.actor
        service.edit_tender(tender_id, details, form.version.data, form.reason.data, actor)

    if accepted(form, edit):
        flash(_("已保存采购信息"), "success")
        return redirect(url_for("procurement.tender", tender_id=tender_id), code=303)
    body = render_template("procurement/edit_tender.html", form=form, page=page)
    return body, 422 if form.errors else 200


def _previous_id() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _start(page: PlanPage) -> dict[str, object]:
    """What the failed tender said, else the project's name."""
    if page.details is None:
        return {"title": page.project.name, "years": 1}
    return page.values
