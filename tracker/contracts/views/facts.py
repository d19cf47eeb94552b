"""What happens to one instalment: its trigger, estimate, invoices, deductions and disputes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.contracts import queries
from tracker.contracts.forms.changes import DeductForm
from tracker.contracts.forms.facts import (
    USUAL_PROOF,
    DisputeForm,
    EstimateForm,
    InvoiceForm,
    ReasonForm,
    TriggerForm,
)
from tracker.contracts.queries import ContractView, InstalmentView
from tracker.contracts.service import disputes, facts
from tracker.contracts.service.schedule import amend
from tracker.contracts.views.blueprint import bp
from tracker.contracts.views.opening import opened, opened_instalment
from tracker.infra import clock
from tracker.infra.forms import accepted
from tracker.infra.web import requires, takes_files


@bp.route("/instalments/<int:instalment_id>/trigger", methods=["GET", "POST"])
@requires("contracts.record_trigger")
@takes_files
def trigger(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    usual = USUAL_PROOF.get(instalment.terms.trigger)
    form = TriggerForm(data={"on": clock.today(), "kind": usual})
    files, actor = form.papers.incoming, current_user.actor
    if accepted(
        form,
        lambda: facts.record_trigger(instalment_id, actor, form.day, form.proof, files),
    ):
        return _done(contract, _("已登记第%(no)s笔付款条件成就", no=instalment.no))
    today = clock.today()
    page = render_template(
        "contracts/trigger.html",
        form=form,
        contract=contract,
        instalment=instalment,
        landing=queries.landing(instalment_id, form.on.data, today),
        by_round=queries.only_elsewhere(instalment_id, today),
    )
    return page, 422 if form.errors else 200


@bp.route("/instalments/<int:instalment_id>/retract", methods=["GET", "POST"])
@requires("contracts.retract_trigger")
def retract(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    form = ReasonForm()
    actor = current_user.actor
    if accepted(form, lambda: facts.retract_trigger(instalment_id, actor, form.reason.data)):
        return _done(contract, _("已撤回第%(no)s笔付款条件成就", no=instalment.no))
    return _page("contracts/retract.html", form, contract, instalment)


@bp.route("/instalments/<int:instalment_id>/estimate", methods=["GET", "POST"])
@requires("contracts.estimate")
def estimate(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    form = EstimateForm(data={"expected_on": instalment.expected_on})
    actor = current_user.actor
    if request.form.get("do") == "save" and accepted(
        form,
        lambda: facts.estimate(instalment_id, actor, form.expected_on.data, form.reason.data),
    ):
        return _done(contract, _("已调整第%(no)s笔的预计日期", no=instalment.no))
    landing = queries.landing(instalment_id, form.expected_on.data, clock.today())
    return _page("contracts/estimate.html", form, contract, instalment, landing)


@bp.route("/instalments/<int:instalment_id>/invoices/new", methods=["GET", "POST"])
@requires("contracts.record_invoice")
@takes_files
def invoice(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    today = clock.today()
    form = InvoiceForm(data={"amount": instalment.uninvoiced, "received_on": today})
    files, actor = form.papers.incoming, current_user.actor
    if accepted(form, lambda: facts.record_invoice(instalment_id, actor, form.command, files)):
        return _done(contract, _("已登记发票%(number)s", number=form.number.data))
    return _page("contracts/invoice.html", form, contract, instalment)


@bp.route("/invoices/<int:invoice_id>/void", methods=["GET", "POST"])
@requires("contracts.void_invoice")
def void_invoice(invoice_id: int) -> ResponseReturnValue:
    contract, view = queries.invoice_facts(invoice_id, clock.today())
    opened(contract.id)
    form = ReasonForm()
    actor = current_user.actor
    if accepted(form, lambda: facts.void_invoice(invoice_id, actor, form.reason.data)):
        return _done(contract, _("已作废发票%(number)s", number=view.number))
    page = render_template("contracts/void.html", form=form, contract=contract, invoice=view)
    return page, 422 if form.errors else 200


@bp.route("/instalments/<int:instalment_id>/deduct", methods=["GET", "POST"])
@requires("contracts.amend")
@takes_files
def deduct(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    form = DeductForm(data={"version": contract.version, "on": clock.today()})
    files, actor = form.papers.incoming, current_user.actor
    if accepted(form, lambda: amend(contract.id, actor, form.command(instalment.uid), files)):
        return _done(contract, _("已登记第%(no)s笔扣款", no=instalment.no))
    return _page("contracts/deduct.html", form, contract, instalment)


@bp.route("/instalments/<int:instalment_id>/dispute", methods=["GET", "POST"])
@requires("contracts.dispute")
def dispute(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    form = DisputeForm(data={"amount": instalment.open, "on": clock.today()})
    actor = current_user.actor
    if accepted(form, lambda: disputes.dispute(instalment_id, actor, form.command)):
        return _done(contract, _("已冻结第%(no)s笔的争议金额", no=instalment.no))
    return _page("contracts/dispute.html", form, contract, instalment)


@bp.route("/instalments/<int:instalment_id>/undispute", methods=["GET", "POST"])
@requires("contracts.undispute")
def undispute(instalment_id: int) -> ResponseReturnValue:
    contract, instalment = opened_instalment(instalment_id)
    form = ReasonForm()
    actor = current_user.actor
    if accepted(form, lambda: disputes.undispute(instalment_id, actor, form.reason.data)):
        return _done(contract, _("已解除第%(no)s笔的冻结", no=instalment.no))
    return _page("contracts/undispute.html", form, contract, instalment)


def _done(contract: ContractView, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("overview.contract", contract_id=contract.id), code=303)


def _page(
    template: str,
    form: Any,
    contract: ContractView,
    instalment: InstalmentView,
    landing: queries.Landing | None = None,
) -> ResponseReturnValue:
    page = render_template(
        template, form=form, contract=contract, instalment=instalment, landing=landing
    )
    return page, 422 if form.errors else 200
