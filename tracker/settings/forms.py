"""Forms of the unit's settings."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from tracker.infra.forms import DayField, Form, VersionField, filled, given, required
from tracker.settings.budget import BudgetStep
from tracker.settings.rules import UnitDraft
from tracker.settings.rules.approval import ApprovalChange

ENCODINGS = ("utf-8-sig", "gb18030")  # a spreadsheet saved as CSV is often GB 18030


class UnitForm(Form):
    version = VersionField()
    name = StringField(_l("单位名称"), validators=[required(_l("请填写单位名称")), Length(max=100)])
    former_names = TextAreaField(_l("曾用名"))
    help_contact = StringField(_l("帮助与联系"), validators=[Length(max=200)])
    rounds_from = DayField(_l("验收签署启用日"))

    @property
    def draft(self) -> UnitDraft:
        former = (self.former_names.data or "").splitlines()
        contact, rounds_from = self.help_contact.data or "", self.rounds_from.data
        return UnitDraft(self.name.data or "", tuple(former), contact, rounds_from)


class FiscalYearForm(Form):
    version = VersionField()
    plan_deadline_on = DayField(_l("用款计划截止日"), validators=[given()])
    payment_deadline_on = DayField(_l("付款截止日（封账）"), validators=[given()])
    provisional = BooleanField(_l("暂定：财政部门的通知还没有到"))


ON, OFF = "on", "off"


class PaymentApprovalForm(Form):
    is_on = RadioField(
        _l("付款审批"),
        validators=[given(_l("请选择实行或停止"))],
        choices=[
            SelectChoice(ON, _l("实行：付款须先申请，由领导审核，再由财务登记")),
            SelectChoice(OFF, _l("停止：财务直接登记付款")),
        ],
    )
    since_on = DayField(_l("生效日期"), validators=[given(_l("请填写生效日期"))])
    reason = TextAreaField(
        _l("依据或理由"), validators=[required(_l("请写明依据或理由")), Length(max=500)]
    )

    @property
    def change(self) -> ApprovalChange:
        """The command of a valid form."""
        since_on = filled(self.since_on.data)
        return ApprovalChange(self.is_on.data == ON, since_on, self.reason.data or "")


class BudgetCalendarForm(Form):
    first_up_on = DayField(_l("一上"))
    first_down_on = DayField(_l("一下"))
    second_up_on = DayField(_l("二上"))
    rearm_on = DayField(_l("年初衔接"))
    second_down_on = DayField(_l("二下"))
    disclosure_on = DayField(_l("逾期欠款公开"))

    @property
    def announced(self) -> dict[BudgetStep, date | None]:
        """The days of a valid form."""
        return {step: self[step.column].data for step in BudgetStep}


class WorkdaysForm(Form):
    file = FileField(_l("上传文件"))
    text = TextAreaField(_l("放假安排"), render_kw={"rows": 12})
    source = StringField(_l("通知名称或文号"), validators=[Length(max=300)])

    def take_file(self) -> None:
        """Put an uploaded file's text where it can be read, corrected and sent again."""
        content = self.file.data.read() if self.file.data else b""
        if content:
            self.text.data = _decoded(content)

    def validate_text(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("请上传文件，或把放假安排粘贴到这里"))


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace")
