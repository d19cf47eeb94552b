"""The form of one's own view of the register."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from tracker.infra.forms import Form


class ViewForm(Form):
    """``query`` is the address of the register that is to be kept."""

    name = StringField(_l("视图名称"))
    query = HiddenField()


class RemoveViewForm(Form):
    """Nothing but the press of the button."""
