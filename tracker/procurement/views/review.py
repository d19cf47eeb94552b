"""Pages of reviews and supervision notes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts.queries import person_choices
from tracker.infra import i18n
from tracker.infra.forms import accepted
from tracker.infra.web import requires
from tracker.procurement.forms.review import NoteForm, SubmissionForm, VerdictForm
from tracker.procurement.queries import review as queries
from tracker.procurement.service import review as service
from tracker.procurement.views.blueprint import bp


@bp.route("/tenders/<int:tender_id>/reviews/new", methods=["GET", "POST"])
@requires("reviews.submit")
def new_review(tender_id: int) -> ResponseReturnValue:
    page = queries.tender_ref(tender_id, current_user.actor, to_submit=True)
    form = SubmissionForm(data={"author_id": current_user.id})
    form.author_id.offer(person_choices())
    actor = current_user.actor

    def submit() -> None:
        service.submit_content(tender_id, form.submission, form.papers.incoming, actor)

    if accepted(form, submit):
        flash(_("已提交审核，由编制人以外的审核人办理"), "success")
        return redirect(url_for("procurement.tender", tender_id=tender_id), code=303)
    html = render_template("procurement/new_review.html", form=form, page=page)
    return html, 422 if form.errors else 200


@bp.route("/reviews/<int:review_id>", methods=["GET", "POST"])
@requires("procurement.read")
def review(review_id: int) -> ResponseReturnValue:
    page = queries.review_page(review_id, current_user.actor)
    form = VerdictForm()
    actor = current_user.actor
    if accepted(form, lambda: service.decide_review(review_id, form.verdict, actor)):
        flash(_("审核结果已登记"), "success")
        return redirect(url_for("procurement.tender", tender_id=page.tender_id), code=303)
    html = render_template("procurement/review.html", form=form, page=page)
    return html, 422 if form.errors else 200


@bp.route("/tenders/<int:tender_id>/notes/new", methods=["GET", "POST"])
@requires("supervision.note")
def new_note(tender_id: int) -> ResponseReturnValue:
    page = queries.tender_ref(tender_id, current_user.actor)
    form = NoteForm()
    form.step_record_id.offer(
        [(key, i18n.label(label)) for key, label in page.steps], blank=_("整个采购过程")
    )
    actor = current_user.actor

    def write() -> None:
        service.write_note(tender_id, form.step_record_id.data, form.text.data, actor)

    if accepted(form, write):
        flash(_("监督记录已保存"), "success")
        return redirect(url_for("procurement.tender", tender_id=tender_id), code=303)
    html = render_template("procurement/new_note.html", form=form, page=page)
    return html, 422 if form.errors else 200
