"""The composition root: create_app() wires configuration, extensions, features and permission."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_migrate import Migrate

from tracker.acceptance import views as acceptance
from tracker.accounts import lapsed, session
from tracker.accounts import views as accounts
from tracker.accounts.rules import allow, allows
from tracker.config import Config
from tracker.contracts import views as contracts
from tracker.deadlines import views as deadlines
from tracker.funding import views as funding
from tracker.history import views as history
from tracker.imports import views as imports
from tracker.infra import (
    clock,
    database,
    drafts,
    filters,
    form_base,
    i18n,
    memo,
    pieces,
    static_files,
    submits,
    web,
)
from tracker.infra.db import db
from tracker.infra.documents import xlsx
from tracker.infra.resources import resource
from tracker.overview import shell
from tracker.overview import views as overview
from tracker.payments import views as payments
from tracker.procurement import views as procurement
from tracker.procurement.rules.methods import catalogue
from tracker.projects import views as projects
from tracker.reminders import views as reminders
from tracker.settings import views as settings

PUBLIC = frozenset(
    {"static", "accounts.login", "accounts.language", "overview.health", "reminders.feed"}
)

FEATURES = (
    accounts,
    settings,
    projects,
    deadlines,
    procurement,
    contracts,
    acceptance,
    payments,
    funding,
    imports,
    reminders,
    history,
    overview,
)

migrate = Migrate()


def create_app(config: Config | None = None) -> Flask:
    """The web application; without ``config``, from the environment.

    Raises ``BadMethodFile`` where a method of procurement is wrongly described.
    """
    config = config or Config.from_env(os.environ, database.holds_data)
    catalogue()  # a method file that cannot be used is refused now, not when a page needs it
    app = Flask("tracker", static_folder=None, template_folder=str(resource("templates")))
    app.config.update(_flask_settings(config))
    clock.override_day(config.today)
    db.init_app(app)
    memo.init_app(app)
    migrate.init_app(app, db, directory=str(resource("migrations")), render_as_batch=True)
    session.init_app(app)
    lapsed.init_app(app)
    i18n.init_app(app)
    filters.init_app(app)
    pieces.init_app(app)
    xlsx.init_app(app)
    static_files.init_app(app)
    web.init_app(app)
    app.before_request(authorise)
    submits.init_app(app)
    drafts.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    app.context_processor(_page_context)
    app.add_template_global(form_base.form_at_hand)
    app.add_template_global(drafts.restoring)
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    engine: dict[str, Any] = {} if config.is_sqlite else {"pool_pre_ping": True}
    return {
        "TRACKER": config,
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "TESTING": config.testing,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_NAME": "tracker_session",
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": config.https,
        "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    }


def authorise() -> ResponseReturnValue | None:
    """Deny by default: a route without an action, or an action not in POLICY, is closed."""
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None  # Flask answers 404 by itself
    if not current_user.is_authenticated:
        if web.wants_json():
            abort(401)
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.login", next=here))
    view = current_app.view_functions[request.endpoint]
    allow(getattr(view, "action", ""), current_user.actor)
    if session.must_change_password() and request.endpoint not in session.ALWAYS_OPEN:
        return redirect(url_for("accounts.profile"))
    return None


def _page_context() -> dict[str, Any]:
    drafted = {"restored_form": form_base.restored, "waiting_draft": form_base.waiting}
    return {"shell": shell.build(), "may": _may, "idle": session.idle, **drafted}


def _may(action: str) -> bool:
    """Whether the signed-in person's roles allow an action: for showing a button or not."""
    return bool(current_user.is_authenticated and allows(action, current_user.roles))
