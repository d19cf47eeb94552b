"""The editor of a signed schedule, alone or together with an amendment of the amount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.contracts import queries
from tracker.contracts.forms.changes import AmendForm, ReviseForm
from tracker.contracts.forms.rows import as_data
from tracker.contracts.queries import ContractView, Editor
from tracker.contracts.rules.facts import ChangedMeanwhile
from tracker.contracts.rules.preview import Draft, Ground, preview
from tracker.contracts.service import schedule as service
from tracker.contracts.views.blueprint import bp
from tracker.contracts.views.editor import is_saving, redrawn, saved
from tracker.contracts.views.opening import opened
from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.web import requires, takes_files


@dataclass(frozen=True)
class Desk:
    """A signed contract and the draft on top of it."""

    contract: ContractView
    editor: Editor
    form: Any
    draft: Draft


@bp.route("/contracts/<int:contract_id>/schedule", methods=["GET", "POST"])
@requires("contracts.revise")
@takes_files
def schedule(contract_id: int) -> ResponseReturnValue:
    desk = _desk(contract_id, ReviseForm, lambda _form, ground: ground)
    actor = current_user.actor
    return _answer(
        "contracts/schedule.html",
        desk,
        lambda: service.revise_schedule(
            contract_id, actor, desk.form.command, desk.form.papers.incoming
        ),
    )


@bp.route("/contracts/<int:contract_id>/amend", methods=["GET", "POST"])
@requires("contracts.amend")
@takes_files
def amend(contract_id: int) -> ResponseReturnValue:
    desk = _desk(
        contract_id,
        AmendForm,
        lambda form, ground: replace(ground, price=form.changed(ground.price)),
    )
    actor = current_user.actor
    return _answer(
        "contracts/amend.html",
        desk,
        lambda: service.amend(contract_id, actor, desk.form.command, desk.form.papers.incoming),
    )


def _desk(contract_id: int, kind: type[Any], ground_for: Callable[[Any, Ground], Ground]) -> Desk:
    """The version in force to begin with, afterwards what was posted."""
    today = clock.today()
    contract = opened(contract_id)
    editor = queries.editor(contract_id, today)

    def ground(form: Any) -> Ground:
        return ground_for(form, editor.ground)

    if request.method == "GET":
        rows = as_data(editor.terms)
        form = kind(data={"version": editor.version, "on": today, "instalments": rows})
    else:
        form = redrawn(kind, ground)
    return Desk(contract, editor, form, preview(form.terms, ground(form)))


def _answer(template: str, desk: Desk, use_case: Callable[[], object]) -> ResponseReturnValue:
    if not is_saving():
        return _page(template, desk)
    try:
        if not saved(desk.form, desk.draft, use_case):
            return _page(template, desk), 422
    except ChangedMeanwhile as error:
        # Both versions are shown, and the draft now stands on the new one: saving again is meant.
        show_errors(desk.form, error)
        desk.form.version.data = desk.editor.version
        return _page(template, desk, changed_meanwhile=True), 409
    version = desk.editor.version + 1
    flash(_("已保存为第%(version)s版付款节点", version=version), "success")
    return redirect(url_for("overview.contract", contract_id=desk.contract.id), code=303)


def _page(template: str, desk: Desk, *, changed_meanwhile: bool = False) -> str:
    return render_template(
        template,
        form=desk.form,
        draft=desk.draft,
        contract=desk.contract,
        changed_meanwhile=changed_meanwhile,
    )
