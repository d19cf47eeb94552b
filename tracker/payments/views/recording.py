"""Pages of payments: recording one, reversing one, a leader's approval to pay early."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.forms import show_errors
from tracker.infra.web import requires, takes_files
from tracker.kernel.errors import RuleViolation, Violations
from tracker.payments import queries, service
from tracker.payments.forms.recording import OverrideForm, PaymentForm, ReversalForm
from tracker.payments.queries.pages import InstalmentPage
from tracker.payments.rules.recording import violations
from tracker.payments.views.blueprint import bp


@bp.get("/instalments/<int:instalment_id>/payments/new")
@requires("payments.record")
def new(instalment_id: int) -> ResponseReturnValue:
    asked = request.args.get("application", type=int)
    page = queries.instalment_page(instalment_id, clock.today(), application_id=asked)
    form = PaymentForm()
    form.offer(page.payable, page.invoices)
    form.propose(page.usual)
    return render_template("payments/new.html", form=form, page=page)


@bp.post("/instalments/<int:instalment_id>/payments/new")
@requires("payments.record")
@takes_files
def record(instalment_id: int) -> ResponseReturnValue:
    form = PaymentForm()
    page = queries.instalment_page(instalment_id, clock.today(), form.voucher.data or "")
    form.offer(page.payable, page.invoices)
    if form.take_open.data:
        approved = page.payable.approved(form.application_id.data)
        form.take(approved.amount if approved else page.open)
        return render_template("payments/new.html", form=form, page=page)
    if not form.validate():
        return _refuse(form, page)
    try:
        service.record(instalment_id, current_user.actor, form.command, form.papers.incoming)
    except RuleViolation as error:
        show_errors(form, error)
        return render_template("payments/new.html", form=form, page=page), 422
    flash(_("已登记付款%(amount)s元", amount=form.amount.data), "success")
    return redirect(url_for("overview.contract", contract_id=page.contract_id))


def _refuse(form: PaymentForm, page: InstalmentPage) -> ResponseReturnValue:
    """What could be read is judged as well, so that every mistake is shown at once."""
    show_errors(form, Violations(violations(page.payable, form.draft, clock.today())))
    return render_template("payments/new.html", form=form, page=page), 422


@bp.route("/instalments/<int:instalment_id>/override", methods=["GET", "POST"])
@requires("payments.override")
def override(instalment_id: int) -> ResponseReturnValue:
    form = OverrideForm()
    page = queries.instalment_page(instalment_id, clock.today())
    if form.validate_on_submit():
        try:
            service.override(instalment_id, current_user.actor, form.reason.data or "")
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已特批，财务可以登记付款"), "success")
            return redirect(url_for("overview.contract", contract_id=page.contract_id))
    body = render_template("payments/override.html", form=form, page=page)
    return body, 422 if form.errors else 200


@bp.route("/payments/<int:payment_id>/reverse", methods=["GET", "POST"])
@requires("payments.reverse")
def reverse(payment_id: int) -> ResponseReturnValue:
    page = queries.reversal_page(payment_id)
    form = ReversalForm(amount=page.payment.left, on=clock.today())
    form.offer_kinds()
    if form.validate_on_submit():
        try:
            service.reverse(payment_id, current_user.actor, form.command)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已冲正%(amount)s元，这部分重新列为未付", amount=form.amount.data), "success")
            return redirect(url_for("overview.contract", contract_id=page.payment.contract_id))
    body = render_template("payments/reverse.html", form=form, page=page)
    return body, 422 if form.errors else 200
