"""Forms of a tender: planning one, changing it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from tracker.infra.forms import (
    Form,
    LabelSelectField,
    MoneyField,
    VersionField,
    filled,
    given,
    required,
)
from tracker.procurement.forms.fields import MethodField
from tracker.procurement.rules import MOST_YEARS, Method
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.tenders import TenderDetails
from tracker.projects.forms.budget import strip


class TenderForm(Form):
    title = StringField(
        _l("采购内容"), [required(_l("请填写采购内容")), Length(max=200)], filters=[strip]
    )
    method = MethodField(_l("采购方式"), [required(_l("请选择采购方式"))])
    category = LabelSelectField(_l("采购品类"), [required(_l("请选择采购品类"))], enum=Category)
    organisation = LabelSelectField(
        _l("组织形式"), [required(_l("请选择组织形式"))], enum=Organisation
    )
    budget = MoneyField(_l("预算金额"), [given(_l("请填写金额"))])
    years = SelectField(_l("服务年数"), coerce=int)
    catalogue_code = StringField(_l("品目编码"), [Length(max=20)], filters=[strip])
    catalogue_name = StringField(_l("品目名称"), [Length(max=100)], filters=[strip])
    change_reference = StringField(_l("变更采购方式的批准文号"), [Length(max=100)], filters=[strip])
    explanation = StringField(_l("说明"), [Length(max=500)], filters=[strip])

    def offer(self) -> None:
        """Set what to choose from: one to three years."""
        self.years.choices = [
            (years, _("%(years)s年", years=years)) for years in range(1, MOST_YEARS + 1)
        ]

    def details(self, previous_id: int | None = None) -> TenderDetails:
        """What a valid form says."""
        return TenderDetails(
            title=self.title.data,
            method=Method.of(self.method.data),
            category=Category(self.category.data),
            organisation=Organisation(self.organisation.data),
            budget=filled(self.budget.data),
            years=self.years.data,
            catalogue_code=self.catalogue_code.data,
            catalogue_name=self.catalogue_name.data,
            previous_id=previous_id,
            change_reference=self.change_reference.data,
            explanation=self.explanation.data,
        )


class EditTenderForm(TenderForm):
    version = VersionField()
    reason = StringField(
        _l("修改原因"), [required(_l("请填写修改原因")), Length(max=500)], filters=[strip]
    )
