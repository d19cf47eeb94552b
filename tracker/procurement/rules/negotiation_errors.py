"""What may be wrong with a negotiation record, and with confirming one."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label


class NotNegotiated(RuleViolation):
    code = "not_negotiated"
    label = Label("{method}不作谈判、磋商记录", "A {method} has no negotiation record")


class PlaceMissing(RuleViolation):
    code = "place_missing"
    label = Label("请填写地点", "Enter the place")


class FutureMeeting(RuleViolation):
    code = "future_meeting"
    label = Label("日期不能晚于今天（{today}）", "The day may not be after today ({today})")


class NobodyThere(RuleViolation):
    code = "nobody_there"
    label = Label("请列出参加的人员", "List who was there")


class NoParty(RuleViolation):
    code = "no_party"
    label = Label("请列出供应商和报价", "List the suppliers and their offers")


class PersonNameMissing(RuleViolation):
    code = "person_name_missing"
    label = Label("请选择本单位人员，或填写外部人员姓名", "Choose a colleague, or enter a name")


class PartyNameMissing(RuleViolation):
    code = "party_name_missing"
    label = Label("请填写供应商名称", "Enter the name of the supplier")


class ListedTwice(RuleViolation):
    code = "listed_twice"
    label = Label("{name}列了两次", "{name} is listed twice")


class UnitMissing(RuleViolation):
    code = "unit_missing"
    label = Label("{name}没有本系统账户，请填写所在单位", "{name} has no account: enter the unit")


class NoOffer(RuleViolation):
    code = "no_offer"
    label = Label("{name}没有报价；未报价的供应商请在要点中说明", "{name} made no offer")


class OfferNotPositive(RuleViolation):
    code = "offer_not_positive"
    label = Label("{name}第{round}轮报价应大于零", "Offer {round} of {name} must be above zero")


class TooFewSuppliers(RuleViolation):
    code = "too_few_suppliers"
    label = Label(
        "只有{count}家供应商，本采购方式不少于{least}家；有批准或依据的请在说明中写明",
        "{count} suppliers where the method asks for {least}; state the approval or the ground",
    )


class BelowFewest(RuleViolation):
    code = "below_fewest"
    label = Label(
        "只有{count}家供应商，不能继续；请在采购过程中登记废标、流标",
        "{count} suppliers are too few to go on: record the failure in the log",
    )


class PanelTooSmall(RuleViolation):
    code = "panel_too_small"
    label = Label(
        "小组成员{count}人，应为{least}人以上单数（采购人代表和评审专家）",
        "The panel has {count} members; {least} or more, and an odd number, are required",
    )


class PanelEven(RuleViolation):
    code = "panel_even"
    label = Label("小组成员{count}人，应为单数", "The panel has {count} members; it must be odd")


class ExpertsTooFew(RuleViolation):
    code = "experts_too_few"
    label = Label(
        "评审专家{count}人，少于小组{panel}人的{part}/{whole}",
        "{count} experts are under {part}/{whole} of a panel of {panel}",
    )


class GroupMissing(RuleViolation):
    code = "group_missing"
    label = Label(
        "没有采购领导小组成员参加；参加的成员须在当日属于采购领导小组",
        "No member of the procurement group was there on that day",
    )


class SupervisorMissing(RuleViolation):
    code = "supervisor_missing"
    label = Label("没有列出监督人", "No supervisor is listed")


class ConclusionMissing(RuleViolation):
    code = "conclusion_missing"
    label = Label("请填写结论", "Enter the conclusion")


class NotListed(RuleViolation):
    code = "not_listed"
    label = Label("你不在这份记录的参加人员中，不能确认", "You are not listed in this record")


class ConfirmedAlready(RuleViolation):
    code = "confirmed_already"
    label = Label("你已于{at}确认过这份记录", "You confirmed this record at {at}")


class NotSubmitted(RuleViolation):
    code = "not_submitted"
    label = Label("这份记录还没有提交确认", "This record is not yet out for confirmation")


class IsLocked(RuleViolation):
    code = "record_is_locked"
    label = Label(
        "这份记录已锁定，不能修改；有误时请新增更正记录",
        "This record is locked; add a correction if it is wrong",
    )


class NotLocked(RuleViolation):
    code = "record_not_locked"
    label = Label("还没有锁定的记录直接修改即可", "A record that is not locked is simply changed")


class ReasonMissing(RuleViolation):
    code = "correction_reason_missing"
    label = Label("请填写更正原因", "Give the reason for the correction")


class ContentChanged(Conflict):
    code = "content_changed"
    label = Label(
        "记录在你打开之后已被修改，请重新阅读后再操作",
        "The record was changed after you opened it; read it again first",
    )


class NobodyOutside(RuleViolation):
    code = "nobody_outside"
    label = Label("没有需要纸质签字的人员", "Nobody has to sign on paper")
