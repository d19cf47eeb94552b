"""Chinese is the source language; English is the translation. One person, one language."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user

from tracker.kernel.labels import Label

COOKIE = "language"
LANGUAGES = ("zh", "en")

babel = Babel()  # type: ignore[no-untyped-call]


def _select() -> str:
    """The person's own choice, else the cookie, else what the browser asks for, else Chinese."""
    if not has_request_context():
        return "zh"
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else "zh"


def init_app(app: Flask) -> None:
    """Choose the language of each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    babel.init_app(app, locale_selector=_select)  # type: ignore[no-untyped-call]


def lang() -> str:
    """``zh`` or ``en``, for data that carries its own texts."""
    locale = get_locale()
    return locale.language if locale else "zh"


def label(text: Label) -> str:
    """A bilingual text in the current language."""
    return text.text(lang())
