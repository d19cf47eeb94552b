"""Forms of 提醒中心."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.infra.forms import DayField, Form, LabelSelectField, PersonField, given, required
from tracker.reminders.rules.preferences import HOURS, Choices, MailMode


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


class DeclineForm(Form):
    reply = StringField(_l("说明"))
