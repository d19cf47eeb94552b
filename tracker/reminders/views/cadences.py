"""提醒规则: when each kind reminds and why, and a calendar of what a change would do."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.infra import clock, i18n
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.reminders.queries import cadences as reading
from tracker.reminders.rules.preview import Day, read_cadence
from tracker.reminders.views.blueprint import bp


@bp.get("/rules")
@requires("reminders.read")
def rules() -> ResponseReturnValue:
    return render_template("reminders/rules.html", rows=reading.rules())


@bp.get("/rules/<kind>")
@requires("reminders.read")
def preview(kind: str) -> ResponseReturnValue:
    """A trial only: the rule itself is a file, so that a change has an author and a date."""
    row = reading.rule_of(kind)
    leads = request.args.get("leads", row.leads)
    repeat = request.args.get("repeat", str(row.kind.cadence.repeat))
    days: tuple[Day, ...] = ()
    error = ""
    try:
        days = reading.preview(row.kind, read_cadence(leads, repeat), clock.today())
    except RuleViolation as refused:
        error = refused.text(i18n.lang())
    page = render_template(
        "reminders/preview.html", row=row, leads=leads, repeat=repeat, days=days, error=error
    )
    return page, 422 if error else 200
