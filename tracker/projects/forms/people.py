"""Forms of duties on a project, and of handing a leaver's work over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from tracker.infra.forms import Form, LabelSelectField, PersonField, required
from tracker.projects.forms.budget import strip
from tracker.projects.rules import Duty


class MemberForm(Form):
    user_id = PersonField(_l("人员"), [required(_l("请选择人员"))])
    duty = LabelSelectField(_l("分工"), [required(_l("请选择分工"))], enum=Duty)
    overlap_reason = StringField(_l("兼任原因"), [Length(max=500)], filters=[strip])


class HandOverForm(Form):
    to_id = PersonField(_l("移交给"), [required(_l("请选择接手的人"))])
    deactivate = BooleanField(_l("移交后停用原账户"))
