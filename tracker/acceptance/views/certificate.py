"""The certificate on paper, and whether a paper is what the system has on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.acceptance.documents.certificate import paper
from tracker.acceptance.queries.certificate import Certificate, certificate
from tracker.acceptance.queries.checking import check_printed
from tracker.acceptance.rules import checkcode
from tracker.acceptance.views.blueprint import bp
from tracker.infra import clock
from tracker.infra.documents import docx, pdf
from tracker.infra.documents.paper import Paper
from tracker.infra.documents.sending import download
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation


@bp.get("/acceptance/<int:acceptance_id>/certificate")
@requires("acceptance.read")
def certificate_page(acceptance_id: int) -> ResponseReturnValue:
    found, at = _found(acceptance_id)
    page = found.page
    sheet = paper(found, at, current_user.name)
    return render_template("acceptance/certificate.html", page=page, paper=sheet)


@bp.get("/acceptance/<int:acceptance_id>/certificate.docx")
@requires("acceptance.read")
def certificate_word(acceptance_id: int) -> ResponseReturnValue:
    return _file(acceptance_id, docx.write, "docx", docx.MEDIA_TYPE)


@bp.get("/acceptance/<int:acceptance_id>/certificate.pdf")
@requires("acceptance.read")
def certificate_pdf(acceptance_id: int) -> ResponseReturnValue:
    return _file(acceptance_id, pdf.write, "pdf", pdf.MEDIA_TYPE)


@bp.get("/acceptance/check")
@requires("acceptance.read")
def check() -> ResponseReturnValue:
    typed = request.args.get("code", "").strip()
    checked, problem = None, None
    if typed:
        try:
            checked = check_printed(checkcode.read(typed))
        except RuleViolation as error:
            problem = error
    body = render_template(
        "acceptance/check.html", typed=typed, checked=checked, problem=problem, at=clock.now()
    )
    return body, 422 if problem else 200


def _found(acceptance_id: int) -> tuple[Certificate, datetime]:
    return certificate(acceptance_id, current_user.actor, clock.today()), clock.now()


def _file(
    acceptance_id: int, write: Callable[[Paper], bytes], suffix: str, media_type: str
) -> Response:
    found, at = _found(acceptance_id)
    content = write(paper(found, at, current_user.name))
    return download(content, f"验收书{found.printed.number}.{suffix}", media_type)
