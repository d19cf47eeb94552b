"""Forms of an application for payment: making one, and deciding on one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.infra.forms import Form, MoneyField, PersonField, filled, given, required
from tracker.payments.forms.recording import LONGEST_TEXT, line_choice
from tracker.payments.rules.applying import Apply, Request
from tracker.payments.rules.recording import LineBalance


class RowsField(SelectMultipleField):
    """Several of the numbered rows that are offered, as checkboxes. data: their numbers."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=int, choices=[], **kwargs)

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {key for key, _name in self.choices}:
            raise ValidationError(_("请从列表中选择"))


class ApplyForm(Form):
    amount = MoneyField(_l("申请金额"), [given(_l("请填写申请金额"))])
    reason = TextAreaField(
        _l("付款事由"), [required(_l("请写明付款事由")), Length(max=LONGEST_TEXT)]
    )
    payee = StringField(_l("收款人"), [required(_l("请填写收款人")), Length(max=200)])
    payee_bank = StringField(_l("开户银行"), [Length(max=200)])
    payee_account = StringField(_l("收款账号"), [Length(max=200)])
    invoice_ids = RowsField(_l("所附发票"))
    budget_line_id = PersonField(_l("列支预算项"))
    explanation = TextAreaField(_l("情况说明"), [Length(max=LONGEST_TEXT)])
    preview = SubmitField()

    def offer(self, lines: Iterable[LineBalance], invoices: Iterable[tuple[int, str]]) -> None:
        """What may be chosen."""
        self.budget_line_id.offer((line.id, line_choice(line)) for line in lines)
        self.invoice_ids.choices = list(invoices)

    def propose(self, usual: Request) -> None:
        """Fill in the usual case, for the person to confirm."""
        self.amount.data = usual.amount
        self.reason.data = usual.reason
        self.payee.data = usual.payee
        self.payee_bank.data = usual.payee_bank
        self.payee_account.data = usual.payee_account
        self.invoice_ids.data = list(usual.invoice_ids)
        self.budget_line_id.data = usual.budget_line_id
        self.explanation.data = usual.explanation

    @property
    def request(self) -> Request:
        """What has been typed so far, readable or not."""
        return Request(amount=self.amount.data, **self._texts())

    @property
    def command(self) -> Apply:
        """The command of a valid form."""
        return Apply(amount=filled(self.amount.data), **self._texts())

    def _texts(self) -> dict[str, Any]:
        return {
            "payee": self.payee.data or "",
            "payee_bank": self.payee_bank.data or "",
            "payee_account": self.payee_account.data or "",
            "reason": self.reason.data or "",
            "budget_line_id": self.budget_line_id.data,
            "invoice_ids": tuple(self.invoice_ids.data or ()),
            "explanation": self.explanation.data or "",
        }


class StepForm(Form):
    """A decision on an application, or taking it back; ``step`` is the button pressed."""

    step = HiddenField()
    opinion = TextAreaField(_l("意见"), [Length(max=LONGEST_TEXT)])
