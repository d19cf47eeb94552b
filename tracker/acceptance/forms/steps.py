"""Forms of the other steps: voiding, rectification, and the filters of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.acceptance.rules.commands import (
    Add,
    ChangeRectification,
    ReplaceMember,
    ReportRectified,
)
from tracker.acceptance.rules.kinds import AddendumKind
from tracker.acceptance.rules.planning import LONGEST_TEXT
from tracker.infra.forms import (
    DayField,
    FilesField,
    Form,
    LabelSelectField,
    PersonField,
    filled,
    given,
    required,
)


class ConfirmForm(Form):
    """A step that needs nothing but to be meant."""


class VoidForm(Form):
    reason = TextAreaField(
        _l("作废原因"),
        [required(_l("请填写作废原因，已签署的人会看到")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 3},
    )


class RosterForm(Form):
    """Who cannot come, and who comes instead."""

    absent = SelectField(
        _l("不能参加的人"), [required(_l("请选择不能参加的人"))], validate_choice=False
    )
    substitute = SelectField(_l("改由"), [required(_l("请选择改由谁参加"))], validate_choice=False)
    overlap_reason = StringField(_l("兼任理由"), [Length(max=200)])
    sign_by = DayField(_l("签署截止日"), [given(_l("请填写签署截止日"))])
    reason = TextAreaField(
        _l("更换原因"),
        [required(_l("请填写更换原因，已签署的人会看到")), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 2},
    )

    def offer(self, seated: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]]) -> None:
        """Set the choices."""
        first = ("", _("请选择"))
        self.absent.choices = [first, *seated]
        self.substitute.choices = [first, *people]

    @property
    def command(self) -> ReplaceMember:
        """The command of a valid form."""
        return ReplaceMember(
            absent_uid=self.absent.data,
            substitute_uid=self.substitute.data,
            sign_by=filled(self.sign_by.data),
            reason=self.reason.data,
            overlap_reason=self.overlap_reason.data or "",
        )


class AddendumForm(Form):
    """What the supplier confirmed, the purchaser says, or where the result was published."""

    kind = LabelSelectField(_l("登记什么"), [required(_l("请选择登记什么"))], enum=AddendumKind)
    by = StringField(
        _l("确认人或公告平台"), [required(_l("请填写确认人或公告平台")), Length(max=100)]
    )
    on = DayField(_l("日期"), [given(_l("请填写日期"))])
    text = TextAreaField(_l("内容"), [Length(max=LONGEST_TEXT)], render_kw={"rows": 3})
    address = StringField(_l("公告网址"), [Length(max=300)])
    papers = FilesField(_l("原件或截图"))

    @property
    def command(self) -> Add:
        """The command of a valid form."""
        return Add(
            kind=AddendumKind(filled(self.kind.data)),
            by=self.by.data,
            on=filled(self.on.data),
            text=self.text.data or "",
            address=self.address.data or "",
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
