"""The form of a new contract with its schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from tracker.contracts.forms.fields import LONGEST_TEXT, CountField, filled, strip
from tracker.contracts.forms.rows import ScheduleFields, rows_field
from tracker.contracts.rules.due import Landmarks
from tracker.contracts.rules.kinds import BondForm, ContractKind, Pricing
from tracker.contracts.rules.schedule import Price
from tracker.contracts.rules.terms import Bond, SignContract
from tracker.infra.forms import (
    DayField,
    Form,
    LabelSelectField,
    MoneyField,
    PersonField,
    given,
    required,
)
from tracker.kernel.money import ZERO

LONGEST_WARRANTY = 120  # months
NO_AWARD = ""


class SignForm(ScheduleFields, Form):
    kind = LabelSelectField(
        _l("类别"), enum=ContractKind, blank=None, default=ContractKind.CONTRACT
    )
    number = StringField(
        _l("合同编号"), [required(_l("请填写合同编号")), Length(max=60)], filters=[strip]
    )
    name = StringField(
        _l("合同名称"), [required(_l("请填写合同名称")), Length(max=200)], filters=[strip]
    )
    award = SelectField(_l("采购结果"), choices=[])
    supplier_id = PersonField(_l("供应商"))
    pricing = LabelSelectField(_l("计价方式"), enum=Pricing, blank=None, default=Pricing.FIXED)
    amount = MoneyField(_l("合同金额"), [given(_l("请填写合同金额"))])
    annual_fee = MoneyField(_l("年费"))
    signed_on = DayField(_l("签订日期"), [given(_l("请填写签订日期"))])
    service_from = DayField(_l("服务期起"))
    service_to = DayField(_l("服务期止"))
    warranty_months = CountField(_l("质保期（月）"), most=LONGEST_WARRANTY)
    payee_account = StringField(_l("收款账户"), [Length(max=200)], filters=[strip])
    bond_amount = MoneyField(_l("履约保证金"))
    bond_form = LabelSelectField(_l("保证金形式"), enum=BondForm)
    bond_return_on = DayField(_l("应退还日期"))
    instalments = rows_field()
    explanation = TextAreaField(_l("情况说明"), [Length(max=LONGEST_TEXT)], filters=[strip])

    def offer(
        self, suppliers: Iterable[tuple[int, str]], awards: Iterable[tuple[str, str]]
    ) -> None:
        """Set whom and what to choose from."""
        self.supplier_id.offer(suppliers)
        self.award.choices = [(NO_AWARD, _("没有采购结果")), *awards]

    def validate(self, extra_validators: object = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.bond_amount.data is not None and not self.bond_form.data:
            self.bond_form.errors = [_("请选择保证金形式")]
            return False
        return valid

    def price(self) -> Price:
        """The price as far as it was typed."""
        amount, fee = self.amount.data or ZERO, self.annual_fee.data
        return Price(amount, fee, pricing=Pricing(self.pricing.data or Pricing.FIXED))

    def landmarks(self, today: date) -> Landmarks:
        """The contract's days as far as they were typed."""
        return Landmarks(
            signed_on=self.signed_on.data or today,
            service_from=self.service_from.data,
            service_to=self.service_to.data,
            warranty_months=self.warranty_months.data or 0,
        )

    @property
    def command(self) -> SignContract:
        """The command of a valid form."""
        award_id, _dash, year = (self.award.data or NO_AWARD).partition("-")
        return SignContract(
            number=self.number.data,
            name=self.name.data,
            kind=ContractKind(self.kind.data),
            pricing=Pricing(self.pricing.data),
            amount=filled(self.amount.data),
            signed_on=filled(self.signed_on.data),
            schedule=self.terms,
            supplier_id=self.supplier_id.data,
            award_id=int(award_id) if award_id else None,
            service_year=int(year) if year else 1,
            annual_fee=self.annual_fee.data,
            service_from=self.service_from.data,
            service_to=self.service_to.data,
            warranty_months=self.warranty_months.data or 0,
            payee_account=self.payee_account.data,
            bond=self._bond(),
            explanation=self.explanation.data,
        )

    def _bond(self) -> Bond | None:
        if self.bond_amount.data is None:
            return None
        form = BondForm(self.bond_form.data)
        return Bond(self.bond_amount.data, form, self.bond_return_on.data)
