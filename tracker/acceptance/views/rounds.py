"""One round: what was frozen, who signs, and the signing itself."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.acceptance.documents.invitation import MEDIA_TYPE, Meeting, invitation
from tracker.acceptance.forms.signing import SignForm
from tracker.acceptance.forms.steps import RosterForm, VoidForm
from tracker.acceptance.queries.page import round_page
from tracker.acceptance.queries.steps import roster_page, void_page
from tracker.acceptance.queries.values import RoundPage
from tracker.acceptance.rules.evidence import pieces
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.rules.signing import LONGEST_OPINION, MEANING
from tracker.acceptance.service import opening, signing
from tracker.acceptance.service import roster as seating
from tracker.acceptance.views.blueprint import bp
from tracker.infra import clock
from tracker.infra.forms import accepted, show_errors
from tracker.infra.web import requires
from tracker.kernel.errors import Conflict, NotFound

FORM_ID = "sign"


@bp.get("/acceptance/<int:acceptance_id>")
@requires("acceptance.read")
def show(acceptance_id: int) -> ResponseReturnValue:
    return shown(acceptance_id)


def shown(acceptance_id: int) -> str:
    """The page of the round; a member who opens it to sign has read it."""
    actor = current_user.actor
    page = round_page(acceptance_id, actor, clock.today())
    if page.rights.signs and page.mine is not None and page.mine.read_at is None:
        signing.mark_read(acceptance_id, actor)
    return _shown(page, _sign_form(page))


@bp.post("/acceptance/<int:acceptance_id>")
@requires("acceptance.sign")
def sign(acceptance_id: int) -> ResponseReturnValue:
    actor = current_user.actor
    page = round_page(acceptance_id, actor, clock.today())
    form = _sign_form(page)
    results: list[Outcome] = []

    def use_case() -> None:
        password = form.password.data or ""
        results.append(signing.sign(acceptance_id, actor, form.command, password))

    try:
        if accepted(form, use_case):
            _tell(results[0])
            return redirect(url_for("acceptance.show", acceptance_id=acceptance_id), code=303)
    except Conflict as error:  # voided or changed meanwhile: what was typed stays in sight
        show_errors(form, error)
        fresh = round_page(acceptance_id, actor, clock.today())
        return _shown(fresh, form), 409
    return _shown(page, form), 422


@bp.route("/acceptance/<int:acceptance_id>/void", methods=["GET", "POST"])
@requires("acceptance.void")
def void(acceptance_id: int) -> ResponseReturnValue:
    actor = current_user.actor
    page = (void_page if request.method == "GET" else round_page)(
        acceptance_id, actor, clock.today()
    )
    form, made = VoidForm(), []
    if accepted(form, lambda: made.append(opening.void(acceptance_id, actor, form.reason.data))):
        if made[0] is None:
            flash(_("已作废"), "success")
            return redirect(url_for("acceptance.index"), code=303)
        flash(_("已作废，新的一稿已起草；修改后请重新发起，全员重签"), "success")
        return redirect(url_for("acceptance.edit", acceptance_id=made[0]), code=303)
    body = render_template("acceptance/void.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/acceptance/<int:acceptance_id>/roster", methods=["GET", "POST"])
@requires("acceptance.change_roster")
def roster(acceptance_id: int) -> ResponseReturnValue:
    actor = current_user.actor
    page = roster_page(acceptance_id, actor, clock.today())
    form, made = RosterForm(data={"sign_by": page.sign_by}), []
    form.offer(
        [(one.uid, one.text) for one in page.seated], [(one.uid, one.text) for one in page.people]
    )
    if accepted(
        form, lambda: made.append(seating.replace_member(acceptance_id, actor, form.command))
    ):
        flash(_("已更换成员并重新发起，全员重新签署"), "success")
        return redirect(url_for("acceptance.show", acceptance_id=made[0]), code=303)
    body = render_template("acceptance/roster.html", form=form, page=page.round)
    return body, 422 if form.errors else 200


@bp.get("/acceptance/<int:acceptance_id>/invitation.ics")
@requires("acceptance.read")
def calendar(acceptance_id: int) -> ResponseReturnValue:
    page = round_page(acceptance_id, current_user.actor, clock.today())
    form = page.form
    if form.meet_at is None:
        raise NotFound
    meeting = Meeting(
        uid=f"{page.uid}@tracker",
        sequence=page.version,
        stamp=page.opened_at or clock.now(),
        begins=form.meet_at,
        summary=f"{form.kind.label.zh}：{form.contract.project_name}",
        place=form.place,
        description=f"{form.number}，合同{form.contract.number}，{form.contract.supplier}",
        people=[one.name for one in page.members],
        is_cancelled=page.state is RoundState.VOIDED,
    )
    headers = {"Content-Disposition": f'attachment; filename="{form.number}.ics"'}
    return Response(invitation(meeting), content_type=MEDIA_TYPE, headers=headers)


def _sign_form(page: RoundPage) -> SignForm:
    form = SignForm.for_items(page.fingerprint, len(page.form.items))
    form.belongs(FORM_ID)
    return form


def _shown(page: RoundPage, form: SignForm) -> str:
    return render_template(
        "acceptance/show.html",
        page=page,
        form=form,
        form_id=FORM_ID,
        pieces=pieces,
        meaning=MEANING,
        longest=LONGEST_OPINION,
    )


def _tell(result: Outcome) -> None:
    if result is Outcome.PENDING:
        flash(_("已签署，其余成员签齐后得出结论"), "success")
    elif result is Outcome.ACCEPTED:
        flash(_("全员合格，对应的付款条件今天成就"), "success")
    else:
        flash(_("已签齐，结论为不合格；已登记整改，完成后发起复验"), "warning")
