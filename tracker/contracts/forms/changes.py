"""Forms that change a signed contract: a new version, an amendment, a deduction, its end."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from tracker.contracts.forms.fields import LONGEST_TEXT, filled, strip
from tracker.contracts.forms.rows import ScheduleFields
from tracker.contracts.rules import facts
from tracker.contracts.rules.kinds import AmendmentKind
from tracker.contracts.rules.notices import PublishChange
from tracker.contracts.rules.schedule import Price
from tracker.contracts.rules.terms import Amend, Revise, Terminate
from tracker.infra.forms import (
    DayField,
    FilesField,
    Form,
    LabelSelectField,
    MoneyField,
    VersionField,
    given,
    required,
)
from tracker.kernel.money import ZERO

SCHEDULE_KINDS = (AmendmentKind.ADDITION, AmendmentKind.REDUCTION)


class ChangeForm(Form):
    """The paper behind a change, its day and its reason."""

    version = VersionField()
    on = DayField(_l("变更日期"), [given(_l("请填写变更日期"))])
    document = StringField(_l("变更依据"), [Length(max=200)], filters=[strip])
    papers = FilesField(_l("补充协议文件"))
    reason = StringField(
        _l("变更原因"), [required(_l("请填写变更原因")), Length(max=LONGEST_TEXT)], filters=[strip]
    )
    explanation = TextAreaField(_l("情况说明"), [Length(max=LONGEST_TEXT)], filters=[strip])


class ReviseForm(ScheduleFields, ChangeForm):
    """A new version of the schedule."""

    @property
    def command(self) -> Revise:
        """The command of a valid form."""
        return Revise(
            version=self.version.data,
            schedule=self.terms,
            on=filled(self.on.data),
            reason=self.reason.data,
            document=self.document.data,
            explanation=self.explanation.data,
        )


class AmendForm(ScheduleFields, ChangeForm):
    """An addition or a reduction, and the schedule that follows from it."""

    kind = LabelSelectField(
        _l("变更类别"), enum=SCHEDULE_KINDS, blank=None, default=AmendmentKind.ADDITION
    )
    amount = MoneyField(_l("变更金额"), [given(_l("请填写变更金额"))])

    def changed(self, price: Price) -> Price:
        """The price with this amendment, as far as it was typed."""
        kind = AmendmentKind(self.kind.data or AmendmentKind.ADDITION)
        amount = self.amount.data or ZERO
        return facts.changed_price(
            price, kind, amount if kind is AmendmentKind.ADDITION else -amount
        )

    @property
    def command(self) -> Amend:
        """The command of a valid form."""
        return Amend(
            version=self.version.data,
            kind=AmendmentKind(self.kind.data),
            amount=filled(self.amount.data),
            on=filled(self.on.data),
            reason=self.reason.data,
            document=self.document.data,
            schedule=self.terms,
            explanation=self.explanation.data,
        )


class DeductForm(Form):
    """A deduction (考核扣款) from one instalment."""

    version = VersionField()
    amount = MoneyField(_l("扣款金额"), [given(_l("请填写扣款金额"))])
    on = DayField(_l("扣款日期"), [given(_l("请填写扣款日期"))])
    document = StringField(_l("扣款依据"), [Length(max=200)], filters=[strip])
    papers = FilesField(_l("考核文件"))
    reason = StringField(
        _l("扣款原因"), [required(_l("请填写扣款原因")), Length(max=LONGEST_TEXT)], filters=[strip]
    )

    def command(self, instalment_uid: str) -> Amend:
        """The command of a valid form."""
        return Amend(
            version=self.version.data,
            kind=AmendmentKind.DEDUCTION,
            amount=filled(self.amount.data),
            on=filled(self.on.data),
            reason=self.reason.data,
            document=self.document.data,
            instalment_uid=instalment_uid,
        )


class ChangeNoticeForm(Form):
    """The notice of a change as it was published; ``reason`` where it puts one right."""

    read = VersionField()
    published_on = DayField(_l("公告日期"), [given(_l("请填写公告日期"))])
    clauses = StringField(
        _l("变更的条款号"),
        [required(_l("请填写变更的条款号")), Length(max=200)],
        filters=[strip],
    )
    url = StringField(
        _l("公告网址"),
        [
            Optional(),
            Regexp(r"https?://\S+\.\S+", message=_l("请填写以 http:// 或 https:// 开头的网址")),
            Length(max=500),
        ],
        filters=[strip],
    )
    papers = FilesField(_l("公告文本"))
    explanation = StringField(_l("情况说明"), [Length(max=LONGEST_TEXT)], filters=[strip])
    reason = StringField(_l("更正原因"), [Length(max=LONGEST_TEXT)], filters=[strip])

    @property
    def command(self) -> PublishChange:
        """The command of a valid form."""
        return PublishChange(
            published_on=filled(self.published_on.data),
            clauses=self.clauses.data,
            url=self.url.data or "",
            explanation=self.explanation.data or "",
            reason=self.reason.data or "",
            read=self.read.data,
        )


class TerminateForm(Form):
    on = DayField(_l("终止日期"), [given(_l("请填写终止日期"))])
    early = BooleanField(_l("提前终止：未付的款项不再支付"))
    reason = StringField(_l("终止原因"), [Length(max=LONGEST_TEXT)], filters=[strip])
    document = StringField(_l("终止依据"), [Length(max=200)], filters=[strip])

    @property
    def command(self) -> Terminate:
        """The command of a valid form."""
        return Terminate(
            on=filled(self.on.data),
            reason=self.reason.data,
            early=self.early.data,
            document=self.document.data,
        )
