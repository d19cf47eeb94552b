"""Forms of the turn of the year; a valid one hands over the command its use case takes."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.contracts.rules.kinds import YearEndChoice
from tracker.funding.rules.carrying import CarryOver, Decide, Return
from tracker.infra import i18n
from tracker.infra.forms import DayField, Form, MoneyField, given
from tracker.kernel.money import Money

LONGEST_TEXT = 1000

T = TypeVar("T")


def _given(value: T | None) -> T:
    if value is None:
        raise ValueError("only a valid form makes a command")
    return value


def _choice(value: object) -> YearEndChoice | None:
    return next((choice for choice in YearEndChoice if choice == value), None)


class DecisionForm(Form):
    choice = RadioField(_l("决定"), [given(_l("请选择如何处理"))], coerce=_choice)
    amount = MoneyField(_l("金额"), [given(_l("请填写金额"))])
    reason = TextAreaField(_l("理由"), [Length(max=LONGEST_TEXT)])

    def offer_choices(self) -> None:
        self.choice.choices = [(choice, i18n.label(choice.label)) for choice in YearEndChoice]

    @property
    def command(self) -> Decide:
        """The command of a valid form."""
        return Decide(self.choice.data, _given(self.amount.data), self.reason.data or "")


class _MovementForm(Form):
    amount = MoneyField(_l("金额"), [given(_l("请填写金额"))])
    on = DayField(_l("文件日期"), [given(_l("请填写日期"))])
    document_number = StringField(_l("财政部门文号"), [Length(max=100)])
    reason = TextAreaField(_l("理由"), [Length(max=LONGEST_TEXT)])

    def _typed(self) -> tuple[Money, date, str, str]:
        amount, on = _given(self.amount.data), _given(self.on.data)
        return amount, on, self.document_number.data or "", self.reason.data or ""


class CarryOverForm(_MovementForm):
    @property
    def command(self) -> CarryOver:
        """The command of a valid form."""
        return CarryOver(*self._typed())


class ReturnForm(_MovementForm):
    @property
    def command(self) -> Return:
        """The command of a valid form."""
        return Return(*self._typed())


class ClosingForm(Form):
    """Only the button: closing a year asks for nothing, and cannot be undone."""
