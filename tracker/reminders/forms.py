"""Forms of 提醒中心."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from tracker.infra.forms import Form


class AcknowledgeForm(Form):
    note = StringField(_l("说明"))


class ActionForm(Form):
    """A button that changes something and asks nothing."""
