"""Forms of recording payments, reversing them, and letting one be paid early."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import Length

from tracker.infra import i18n
from tracker.infra.forms import DayField, FilesField, Form, MoneyField, PersonField, given
from tracker.kernel.money import Money
from tracker.payments.rules.commands import (
    REVERSALS,
    Draft,
    PaymentKind,
    RecordPayment,
    ReversePayment,
)
from tracker.payments.rules.recording import Approved, LineBalance, Payable

LONGEST_TEXT = 1000

T = TypeVar("T")


class PaymentForm(Form):
    amount = MoneyField(_l("付款金额"), [given(_l("请填写付款金额"))])
    application_id = PersonField(_l("付款申请"))
    paid_on = DayField(_l("付款日期"), [given(_l("请填写付款日期"))])
    voucher = StringField(_l("支付凭证号"), [Length(max=60)])
    budget_line_id = PersonField(_l("列支预算项"))
    invoice_id = PersonField(_l("发票"))
    explanation = TextAreaField(_l("情况说明"), [Length(max=LONGEST_TEXT)])
    papers = FilesField(_l("支付回单"))
    backfilled = BooleanField(_l("补录：启用本系统以前已支付的款项"))
    take_open = SubmitField()

    def offer(self, payable: Payable, invoices: Iterable[tuple[int, str]]) -> None:
        """What may be chosen."""
        self.budget_line_id.offer((line.id, line_choice(line)) for line in payable.lines)
        self.invoice_id.offer(invoices)
        self.application_id.offer((one.id, _approved(one)) for one in payable.applications)

    def propose(self, usual: RecordPayment) -> None:
        """Fill in the usual case, for the person to confirm."""
        self.amount.data = usual.amount
        self.paid_on.data = usual.paid_on
        self.budget_line_id.data = usual.budget_line_id
        self.invoice_id.data = usual.invoice_id
        self.application_id.data = usual.application_id

    def take(self, amount: Money) -> None:
        """Put ``amount`` in the place of what was typed (改为…)."""
        self.amount.data, self.amount.raw_data = amount, None

    @property
    def draft(self) -> Draft:
        """What has been typed so far, readable or not."""
        return Draft(
            amount=self.amount.data,
            paid_on=self.paid_on.data,
            voucher=self.voucher.data or "",
            budget_line_id=self.budget_line_id.data,
            invoice_id=self.invoice_id.data,
            explanation=self.explanation.data or "",
            application_id=self.application_id.data,
        )

    @property
    def command(self) -> RecordPayment:
        """The command of a valid form."""
        draft = self.draft
        return RecordPayment(
            amount=_given(draft.amount),
            paid_on=_given(draft.paid_on),
            voucher=draft.voucher,
            budget_line_id=draft.budget_line_id,
            invoice_id=draft.invoice_id,
            explanation=draft.explanation,
            backfilled=self.backfilled.data,
            application_id=draft.application_id,
        )


def line_choice(line: LineBalance) -> str:
    """A budget line among the choices of a form."""
    source = " ".join(part for part in (line.fund_source, line.quota_number) if part)
    return _(
        "%(year)s年 %(source)s，到位余额%(left)s元", year=line.year, source=source, left=line.left
    )


def _approved(one: Approved) -> str:
    return _(
        "%(number)s，%(amount)s元，%(day)s %(name)s审核",
        number=one.number,
        amount=one.amount,
        day=one.approved_on,
        name=one.approver,
    )


def _given(value: T | None) -> T:
    if value is None:
        raise ValueError("only a valid form makes a command")
    return value


def _kind(value: object) -> PaymentKind | None:
    return next((kind for kind in REVERSALS if kind == value), None)


class ReversalForm(Form):
    kind = RadioField(_l("冲正类别"), [given(_l("请选择冲正类别"))], coerce=_kind)
    amount = MoneyField(_l("冲正金额"), [given(_l("请填写冲正金额"))])
    on = DayField(_l("退回日期"), [given(_l("请填写日期"))])
    reason = TextAreaField(_l("冲正理由"), [Length(max=LONGEST_TEXT)])

    def offer_kinds(self) -> None:
        self.kind.choices = [
            (kind, f"{i18n.label(kind.label)}：{i18n.label(kind.explanation)}")
            for kind in REVERSALS
        ]

    @property
    def command(self) -> ReversePayment:
        """The command of a valid form."""
        return ReversePayment(
            amount=_given(self.amount.data),
            kind=self.kind.data,
            on=_given(self.on.data),
            reason=self.reason.data or "",
        )


class OverrideForm(Form):
    reason = TextAreaField(_l("特批理由"), [Length(max=LONGEST_TEXT)])
