"""The closed vocabularies of contracts, each with its words for people."""

from __future__ import annotations

from enum import StrEnum

from tracker.kernel.labels import Label


class ContractKind(StrEnum):
    CONTRACT = "contract"
    SPENDING_ORDER = "spending_order"

    @property
    def label(self) -> Label:
        return _CONTRACT_KINDS[self]


_CONTRACT_KINDS = {
    ContractKind.CONTRACT: Label("合同", "Contract"),
    ContractKind.SPENDING_ORDER: Label("零星支出", "Spending order"),
}


class Pricing(StrEnum):
    """Whether the amount is what will be paid, or a ceiling for what is used."""

    FIXED = "fixed"
    ACTUAL = "actual"

    @property
    def label(self) -> Label:
        return _PRICINGS[self]


_PRICINGS = {
    Pricing.FIXED: Label("固定总价", "Fixed price"),
    Pricing.ACTUAL: Label("据实结算", "As used, up to a ceiling"),
}


class Basis(StrEnum):
    """From what the amount of an instalment follows."""

    RATIO = "ratio"
    CUMULATIVE_RATIO = "cumulative_ratio"
    ANNUAL_RATIO = "annual_ratio"
    FIXED = "fixed"
    ACTUAL = "actual"

    @property
    def label(self) -> Label:
        return _BASES[self]

    @property
    def is_ratio(self) -> bool:
        """Whether the amount is computed from a ratio, and so may be rounded."""
        return self in _RATIOS


_RATIOS = frozenset({Basis.RATIO, Basis.CUMULATIVE_RATIO, Basis.ANNUAL_RATIO})
_BASES = {
    Basis.RATIO: Label("按比例", "Share of the price"),
    Basis.CUMULATIVE_RATIO: Label("累计支付至", "Cumulative share"),
    Basis.ANNUAL_RATIO: Label("按年费比例", "Share of the yearly fee"),
    Basis.FIXED: Label("固定金额", "Fixed amount"),
    Basis.ACTUAL: Label("据实", "As used"),
}


class Trigger(StrEnum):
    """What must happen before an instalment can be paid."""

    SIGNING = "signing"
    GUARANTEE_RECEIVED = "guarantee_received"
    DELIVERY = "delivery"
    MILESTONE = "milestone"
    PRELIMINARY_ACCEPTANCE = "preliminary_acceptance"
    TRIAL_END = "trial_end"
    FINAL_ACCEPTANCE = "final_acceptance"
    SERVICE_START = "service_start"
    SERVICE_END = "service_end"
    ASSESSMENT = "assessment"
    WARRANTY_END = "warranty_end"
    ON_DATE = "on_date"

    @property
    def label(self) -> Label:
        return _TRIGGERS[self][0]

    @property
    def awaited(self) -> Label:
        """How the wait for it is called: 待初验."""
        return _TRIGGERS[self][1]


_TRIGGERS = {
    Trigger.SIGNING: (Label("合同签订", "Signing"), Label("待签订", "Awaiting signing")),
    Trigger.GUARANTEE_RECEIVED: (
        Label("收到保函", "Guarantee received"),
        Label("待保函", "Awaiting the guarantee"),
    ),
    Trigger.DELIVERY: (Label("到货", "Delivery"), Label("待到货", "Awaiting delivery")),
    Trigger.MILESTONE: (
        Label("里程碑完成", "Milestone"),
        Label("待里程碑", "Awaiting a milestone"),
    ),
    Trigger.PRELIMINARY_ACCEPTANCE: (
        Label("初验合格", "Preliminary acceptance"),
        Label("待初验", "Awaiting preliminary acceptance"),
    ),
    Trigger.TRIAL_END: (
        Label("试运行结束", "End of trial run"),
        Label("待试运行结束", "Awaiting the end of the trial run"),
    ),
    Trigger.FINAL_ACCEPTANCE: (
        Label("终验合格", "Final acceptance"),
        Label("待终验", "Awaiting final acceptance"),
    ),
    Trigger.SERVICE_START: (
        Label("服务期开始", "Start of service"),
        Label("待服务开始", "Awaiting the start of service"),
    ),
    Trigger.SERVICE_END: (
        Label("服务期结束", "End of service"),
        Label("待服务期满", "Awaiting the end of service"),
    ),
    Trigger.ASSESSMENT: (
        Label("考核合格", "Assessment passed"),
        Label("待考核", "Awaiting assessment"),
    ),
    Trigger.WARRANTY_END: (
        Label("质保期满", "End of warranty"),
        Label("待质保期满", "Awaiting the end of warranty"),
    ),
    Trigger.ON_DATE: (Label("指定日期", "On a date"), Label("待到期", "Awaiting its date")),
}


class DueFrom(StrEnum):
    """What starts the clock of an instalment."""

    TRIGGER = "trigger"
    INVOICE = "invoice"

    @property
    def label(self) -> Label:
        return _DUE_FROM[self]


_DUE_FROM = {
    DueFrom.TRIGGER: Label("自条件成就起", "From the trigger"),
    DueFrom.INVOICE: Label("自收到发票起", "From the invoice"),
}


class AmendmentKind(StrEnum):
    ADDITION = "addition"
    REDUCTION = "reduction"
    DEDUCTION = "deduction"
    TERMS = "terms"

    @property
    def label(self) -> Label:
        return _AMENDMENTS[self]


_AMENDMENTS = {
    AmendmentKind.ADDITION: Label("追加金额", "Addition"),
    AmendmentKind.REDUCTION: Label("减少金额", "Reduction"),
    AmendmentKind.DEDUCTION: Label("考核扣款", "Deduction"),
    AmendmentKind.TERMS: Label("条款变更", "Change of terms"),
}


class BondForm(StrEnum):
    """Forms a performance bond may take; cash is not one of them (实施条例 第四十八条)."""

    GUARANTEE = "guarantee"
    CHEQUE = "cheque"
    DRAFT = "draft"
    PROMISSORY_NOTE = "promissory_note"
    TRANSFER = "transfer"

    @property
    def label(self) -> Label:
        return _BOND_FORMS[self]


_BOND_FORMS = {
    BondForm.GUARANTEE: Label("保函", "Guarantee"),
    BondForm.CHEQUE: Label("支票", "Cheque"),
    BondForm.DRAFT: Label("汇票", "Draft"),
    BondForm.PROMISSORY_NOTE: Label("本票", "Promissory note"),
    BondForm.TRANSFER: Label("转账", "Bank transfer"),
}


class ProofKind(StrEnum):
    """What shows that a trigger happened."""

    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"
    ASSESSMENT = "assessment"
    DELIVERY_NOTE = "delivery_note"
    GUARANTEE = "guarantee"
    DATE = "date"
    ROUND = "round"
    OTHER = "other"

    @property
    def label(self) -> Label:
        return _PROOFS[self]


_PROOFS = {
    ProofKind.CONTRACT: Label("合同文本", "The contract"),
    ProofKind.ACCEPTANCE: Label("验收书", "Acceptance certificate"),
    ProofKind.ASSESSMENT: Label("考核表", "Assessment sheet"),
    ProofKind.DELIVERY_NOTE: Label("到货签收单", "Delivery note"),
    ProofKind.GUARANTEE: Label("保函", "Guarantee"),
    ProofKind.DATE: Label("约定日期", "The agreed date"),
    ProofKind.ROUND: Label("验收组全体签署", "Signed by the acceptance group"),
    ProofKind.OTHER: Label("其他材料", "Other papers"),
}


class YearEndChoice(StrEnum):
    """What is to become of an open instalment at the turn of the year."""

    PAY = "pay"
    MOVE = "move"
    CARRY_OVER = "carry_over"

    @property
    def label(self) -> Label:
        return _YEAR_END[self]


_YEAR_END = {
    YearEndChoice.PAY: Label("封账前支付", "Pay before the closing day"),
    YearEndChoice.MOVE: Label("列入下年预算", "Put into next year's budget"),
    YearEndChoice.CARRY_OVER: Label("资金结转下年", "Carry the money over"),
}
