"""Pages of suppliers."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tracker.infra.documents import xlsx
from tracker.infra.forms import show_errors
from tracker.infra.versions import differences
from tracker.infra.web import requires
from tracker.kernel.errors import RuleViolation
from tracker.procurement import queries, service
from tracker.procurement.documents import register as documents
from tracker.procurement.forms.suppliers import EditSupplierForm, SupplierForm
from tracker.procurement.queries import EditedSupplier
from tracker.procurement.rules import SupplierChanged
from tracker.procurement.views.blueprint import bp


@bp.get("/suppliers/")
@requires("suppliers.read")
def suppliers() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()
    found = queries.suppliers(q)
    if xlsx.is_asked():
        return xlsx.send(documents.suppliers_sheet(found, q), _("供应商"))
    return render_template("procurement/suppliers.html", suppliers=found, q=q)


@bp.route("/suppliers/new", methods=["GET", "POST"])
@requires("suppliers.record")
def new_supplier() -> ResponseReturnValue:
    form = SupplierForm()
    if form.validate_on_submit():
        try:
            service.record_supplier(form.details, current_user.actor)
        except RuleViolation as error:
            show_errors(form, error)
        else:
            flash(_("已登记供应商 %(name)s", name=form.name.data), "success")
            return redirect(url_for("procurement.suppliers"), code=303)
    page = render_template("procurement/new_supplier.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/suppliers/<int:supplier_id>/edit", methods=["GET", "POST"])
@requires("suppliers.record")
def edit_supplier(supplier_id: int) -> ResponseReturnValue:
    edited = queries.edited_supplier(supplier_id)
    form = EditSupplierForm(data={**vars(edited.details), "version": edited.version})
    if not form.validate_on_submit():
        return _edit_page(form, edited), 422 if form.errors else 200
    version, reason = form.version.data, form.reason.data
    try:
        service.edit_supplier(supplier_id, form.details, version, reason, current_user.actor)
    except SupplierChanged as error:
        show_errors(form, error)
        edited = queries.edited_supplier(supplier_id)
        return _edit_page(form, edited, conflict=True), 409
    except RuleViolation as error:
        show_errors(form, error)
        return _edit_page(form, edited), 422
    flash(_("已保存供应商 %(name)s", name=form.name.data), "success")
    return redirect(url_for("procurement.suppliers"), code=303)


def _edit_page(form: EditSupplierForm, edited: EditedSupplier, *, conflict: bool = False) -> str:
    """The form; in a conflict with both versions, and now based on the stored one."""
    stored = SupplierForm(formdata=None, data=vars(edited.details))
    if conflict:
        form.version.data = edited.version  # saving again, with both versions seen, is meant
    return render_template(
        "procurement/edit_supplier.html",
        form=form,
        edited=edited,
        conflict=conflict,
        differences=differences(form, stored),
    )
