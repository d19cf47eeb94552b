"""Forms of 提醒中心."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from tracker.infra.forms import DayField, Form, PersonField, given, required


class AcknowledgeForm(Form):
    note = StringField(_l("说明"))


class ActionForm(Form):
    """A button that changes something and asks nothing."""


class SnoozeForm(Form):
    until_on = DayField(_l("延后到"), [given(_l("请选择日期"))])
    note = StringField(_l("说明"))


class TransferForm(Form):
    to_id = PersonField(_l("转给"), [required(_l("请选择接手的人"))])
    note = StringField(_l("说明"))


class HandleForm(Form):
    note = TextAreaField(_l("办理情况"), [required(_l("请写明办理情况"))])


class DeclineForm(Form):
    reply = StringField(_l("说明"))
