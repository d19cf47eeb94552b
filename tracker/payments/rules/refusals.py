"""Every way an application for payment can be refused, or what comes after it."""

from __future__ import annotations

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class ApprovalIsOff(RuleViolation):
    code = "approval_is_off"
    label = Label(
        "单位现在没有实行付款审批，财务可以直接登记付款",
        "Payments need no approval at present: finance records them directly",
    )


class AppliedTooMuch(RuleViolation):
    code = "applied_too_much"
    label = Label(
        "申请金额比本笔可申请的{free}元多{more}元，请核对；多付须先改付款节点",
        "This is {more} yuan above the {free} yuan that may be applied for; "
        "to pay more, revise the schedule first",
    )


class AllAppliedFor(RuleViolation):
    code = "all_applied_for"
    label = Label(
        "本笔未付金额已全部在申请中（{under_way}元），请等待审核或先撤回",
        "All of it is applied for already ({under_way} yuan): await the approval or withdraw it",
    )


class PayeeMissing(RuleViolation):
    code = "payee_missing"
    label = Label("请填写收款人", "Enter the payee")


class PurposeMissing(RuleViolation):
    code = "purpose_missing"
    label = Label("请写明付款事由", "Say what is paid for")


class NotExplained(RuleViolation):
    code = "not_explained"
    label = Label("请说明：{what}", "Explain: {what}")


class ContractOver(RuleViolation):
    code = "contract_over"
    label = Label(
        "合同已于{on}终止，本笔不再支付", "The contract ended on {on}: this is not paid any more"
    )


class NoLongerOpen(RuleViolation):
    code = "no_longer_open"
    label = Label(
        "申请以后情况有变：本笔现在可付{free}元，比申请金额少{less}元（已扣款、已付或改了付款节点）。"
        "请退回或撤回，按新的金额重新申请",
        "Things changed since: {free} yuan can be paid now, {less} less than applied for. "
        "Return or withdraw it, and apply again",
    )


class InvoiceVoided(RuleViolation):
    code = "invoice_voided"
    label = Label(
        "申请所附的发票已作废，请退回或撤回，登记新发票后重新申请",
        "An invoice of the application was voided since: return or withdraw it, and apply again",
    )


class NoOpinion(RuleViolation):
    code = "no_opinion"
    label = Label("退回时请写明意见，让申请人知道要改什么", "Say what the applicant has to change")


class NoWithdrawReason(RuleViolation):
    code = "no_withdraw_reason"
    label = Label("已审核的申请，撤回时请写明理由", "It is approved: give the reason")


class AlreadyMoved(RuleViolation):
    code = "already_moved"
    label = Label(
        "这份申请已由{by}{done}，状态是“{state}”；没有再作改动",
        "{by} was faster ({done}): it is “{state}”, and nothing was changed",
    )


class OwnApplication(RuleViolation):
    code = "own_application"
    label = Label(
        "申请人不能审核自己的申请（不相容岗位），请由另一位领导审核",
        "Nobody approves an application of their own: another leader has to",
    )


class NotYourApplication(RuleViolation):
    code = "not_your_application"
    label = Label("只有申请人{name}能撤回这份申请", "Only {name}, who applied, can withdraw it")


class AppliedForIt(RuleViolation):
    code = "applied_for_it"
    label = Label(
        "这笔付款是你申请的，登记付款须由另一位财务人员（不相容岗位）",
        "You applied for this payment: somebody else in finance has to record it",
    )


class ApprovedIt(RuleViolation):
    code = "approved_it"
    label = Label(
        "这笔付款是你审核的，登记付款须由另一位人员（不相容岗位）",
        "You approved this payment: somebody else has to record it",
    )


class NeedsApplication(RuleViolation):
    code = "needs_application"
    label = Label(
        "{since}起付款须先申请、由领导审核；请先申请付款，审核通过后再登记",
        "Since {since} payments are applied for and approved first: apply for this one",
    )


class NotApproved(RuleViolation):
    code = "not_approved"
    label = Label(
        "所选付款申请现在不是“已审核，待支付”（可能已撤回、撤销或已支付），请重新选择",
        "The application is not approved any more; choose again",
    )


class DiffersFromApplication(RuleViolation):
    code = "differs_from_application"
    label = Label(
        "付款金额须与审核的申请一致（{amount}元）；金额有变的，请撤回后重新申请",
        "The amount has to be the approved one ({amount} yuan); otherwise apply again",
    )


class PaidBeforeApproval(RuleViolation):
    code = "paid_before_approval"
    label = Label(
        "付款日期早于审核日期（{approved_on}），请核对；情况属实的请说明",
        "It was paid before it was approved ({approved_on}); explain it if that is true",
    )
