"""What every page has in common: its permission, its error answers, its headers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from tracker.infra import i18n
from tracker.infra.db import db
from tracker.infra.files import store
from tracker.kernel.errors import Conflict, DomainError, NotAllowed, NotFound

logger = logging.getLogger(__name__)
csrf = CSRFProtect()

F = TypeVar("F", bound=Callable[..., Any])

# Nothing from another host, no inline script or style.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)


def requires(action: str) -> Callable[[F], F]:
    """Name the action of POLICY that a view needs; ``authorise`` in app.py enforces it."""

    def mark(view: F) -> F:
        view.action = action  # type: ignore[attr-defined]
        return view

    return mark


def takes_files(view: F) -> F:
    """Let a view receive files: any other answers 413 to a request of such a size."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Answer errors for people and programs, and protect every response."""
    app.before_request(_make_room)  # before anything reads the form
    csrf.init_app(app)
    app.before_request(_refuse_nul)
    app.after_request(_headers)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


def _make_room() -> None:
    """Strangers may not send files at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) and current_user.is_authenticated:
        request.max_content_length = store.largest_together()


def _refuse_nul() -> ResponseReturnValue | None:
    """PostgreSQL cannot store the character NUL, and nobody types it."""
    texts = [*request.args.values(), *request.form.values()]
    if any("\0" in text for text in texts):
        return _answer(400, _("提交的文字含有无法保存的字符，请重新填写"))
    return None


def wants_json() -> bool:
    """Whether a program rather than a person asks."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _status(error: DomainError) -> int:
    for family, status in ((NotAllowed, 403), (NotFound, 404), (Conflict, 409)):
        if isinstance(error, family):
            return status
    return 422


def _domain_error(error: DomainError) -> ResponseReturnValue:
    return _answer(_status(error), error.text(i18n.lang()), code=error.code)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return _answer(400, _("登录已过期，没有保存任何内容。请重新登录后再填写"))
    message = _("页面停留太久，安全令牌已过期。请返回上一页，刷新后重新提交；填写的内容仍在上一页")
    return _answer(400, message)


def _database_error(error: OperationalError) -> ResponseReturnValue:
    logger.error("database: %s", error.orig)
    return _answer(503, _("数据库暂时没有响应，没有保存任何内容。请稍后重试"))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    texts = {
        403: _("你没有权限查看这个页面"),
        404: _("没有找到这个页面。它可能已改名，或地址有误"),
        405: _("不支持这种访问方式，请从页面上的按钮操作"),
        413: _too_large(),
    }
    if error.response is not None:
        return error.response
    return _answer(status, texts.get(status, _("请求有误")))


def _too_large() -> str:
    if request.endpoint is None or request.max_content_length != store.largest_together():
        return _("提交的内容太大")
    return _(
        "提交的内容太大，没有保存：单个文件不超过%(one)s，一次合计不超过%(all)s。请分次上传",
        one=store.shown_size(store.largest()),
        all=store.shown_size(store.largest_together()),
    )


def _crash(error: Exception) -> ResponseReturnValue:
    logger.exception("unexpected: %s", error)
    db.session.rollback()
    return _answer(500, _("系统出错，没有保存任何内容。错误已记录，请联系系统管理员"))


def _answer(status: int, message: str, code: str = "") -> ResponseReturnValue:
    db.session.rollback()
    if wants_json():
        return jsonify(error={"code": code or str(status), "message": message}), status
    return render_template("errors/error.html", status=status, message=message), status


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
