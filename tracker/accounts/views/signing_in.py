"""Signing in and out, and the two switches of the top bar."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from tracker.accounts import session
from tracker.accounts.forms import LoginForm
from tracker.accounts.rules.passwords import LoginLocked, WrongCredentials
from tracker.accounts.service import people, signing_in
from tracker.accounts.views.blueprint import bp
from tracker.infra import i18n
from tracker.infra.filters import UNIT_COOKIE
from tracker.infra.web import requires

A_YEAR = timedelta(days=365)


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    form = LoginForm(next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            session.sign_in(signing_in.authenticate(form.login.data, form.password.data))
            return redirect(local_path(form.next.data), code=303)
        except (WrongCredentials, LoginLocked) as error:
            form.form_errors = error.text(i18n.lang()).splitlines()
    elif current_user.is_authenticated:
        return redirect(local_path(form.next.data))
    page = render_template("accounts/login.html", form=form, idle=session.idle())
    return page, 422 if form.errors else 200


@bp.post("/logout")
@requires("accounts.self")
def logout() -> ResponseReturnValue:
    session.sign_out()
    return redirect(url_for("accounts.login"), code=303)


@bp.post("/language")
def language() -> ResponseReturnValue:
    chosen = "en" if request.form.get("lang") == "en" else "zh"
    if current_user.is_authenticated:
        people.choose_language(chosen, current_user.actor)
    return _remember(i18n.COOKIE, chosen)


@bp.post("/money-unit")
@requires("accounts.self")
def money_unit() -> ResponseReturnValue:
    chosen = "yuan" if request.form.get("unit") == "yuan" else "wan"
    return _remember(UNIT_COOKIE, chosen)


def local_path(target: str | None) -> str:
    """``target`` if it is a path on this very site, else the start page."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    return "/" if any(ord(character) <= ord(" ") for character in target) else target


def _remember(cookie: str, value: str) -> ResponseReturnValue:
    response = redirect(local_path(request.form.get("next")), code=303)
    response.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
