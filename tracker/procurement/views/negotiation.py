"""Pages of negotiation records: one of them, drafting, changing, confirming, correcting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.documents import docx, pdf
from tracker.infra.documents.paper import Paper
from tracker.infra.documents.sending import download
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import DomainError
from tracker.procurement.documents.negotiation import paper
from tracker.procurement.forms.negotiation import (
    ActForm,
    CorrectionForm,
    NegotiationForm,
    PaperForm,
    data_of,
)
from tracker.procurement.queries import negotiation as queries
from tracker.procurement.queries.negotiation import DraftPage
from tracker.procurement.rules.negotiation import Person
from tracker.procurement.rules.negotiation_errors import ContentChanged
from tracker.procurement.service import negotiation as service
from tracker.procurement.views.blueprint import bp


@bp.route("/tenders/<int:tender_id>/negotiations/new", methods=["GET", "POST"])
@requires("negotiations.draft")
def new_negotiation(tender_id: int) -> ResponseReturnValue:
    page = queries.draft_page(tender_id, current_user.actor)
    form = _offered(NegotiationForm(data={"held_on": clock.today(), "people": [{}] * 3}), ())
    if _asks_rows(form):
        return _draft(form, page)
    made: list[int] = []
    actor = current_user.actor
    if accepted(form, lambda: made.append(service.draft_record(tender_id, form.content, actor))):
        flash(_("已保存草稿，核对后提交确认"), "success")
        return _to(made[0])
    return _draft(form, page)


@bp.get("/negotiations/<int:record_id>")
@requires("procurement.read")
def negotiation(record_id: int) -> ResponseReturnValue:
    return _page(record_id, PaperForm())


@bp.get("/negotiations/<int:record_id>/record.docx")
@requires("procurement.read")
def negotiation_word(record_id: int) -> ResponseReturnValue:
    return _file(record_id, docx.write, "docx", docx.MEDIA_TYPE)


@bp.get("/negotiations/<int:record_id>/record.pdf")
@requires("procurement.read")
def negotiation_pdf(record_id: int) -> ResponseReturnValue:
    return _file(record_id, pdf.write, "pdf", pdf.MEDIA_TYPE)


@bp.route("/negotiations/<int:record_id>/edit", methods=["GET", "POST"])
@requires("negotiations.draft")
def edit_negotiation(record_id: int) -> ResponseReturnValue:
    shown = queries.negotiation_page(record_id, current_user.actor)
    page = queries.draft_page(shown.tender_id, current_user.actor)
    record = shown.record
    data = {**data_of(record.content), "revision": record.revision}
    form = _offered(NegotiationForm(data=data), record.content.people)
    if _asks_rows(form):
        return _draft(form, page, record_id)
    void: list[int] = []
    revision, actor = form.revision.data, current_user.actor

    def change() -> None:
        void.append(service.change_record(record_id, form.content, revision, actor))

    try:
        saved = accepted(form, change)
    except ContentChanged as error:
        # What was typed stays, now on top of the present text: saving again is meant.
        show_errors(form, error)
        form.revision.data = record.revision
        return _draft(form, page, record_id)
    if saved:
        if void[0]:
            flash(
                _("内容已修改，原有%(count)s人的确认作废，请重新提交确认", count=void[0]), "warning"
            )
        else:
            flash(_("记录已保存"), "success")
        return _to(record_id)
    return _draft(form, page, record_id)


@bp.route("/negotiations/<int:record_id>/correct", methods=["GET", "POST"])
@requires("negotiations.draft")
def correct_negotiation(record_id: int) -> ResponseReturnValue:
    shown = queries.negotiation_page(record_id, current_user.actor)
    page = queries.draft_page(shown.tender_id, current_user.actor)
    form = CorrectionForm(data=data_of(shown.record.content))
    _offered(form, shown.record.content.people)
    if _asks_rows(form):
        return _draft(form, page, record_id, corrects=shown.record.no)
    made: list[int] = []

    def correct() -> None:
        reason, actor = form.reason.data, current_user.actor
        made.append(service.correct_record(record_id, form.content, reason, actor))

    if accepted(form, correct):
        flash(_("已新增更正记录，核对后提交确认"), "success")
        return _to(made[0])
    return _draft(form, page, record_id, corrects=shown.record.no)


@bp.post("/negotiations/<int:record_id>/submit")
@requires("negotiations.draft")
def submit_negotiation(record_id: int) -> ResponseReturnValue:
    form = PaperForm(papers=None)
    try:
        service.submit_record(record_id, form.revision.data, current_user.actor)
    except DomainError as error:
        show_errors(form, error)
        return _page(record_id, form)
    flash(_("已提交，等待列出的人员逐一确认"), "success")
    return _to(record_id)


@bp.post("/negotiations/<int:record_id>/confirm")
@requires("negotiations.confirm")
def confirm_negotiation(record_id: int) -> ResponseReturnValue:
    form = ActForm()
    try:
        locked = service.confirm_record(record_id, form.revision.data, current_user.actor)
    except DomainError as error:
        show_errors(form, error)
        return _page(record_id, form)
    flash(_("已确认，记录已锁定") if locked else _("已确认"), "success")
    return _to(record_id)


@bp.post("/negotiations/<int:record_id>/paper")
@requires("negotiations.draft")
def sign_negotiation_on_paper(record_id: int) -> ResponseReturnValue:
    form, actor = PaperForm(), current_user.actor

    def sign() -> None:
        service.confirm_on_paper(record_id, form.revision.data, form.papers.incoming, actor)

    if accepted(form, sign):
        flash(_("签字扫描件已存档"), "success")
        return _to(record_id)
    return _page(record_id, form)


def _offered(form: NegotiationForm, listed: Sequence[Person]) -> NegotiationForm:
    """The form with the people to choose from: active ones, and whoever is listed already."""
    if request.method == "GET" or request.form.get("do") == "rows":
        form.lengthen()
    known = dict(queries.people_choices())
    left = {one.user_uid: one.name for one in listed if one.user_uid}
    form.offer({**left, **known}.items(), _("外部人员（右侧填写）"))
    return form


def _asks_rows(form: NegotiationForm) -> bool:
    """Whether the button for more rows was pressed; nothing is checked then."""
    return form.is_submitted() and request.form.get("do") == "rows"


def _draft(
    form: NegotiationForm,
    page: DraftPage,
    record_id: int | None = None,
    corrects: int | None = None,
) -> ResponseReturnValue:
    html = render_template(
        "procurement/negotiation_form.html",
        form=form,
        page=page,
        record_id=record_id,
        corrects=corrects,
    )
    return html, 422 if form.errors else 200


def _page(record_id: int, form: ActForm) -> ResponseReturnValue:
    page = queries.negotiation_page(record_id, current_user.actor)
    html = render_template("procurement/negotiation.html", form=form, page=page)
    return html, 422 if form.errors else 200


def _file(
    record_id: int, write: Callable[[Paper], bytes], suffix: str, media_type: str
) -> ResponseReturnValue:
    page = queries.negotiation_page(record_id, current_user.actor)
    content = write(paper(page, clock.now(), current_user.name))
    kind = page.record.kind.label.zh
    return download(content, f"{page.project.code}{kind}{page.record.no}.{suffix}", media_type)


def _to(record_id: int) -> ResponseReturnValue:
    return redirect(url_for("procurement.negotiation", record_id=record_id), code=303)
