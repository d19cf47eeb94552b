"""Forms of what happens to a contract: triggers, estimates, invoices, disputes, publication."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from tracker.contracts.forms.fields import LONGEST_TEXT, filled, strip
from tracker.contracts.rules.kinds import ProofKind, Trigger
from tracker.contracts.rules.terms import Dispute, Proof, RecordInvoice
from tracker.infra.forms import (
    DayField,
    FilesField,
    Form,
    LabelSelectField,
    MoneyField,
    given,
    required,
)

USUAL_PROOF = {
    Trigger.PRELIMINARY_ACCEPTANCE: ProofKind.ACCEPTANCE,
    Trigger.FINAL_ACCEPTANCE: ProofKind.ACCEPTANCE,
    Trigger.ASSESSMENT: ProofKind.ASSESSMENT,
    Trigger.DELIVERY: ProofKind.DELIVERY_NOTE,
    Trigger.GUARANTEE_RECEIVED: ProofKind.GUARANTEE,
}
PROOFS = tuple(kind for kind in ProofKind if kind not in (ProofKind.DATE, ProofKind.ROUND))


class TriggerForm(Form):
    """The condition of an instalment came true."""

    on = DayField(_l("成就日期"), [given(_l("请填写成就日期"))])
    kind = LabelSelectField(_l("依据类型"), [required(_l("请选择依据类型"))], enum=PROOFS)
    evidence = StringField(
        _l("依据材料"), [required(_l("请写明依据材料")), Length(max=LONGEST_TEXT)], filters=[strip]
    )
    papers = FilesField(_l("依据文件"))

    @property
    def day(self) -> date:
        return filled(self.on.data)

    @property
    def proof(self) -> Proof:
        return Proof(ProofKind(self.kind.data), self.evidence.data)


class ReasonForm(Form):
    """A step that needs nothing but its reason."""

    reason = StringField(
        _l("原因"), [required(_l("请填写原因")), Length(max=LONGEST_TEXT)], filters=[strip]
    )


class EstimateForm(Form):
    """A new expected day; none means that nobody can tell."""

    expected_on = DayField(_l("预计触发日"))
    reason = StringField(_l("调整原因"), [Length(max=LONGEST_TEXT)], filters=[strip])


class InvoiceForm(Form):
    number = StringField(
        _l("发票号码"), [required(_l("请填写发票号码")), Length(max=60)], filters=[strip]
    )
    code = StringField(_l("发票代码"), [Length(max=20)], filters=[strip])
    amount = MoneyField(_l("发票金额"), [given(_l("请填写发票金额"))])
    issued_on = DayField(_l("开票日期"), [given(_l("请填写开票日期"))])
    received_on = DayField(_l("收到日期"), [given(_l("请填写收到日期"))])
    explanation = StringField(_l("情况说明"), [Length(max=LONGEST_TEXT)], filters=[strip])
    papers = FilesField(_l("发票文件"))

    @property
    def command(self) -> RecordInvoice:
        """The command of a valid form."""
        return RecordInvoice(
            number=self.number.data,
            issued_on=filled(self.issued_on.data),
            received_on=filled(self.received_on.data),
            amount=filled(self.amount.data),
            code=self.code.data or "",
            explanation=self.explanation.data or "",
        )


class DisputeForm(Form):
    amount = MoneyField(_l("争议金额"), [given(_l("请填写争议金额"))])
    on = DayField(_l("争议日期"), [given(_l("请填写争议日期"))])
    reason = StringField(
        _l("争议原因"), [required(_l("请填写争议原因")), Length(max=LONGEST_TEXT)], filters=[strip]
    )

    @property
    def command(self) -> Dispute:
        """The command of a valid form."""
        return Dispute(filled(self.amount.data), filled(self.on.data), self.reason.data)


class DayForm(Form):
    """The day a contract was published or filed; a late one with its explanation."""

    on = DayField(_l("日期"), [given(_l("请填写日期"))])
    explanation = StringField(_l("情况说明"), [Length(max=LONGEST_TEXT)], filters=[strip])

    @property
    def day(self) -> date:
        return filled(self.on.data)
