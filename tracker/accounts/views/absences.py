"""Being away: one's own absences, and those an administrator records for others."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.accounts import queries
from tracker.accounts.forms import AbsenceForm
from tracker.accounts.service import absences as service
from tracker.accounts.views.blueprint import bp
from tracker.infra import clock, i18n
from tracker.infra.forms import accepted
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation


@bp.route("/profile/absence", methods=["GET", "POST"])
@requires("accounts.record_absence")
def own_absence() -> ResponseReturnValue:
    return _record(current_user.id, url_for("accounts.profile"))


@bp.route("/people/<int:person_id>/absence", methods=["GET", "POST"])
@requires("accounts.record_absence_of")
def absence(person_id: int) -> ResponseReturnValue:
    return _record(person_id, url_for("accounts.edit_person", person_id=person_id))


@bp.post("/absences/<int:absence_id>/end")
@requires("accounts.end_absence")
def end_absence(absence_id: int) -> ResponseReturnValue:
    person_id = queries.absent_person(absence_id)
    try:
        service.end(absence_id, current_user.actor)
    except RuleViolation as error:
        flash(error.text(i18n.lang()), "error")
    else:
        flash(_("已登记回岗"), "success")
    own = person_id == current_user.id
    back = url_for("accounts.profile") if own else _person_page(person_id)
    return redirect(back, code=303)


def _person_page(person_id: int) -> str:
    return url_for("accounts.edit_person", person_id=person_id)


def _record(person_id: int, back: str) -> ResponseReturnValue:
    person = queries.person(person_id)
    form = AbsenceForm(data={"since_on": clock.today()})
    if accepted(form, lambda: service.record(person_id, form.away, current_user.actor)):
        flash(_("已登记%(name)s的外出或休假", name=person.name), "success")
        return redirect(back, code=303)
    page = render_template("accounts/absence.html", form=form, person=person, back=back)
    return page, 422 if form.errors else 200
