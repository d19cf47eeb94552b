"""What happens to a contract as a whole: publication, filing, its end; and its old versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.contracts import queries
from tracker.contracts.forms.changes import TerminateForm
from tracker.contracts.forms.facts import DayForm
from tracker.contracts.queries.values import ContractView, VersionView
from tracker.contracts.rules import comparison
from tracker.contracts.service import ending, facts
from tracker.contracts.views.blueprint import bp
from tracker.contracts.views.opening import opened
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires


@bp.route("/contracts/<int:contract_id>/publish", methods=["GET", "POST"])
@requires("contracts.publish")
def publish(contract_id: int) -> ResponseReturnValue:
    contract = opened(contract_id)
    form = DayForm(data={"on": contract.published_on or clock.today()})
    actor = current_user.actor
    if accepted(form, lambda: facts.publish(contract_id, actor, form.day, form.explanation.data)):
        return _done(contract_id, _("已登记合同公告"))
    limit = queries.limit_of("publishing", contract_id)
    page = render_template("contracts/publish.html", form=form, contract=contract, limit=limit)
    return page, 422 if form.errors else 200


@bp.route("/contracts/<int:contract_id>/file", methods=["GET", "POST"])
@requires("contracts.file")
def file(contract_id: int) -> ResponseReturnValue:
    contract = opened(contract_id)
    form = DayForm(data={"on": contract.filed_on or clock.today()})
    actor = current_user.actor
    if accepted(form, lambda: facts.file(contract_id, actor, form.day, form.explanation.data)):
        return _done(contract_id, _("已登记合同备案"))
    limit = queries.limit_of("filing", contract_id)
    page = render_template("contracts/file.html", form=form, contract=contract, limit=limit)
    return page, 422 if form.errors else 200


@bp.route("/contracts/<int:contract_id>/terminate", methods=["GET", "POST"])
@requires("contracts.terminate")
def terminate(contract_id: int) -> ResponseReturnValue:
    contract = opened(contract_id)
    form = TerminateForm(data={"on": clock.today()})
    actor = current_user.actor
    if accepted(form, lambda: ending.terminate(contract_id, actor, form.command)):
        return _done(contract_id, _("合同已终止"))
    page = render_template("contracts/terminate.html", form=form, contract=contract)
    return page, 422 if form.errors else 200


@bp.get("/contracts/<int:contract_id>/versions/<int:no>")
@requires("contracts.read")
def version(contract_id: int, no: int) -> ResponseReturnValue:
    contract = queries.contract_facts(contract_id, clock.today())
    shown = contract.version_no(no)
    old = _other(contract, no)
    rows = old.rows if old else ()
    return render_template(
        "contracts/version.html",
        contract=contract,
        version=shown,
        old=old,
        pairs=comparison.compared(rows, shown.rows),
        totals=(comparison.total(rows), comparison.total(shown.rows)),
    )


def _other(contract: ContractView, no: int) -> VersionView | None:
    """The version asked for beside this one (``?with=``), else the one before it, if any."""
    others = {str(one.no): one for one in contract.versions if one.no != no}
    return others.get(request.args.get("with", "")) or others.get(str(no - 1))


def _done(contract_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("overview.contract", contract_id=contract_id), code=303)
