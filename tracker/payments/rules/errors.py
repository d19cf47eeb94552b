"""Every way a payment or a reversal can be refused.

Impossible data is refused; what breaks a rule of budgeting is accepted with an explanation.
"""

from __future__ import annotations

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class NotPositive(RuleViolation):
    code = "not_positive"
    label = Label("金额应大于零", "The amount must be above zero")


class Overpaid(RuleViolation):
    code = "overpaid"
    label = Label(
        "付款金额比本笔应付多{more}元，请核对；多付须先改付款节点",
        "The payment exceeds what is due by {more} yuan; to pay more, revise the schedule first",
    )


class NothingOpen(RuleViolation):
    code = "nothing_open"
    label = Label("本笔已付清或已撤销，不能再登记付款", "Nothing is open on this instalment")


class IsDisputed(RuleViolation):
    code = "is_disputed"
    label = Label(
        "本笔有争议已冻结；请先拆出无争议部分，再登记付款",
        "This instalment is disputed; split off the undisputed part before paying it",
    )


class NotTriggered(RuleViolation):
    code = "not_triggered"
    label = Label(
        "付款条件尚未成就，不能付款；确需提前支付的，须由领导特批并写明理由",
        "Its condition has not come true; to pay early, a leader has to approve it with a reason",
    )


class PaidBeforeTrigger(RuleViolation):
    code = "paid_before_trigger"
    label = Label(
        "付款条件{triggered_on}才成就，付款日期不能早于这一天；确已提前支付的，须由领导特批",
        "Its condition came true on {triggered_on}; an earlier payment needs a leader's approval",
    )


class NeedsNoOverride(RuleViolation):
    code = "needs_no_override"
    label = Label(
        "付款条件{on}已成就，无须特批", "Its condition came true on {on}: no approval is needed"
    )


class FutureDate(RuleViolation):
    code = "future_date"
    label = Label("付款日期不能晚于今天（{today}）", "The date may not be after today ({today})")


class BeforeSigning(RuleViolation):
    code = "before_signing"
    label = Label(
        "付款日期早于合同签订日（{signed_on}），请核对；情况属实的请说明",
        "This is before the contract was signed ({signed_on}); explain it if it is true",
    )


class ClosedYear(RuleViolation):
    code = "closed_year"
    label = Label(
        "{year}财政年度已关闭，不能再登记该年度的付款或冲正",
        "Fiscal year {year} is closed: nothing can be booked into it",
    )


class NoBudgetLine(RuleViolation):
    code = "no_budget_line"
    label = Label(
        "{year}年没有选定预算项。无预算不得支出（预算法 第十三条）；确需支付的请说明",
        "No budget line of {year} was chosen (预算法 第十三条): explain why it is paid",
    )


class ChooseLine(RuleViolation):
    code = "choose_line"
    label = Label(
        "{year}年有可用的预算项，请选择由哪一项列支",
        "There are budget lines of {year}: choose the one to charge",
    )


class WrongLine(RuleViolation):
    code = "wrong_line"
    label = Label(
        "所选预算项不是本项目{year}年的，请按付款日期改选",
        "This is not a budget line of this project in {year}",
    )


class AboveAllotment(RuleViolation):
    code = "above_allotment"
    label = Label(
        "超出该预算项到位余额{more}元；确需支付的请说明",
        "This exceeds what has arrived on the line by {more} yuan; explain why it is paid",
    )


class VoucherMissing(RuleViolation):
    code = "voucher_missing"
    label = Label("请填写支付凭证号", "Enter the voucher number")


class VoucherUsed(RuleViolation):
    code = "voucher_used"
    label = Label(
        "支付凭证号{voucher}已登记过付款，请核对是否重复；一张凭证付多笔的请说明",
        "Voucher {voucher} is recorded already; explain it if it paid several instalments",
    )


class WrongInvoice(RuleViolation):
    code = "wrong_invoice"
    label = Label("所选发票不属于本笔", "This invoice does not belong to the instalment")


class NotReversible(RuleViolation):
    code = "not_reversible"
    label = Label("这条记录本身是冲正，不能再冲正", "This is a reversal itself")


class NotAReversal(RuleViolation):
    code = "not_a_reversal"
    label = Label("请选择冲正类别", "Choose the kind of reversal")


class ReversedTooMuch(RuleViolation):
    code = "reversed_too_much"
    label = Label(
        "这笔付款可冲正的只有{left}元", "Only {left} yuan of this payment are left to reverse"
    )


class BeforePayment(RuleViolation):
    code = "before_payment"
    label = Label(
        "退回日期不能早于付款日期（{paid_on}）",
        "It cannot come back before it was paid ({paid_on})",
    )


class NoReason(RuleViolation):
    code = "no_reason"
    label = Label("请写明理由", "Give the reason")
