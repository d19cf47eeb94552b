"""Chinese is the source language; English is the translation. One person, one language."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from flask_login import current_user
from markupsafe import Markup, escape

from tracker.kernel.labels import Label

COOKIE = "language"
LANGUAGES = ("zh", "en")

babel = Babel()  # type: ignore[no-untyped-call]

_LANG, _WORDS = "tracker_lang", "tracker_words"  # a language is chosen once a request
_by_language: dict[str, dict[str, str]] = {}  # every text of a template that was ever shown


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
    app.jinja_env.globals.update(_=translated, gettext=translated)


def lang() -> str:
    """``zh`` or ``en``, for data that carries its own texts."""
    if not g:
        return "zh"
    found: str | None = g.get(_LANG)
    if found is None:
        locale = get_locale()
        found = locale.language if locale else "zh"
        setattr(g, _LANG, found)
    return found


def translated(text: str, /, **variables: Any) -> Markup:
    """A text of a template in the current language; a page asks a thousand times.

    The same as gettext of Flask-Babel, which works the language out anew for each text.
    """
    words: dict[str, str] | None = g.get(_WORDS)
    if words is None:
        words = _by_language.setdefault(lang(), {})
        setattr(g, _WORDS, words)
    found = words.get(text)
    if found is None:
        found = words[text] = get_translations().ugettext(text)
    if not variables:
        return Markup(found % {})  # noqa: S704 - texts of templates and of the catalogue are ours
    shown = {name: escape(value) for name, value in variables.items()}
    return Markup(found % shown)  # noqa: S704 - the values are escaped


def label(text: Label) -> str:
    """A bilingual text in the current language."""
    return text.text(lang())
