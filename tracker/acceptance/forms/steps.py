"""Forms of the other steps: voiding, rectification, and the filters of the ledger."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.acceptance.rules.planning import LONGEST_TEXT
from tracker.infra.forms import DayField, FilesField, Form, PersonField, filled, given, required


class ConfirmForm(Form):
    """A step that needs nothing but to be meant."""


class VoidForm(Form):
    reason = TextAreaField(
        _l("作废原因"),
        [required(_l("请填写作废原因，已签署的人会看到")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 3},
    )


class RectificationForm(Form):
    """Who puts right what, until when."""

    owner = PersonField(_l("整改负责人"), [required(_l("请选择整改负责人"))])
    due_on = DayField(_l("整改期限"), [given(_l("请填写整改期限"))])
    demand = TextAreaField(
        _l("整改要求"),
        [required(_l("请写明整改要求")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 5},
    )
    reason = TextAreaField(
        _l("调整原因"),
        [required(_l("请填写调整原因")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 2},
    )

    @property
    def command(self) -> ChangeRectification:
        """The command of a valid form."""
        return ChangeRectification(
            owner_id=filled(self.owner.data),
            due_on=filled(self.due_on.data),
            demand=self.demand.data,
            reason=self.reason.data,
        )


class ReportForm(Form):
    """It was put right."""

    on = DayField(_l("完成日期"), [given(_l("请填写完成日期"))])
    note = TextAreaField(
        _l("整改情况"),
        [required(_l("请写明整改情况")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 5},
    )
    papers = FilesField(_l("整改资料"))

    @property
    def command(self) -> ReportRectified:
        """The command of a valid form."""
        return ReportRectified(filled(self.on.data), self.note.data)
