"""Forms of 提醒中心."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from tracker.infra.forms import DayField, Form, LabelSelectField, PersonField, given, required
from tracker.reminders.rules.preferences import HOURS, Choices, MailMode
from tracker.reminders.rules.robots import RobotDraft


class SecretField(PasswordField):
    """A secret that is read while it is pasted: kept in no draft, but not lost by a mistake."""

    widget = TextInput()


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


class PreferencesForm(Form):
    digest_hour = SelectField(_l("每天汇总的时间"), coerce=int)
    mail = LabelSelectField(_l("邮件"), enum=MailMode)
    muted = SelectMultipleField(
        _l("不发邮件的种类"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        """The hours within the send window, and the kinds that may be muted."""
        self.digest_hour.choices = [(hour, f"{hour}:00") for hour in HOURS]
        self.muted.choices = kinds

    @staticmethod
    def shown(choices: Choices) -> dict[str, Any]:
        """What the form starts with."""
        return {
            "digest_hour": choices.digest_hour,
            "mail": choices.mail,
            "muted": sorted(choices.muted),
        }

    @property
    def choices(self) -> Choices:
        """What a valid form says."""
        return Choices(self.digest_hour.data, self.mail.data, frozenset(self.muted.data or ()))


class RobotForm(Form):
    name = StringField(_l("群名称"), [required(_l("请填写群的名称"))])
    address = SecretField(_l("Webhook地址"))
    secret = SecretField(_l("加签密钥"))
    urgent_only = BooleanField(_l("只发当天到期和刚逾期的"))
    digest_hour = SelectField(_l("每天汇总的时间"), coerce=int)
    with_amounts = BooleanField(_l("写明金额"))
    kinds = SelectMultipleField(
        _l("只发这些种类"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        """The hours within the send window, and every kind there is."""
        self.digest_hour.choices = [(hour, f"{hour}:00") for hour in HOURS]
        self.kinds.choices = kinds

    @property
    def draft(self) -> RobotDraft:
        """What a valid form says."""
        return RobotDraft(
            name=self.name.data or "",
            address=self.address.data or "",
            secret=self.secret.data or "",
            digest_hour=self.digest_hour.data,
            urgent_only=self.urgent_only.data,
            with_amounts=self.with_amounts.data,
            kinds=frozenset(self.kinds.data or ()),
        )


class DeclineForm(Form):
    reply = StringField(_l("说明"))
