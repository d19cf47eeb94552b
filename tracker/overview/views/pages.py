"""工作台, 项目详情 and 合同页."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.infra import clock
from tracker.infra.web import requires
from tracker.overview import queries
from tracker.overview.views.blueprint import bp
from tracker.overview.views.shown import stage_items
from tracker.reminders.rules.work import Work


@bp.get("/")
@requires("overview.read")
def workbench() -> ResponseReturnValue:
    if not queries.has_projects():
        return render_template("overview/first_run.html", page=queries.setup_page())
    asked = request.args.get("work", "")
    chosen = Work(asked) if asked in frozenset(Work) else None
    page = queries.desk_page(current_user.actor, chosen, clock.today())
    return render_template("overview/workbench.html", page=page)


@bp.get("/projects/<code>")
@requires("projects.read")
def project(code: str) -> ResponseReturnValue:
    page = queries.project_page(code, current_user.actor, clock.today())
    return render_template("overview/project.html", page=page, stages=stage_items(page.steps))


@bp.get("/contracts/<int:contract_id>")
@requires("contracts.read")
def contract(contract_id: int) -> ResponseReturnValue:
    page = queries.contract_page(contract_id, current_user.actor, clock.today())
    return render_template("overview/contract.html", page=page)
