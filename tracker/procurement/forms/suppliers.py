"""Forms of suppliers; a valid one hands over the command its use case takes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from tracker.infra.forms import Form, LabelSelectField, VersionField, required
from tracker.procurement.rules import SupplierDetails, SupplierSize, normal_credit_code
from tracker.projects.forms.budget import strip


class SupplierForm(Form):
    name = StringField(
        _l("供应商名称"), [required(_l("请填写供应商名称")), Length(max=200)], filters=[strip]
    )
    size = LabelSelectField(_l("企业规模"), [required(_l("请选择企业规模"))], enum=SupplierSize)
    credit_code = StringField(
        _l("统一社会信用代码"), [Length(max=30)], filters=[strip, normal_credit_code]
    )
    bank_name = StringField(_l("开户银行"), [Length(max=100)], filters=[strip])
    bank_account = StringField(_l("银行账号"), [Length(max=60)], filters=[strip])

    @property
    def details(self) -> SupplierDetails:
        return SupplierDetails(
            name=self.name.data,
            size=SupplierSize(self.size.data),
            credit_code=self.credit_code.data,
            bank_name=self.bank_name.data,
            bank_account=self.bank_account.data,
        )


class EditSupplierForm(SupplierForm):
    version = VersionField()
    reason = StringField(_l("修改原因"), [Length(max=500)], filters=[strip])
