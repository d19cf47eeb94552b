"""A new contract with its schedule, on one page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from tracker.contracts import queries
from tracker.contracts.forms import board
from tracker.contracts.forms.contract import SignForm
from tracker.contracts.queries import OpenAward
from tracker.contracts.rules.drafts import templates
from tracker.contracts.rules.preview import Ground, preview
from tracker.contracts.service.sign import sign_contract
from tracker.contracts.views.blueprint import bp
from tracker.contracts.views.editor import is_saving, redrawn, saved
from tracker.infra import clock, i18n
from tracker.infra.web import requires
from tracker.procurement.queries import supplier_choices
from tracker.projects.queries import to_edit


@bp.route("/projects/<code>/contracts/new", methods=["GET", "POST"])
@requires("contracts.sign")
def new(code: str) -> ResponseReturnValue:
    project = to_edit(code, current_user.actor)
    awards = queries.open_awards(project.id)
    form = _form(awards)
    form.offer(supplier_choices(), _choices(awards))
    draft = preview(form.terms, _ground(form))
    actor = current_user.actor
    if is_saving() and saved(form, draft, lambda: sign_contract(project.id, actor, form.command)):
        flash(_("已登记合同%(number)s", number=form.number.data), "success")
        return redirect(url_for("overview.project", code=code), code=303)
    page = render_template(
        "contracts/new.html", form=form, draft=draft, project=project, templates=templates()
    )
    return page, 422 if is_saving() else 200


def _form(awards: Iterable[OpenAward]) -> SignForm:
    """An empty form with the usual steps, or the posted one as its button leaves it."""
    if request.method == "GET":
        form = SignForm()
        if form.kept is not None:
            return form
        start = _with_award(
            awards,
            MultiDict({"signed_on": clock.today().isoformat(), "award": _first_of(awards)}),
        )
        return SignForm(board.redrawn(start, "template", (), _ground(form)))
    if request.form.get("do") == "award":
        return SignForm(_with_award(awards, MultiDict(request.form)))
    return redrawn(SignForm, _ground)


def _ground(form: SignForm) -> Ground:
    today = clock.today()
    supplier_id = form.supplier_id.data
    return queries.new_ground(form.price(), form.landmarks(today), supplier_id, today)


def _first_of(awards: Iterable[OpenAward]) -> str:
    """The first open service year of the award that the address names."""
    asked = request.args.get("award", "")
    return next((one.key for one in awards if str(one.award_id) == asked), "")


def _with_award(awards: Iterable[OpenAward], posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """The fields with what the chosen award says of the contract."""
    award = next((one for one in awards if one.key == posted.get("award")), None)
    if award is not None:
        posted["supplier_id"] = str(award.supplier_id)
        posted["amount"] = str(award.amount)
        posted["service_from"] = award.service_from.isoformat()
        posted["service_to"] = award.service_to.isoformat()
    return posted


def _choices(awards: Iterable[OpenAward]) -> list[tuple[str, str]]:
    return [
        (
            award.key,
            _(
                "%(method)s %(supplier)s，第%(year)s/%(years)s服务年，%(amount)s元",
                method=i18n.label(award.method.label),
                supplier=award.supplier,
                year=award.year,
                years=award.years,
                amount=award.amount,
            ),
        )
        for award in awards
    ]
