"""发票登记簿 and 支付台账."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.infra import clock
from tracker.infra.web import requires
from tracker.payments import queries
from tracker.payments.rules import lists
from tracker.payments.rules.lists import InvoiceView
from tracker.payments.views.blueprint import bp
from tracker.payments.views.shown import filtered, pager, tabs

ALL_YEARS = "all"


@bp.get("/invoices/")
@requires("contracts.read")
def invoices() -> ResponseReturnValue:
    asked = lists.read(request.args)
    view, unknown = lists.chosen(InvoiceView, asked.view, InvoiceView.ALL)
    found = queries.invoice_register(asked, view)
    return render_template(
        "payments/invoices.html",
        asked=asked,
        found=found,
        tabs=tabs("payments.invoices", InvoiceView, view, found.counts),
        pager=pager("payments.invoices", found.place),
        problems=filtered(asked, unknown, found.place),
        years=queries.years_received(),
    )


@bp.get("/payments/")
@requires("payments.read")
def ledger() -> ResponseReturnValue:
    """The year in execution, another one, or with ``year=all`` every year."""
    arguments = dict(request.args.items())
    every = arguments.get("year") == ALL_YEARS
    if every:
        del arguments["year"]
    asked = lists.read(arguments)
    year = None if every else asked.year or clock.today().year
    found = queries.payment_ledger(asked, year)
    return render_template(
        "payments/ledger.html",
        asked=asked,
        year=year,
        years=sorted({*queries.years_paid(), clock.today().year}, reverse=True),
        found=found,
        pager=pager("payments.ledger", found.place),
        problems=filtered(asked, (), found.place),
    )
