"""The form of an award; a valid one hands over the command its use case takes."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from tracker.infra.forms import (
    DayField,
    Form,
    LabelSelectField,
    MoneyField,
    PersonField,
    VersionField,
    given,
    required,
)
from tracker.kernel.money import Money
from tracker.procurement.forms.fields import MethodField
from tracker.procurement.rules import MOST_YEARS, AwardDetails, Method
from tracker.procurement.rules.categories import Category
from tracker.projects.forms.budget import filled, strip


class AwardForm(Form):
    method = MethodField(_l("采购方式"), [required(_l("请选择采购方式"))])
    category = LabelSelectField(_l("采购品类"), [required(_l("请选择采购品类"))], enum=Category)
    supplier_id = PersonField(_l("中标、成交供应商"), [required(_l("请选择供应商"))])
    amount = MoneyField(_l("中标、成交金额"), [given(_l("请填写金额"))])
    years = SelectField(_l("服务年数"), coerce=int)
    annual_amount = MoneyField(_l("每年金额"))
    notice_on = DayField(_l("通知书日期"), [given(_l("请填写通知书日期"))])
    starts_on = DayField(_l("服务开始日期"), [given(_l("请填写服务开始日期"))])
    approval_number = StringField(_l("采购方式批准文号"), [Length(max=100)], filters=[strip])

    def offer(self, suppliers: Iterable[tuple[int, str]]) -> None:
        """Set what to choose from."""
        self.supplier_id.offer(suppliers)
        self.years.choices = [
            (years, _("%(years)s年", years=years)) for years in range(1, MOST_YEARS + 1)
        ]

    @property
    def details(self) -> AwardDetails:
        amount = filled(self.amount.data)
        annual = self.annual_amount.data
        return AwardDetails(
            method=Method(self.method.data),
            supplier_id=filled(self.supplier_id.data),
            amount=amount,
            annual_amount=Money(amount.fen // self.years.data) if annual is None else annual,
            years=self.years.data,
            starts_on=filled(self.starts_on.data),
            notice_on=filled(self.notice_on.data),
            category=Category(self.category.data),
            approval_number=self.approval_number.data,
        )


class CorrectAwardForm(AwardForm):
    version = VersionField()
    reason = StringField(
        _l("更正原因"), [required(_l("请填写更正原因")), Length(max=500)], filters=[strip]
    )
