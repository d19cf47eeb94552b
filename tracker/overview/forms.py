"""Forms of pages that look across features."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from tracker.infra.forms import Form, required


class SaveTrialForm(Form):
    """What was tried becomes the estimate; the days themselves are in the fields of the trial."""

    reason = StringField(_l("调整原因"), [required(_l("请填写调整原因")), Length(max=1000)])


class ViewForm(Form):
    """A view of the register to keep; ``query`` is its address."""

    name = StringField(_l("视图名称"))
    query = HiddenField()


class RemoveViewForm(Form):
    """Nothing but the press of the button."""
