"""Every way a round, a signature or a rectification can be refused."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation
from tracker.kernel.labels import Label

# --- drafting and opening -------------------------------------------------------------------------


class NotYours(NotAllowed):
    code = "not_yours"
    label = Label(
        "验收由项目人员或验收组成员办理；请联系项目负责人{owner}",
        "Rounds are for people of the project or the acceptance group; ask {owner}",
    )


class NoPart(RuleViolation):
    code = "no_part"
    label = Label("请选择本次验收对应的付款节点", "Choose the instalments that this round is about")


class WrongPart(RuleViolation):
    code = "wrong_part"
    label = Label(
        "第{no}笔的付款条件是“{trigger}”，不能由{kind}成就",
        "Instalment {no} waits for “{trigger}”, which “{kind}” does not meet",
    )


class PartMet(RuleViolation):
    code = "part_met"
    label = Label(
        "第{no}笔的付款条件已于{on}成就", "The condition of instalment {no} was met on {on}"
    )


class PartTaken(RuleViolation):
    code = "part_taken"
    label = Label(
        "第{no}笔已在{number}中验收，请先办完或作废那一稿",
        "Instalment {no} is in round {number}; finish or void that one first",
    )


class UnknownPart(RuleViolation):
    code = "unknown_part"
    label = Label(
        "所选的付款节点不属于这份合同，或已撤销", "An instalment chosen is not of this contract"
    )


class PartsChanged(Conflict):
    code = "parts_changed"
    label = Label(
        "发起后第{no}笔付款节点已变更，本稿不能再签；请组长作废后重新发起",
        "Instalment {no} changed after the round was opened; its leader has to void it",
    )


class NoItem(RuleViolation):
    code = "no_item"
    label = Label("请至少列一项与合同对照的内容", "Compare at least one item with the contract")


class ItemIncomplete(RuleViolation):
    code = "item_incomplete"
    label = Label("请写明{what}", "Enter: {what}")


class MeetingMissing(RuleViolation):
    code = "meeting_missing"
    label = Label("请填写{what}", "Enter: {what}")


class SignByPast(RuleViolation):
    code = "sign_by_past"
    label = Label(
        "签署截止日不能早于今天（{today}）", "The last day to sign is before today ({today})"
    )


class DeliveredLater(RuleViolation):
    code = "delivered_later"
    label = Label(
        "实际完成日期不能晚于今天（{today}）", "The day of completion is after today ({today})"
    )


class ContentFrozen(Conflict):
    code = "content_frozen"
    label = Label(
        "{number}已发起签署，内容、附件和名单已锁定；确需修改时由组长作废后重新发起，全员重签",
        "Round {number} is open: content, files and roster are locked. Its leader may void it; "
        "then everybody signs again",
    )


class FilesFrozen(RuleViolation):
    code = "files_frozen"
    label = Label(
        "{number}已发起签署，附件已锁定，不能增加、替换或撤下；确需更换时由组长作废后重新发起",
        "Round {number} is open: its files are locked. Its leader may void it to change them",
    )


class OutOfDate(Conflict):
    code = "out_of_date"
    label = Label(
        "你编辑期间，这一稿已被他人修改；请核对后再保存",
        "Somebody changed this draft while you edited; check it and save again",
    )


# --- the roster -----------------------------------------------------------------------------------


class TooFew(RuleViolation):
    code = "too_few"
    label = Label(
        "签署人{count}名，合同金额{amount}元的验收组不少于{least}名（{source}）",
        "{count} people sign; a contract of {amount} yuan needs at least {least} ({source})",
    )


class EvenNumber(RuleViolation):
    code = "even_number"
    label = Label(
        "签署人{count}名，应为单数（{source}）", "{count} people sign; it must be odd ({source})"
    )


class OneLeader(RuleViolation):
    code = "one_leader"
    label = Label("验收组须有且只有一名组长", "The group has exactly one leader")


class SeatTwice(RuleViolation):
    code = "seat_twice"
    label = Label("{name}在名单中出现了两次", "{name} is on the roster twice")


class NotInGroup(RuleViolation):
    code = "not_in_group"
    label = Label(
        "{name}今天不是验收领导小组成员，不能任{seat}；可作为专家参加",
        "{name} is not in the acceptance group today and cannot be {seat}, but may be an expert",
    )


class Inactive(RuleViolation):
    code = "inactive"
    label = Label("{name}的账号已停用，不能签署", "The account of {name} is not active")


class LeaderHandled(RuleViolation):
    code = "leader_handled"
    label = Label(
        "{name}是本项目的{duty}，不能任验收组长（采购与验收为不相容岗位）；请另定组长",
        "{name} does {duty} on this project and cannot lead its acceptance; choose another",
    )


class OverlapUnexplained(RuleViolation):
    code = "overlap_unexplained"
    label = Label(
        "{name}是本项目的{duty}，与验收是不相容岗位；确需参加时请写明原因，将记入验收书",
        "{name} does {duty} on this project, which does not go with acceptance; "
        "give the reason, it is printed on the certificate",
    )


# --- signing --------------------------------------------------------------------------------------


class NotOnRoster(NotAllowed):
    code = "not_on_roster"
    label = Label(
        "你不在{number}的签署名单中；任何人都不能代签，管理员也不能",
        "You are not among the signers of {number}; nobody signs for another, not even an "
        "administrator",
    )


class ObserverSigns(NotAllowed):
    code = "observer_signs"
    label = Label("你是监督人员，列席但不签署", "You observe this round and do not sign")


class AlreadySigned(RuleViolation):
    code = "already_signed"
    label = Label(
        "你已于{at}签署，签署后不能修改或撤回；如需更正，请组长作废本稿",
        "You signed at {at}; a signature is not changed or taken back. The leader may void the "
        "round",
    )


class RoundVoided(Conflict):
    code = "round_voided"
    label = Label(
        "{number}第{revision}稿已作废（{reason}），不能签署；请签新的一稿",
        "Draft {revision} of {number} is void ({reason}) and cannot be signed; sign the new one",
    )


class NotOpen(Conflict):
    code = "not_open"
    label = Label(
        "{number}目前是“{state}”，不能签署", "Round {number} is “{state}” and cannot be signed"
    )


class FingerprintChanged(Conflict):
    code = "fingerprint_changed"
    label = Label(
        "你看到的内容与当前验收书的指纹不一致，没有签署；请刷新页面，核对后再签",
        "What you saw does not have the fingerprint of the round; reload the page and check again",
    )


class ContentAltered(Conflict):
    code = "content_altered"
    label = Label(
        "验收书内容与发起时的指纹不一致，已停止签署；请联系系统管理员运行核验",
        "The content does not match its fingerprint any more; signing is stopped. Ask the "
        "administrator to verify the records",
    )


class DocumentAltered(Conflict):
    code = "document_altered"
    label = Label(
        "附件“{name}”的内容与发起时不一致或缺失，已停止签署；请联系系统管理员",
        "The file “{name}” is missing or not what it was; signing is stopped",
    )


class VerdictMissing(RuleViolation):
    code = "verdict_missing"
    label = Label("请选择验收意见：合格或不合格", "Choose a verdict: pass or fail")


class ResultMissing(RuleViolation):
    code = "result_missing"
    label = Label("第{no}项还没有结论", "Item {no} has no result yet")


class PassWithFailedItem(RuleViolation):
    code = "pass_with_failed_item"
    label = Label(
        "第{no}项不合格，总体意见不能为合格", "Item {no} failed, so the whole cannot pass"
    )


class FailWithoutItem(RuleViolation):
    code = "fail_without_item"
    label = Label(
        "总体意见为不合格，请在逐项对照中标明不合格的项",
        "The verdict is fail: mark the items that failed",
    )


class OpinionMissing(RuleViolation):
    code = "opinion_missing"
    label = Label("不合格须写明意见，指出第{no}项哪里不符", "Say what is wrong with item {no}")


class OpinionNamesNoItem(RuleViolation):
    code = "opinion_names_no_item"
    label = Label(
        "意见须指明不合格的项，请写上“{clause}”", "The opinion has to name the item: “{clause}”"
    )


# --- voiding --------------------------------------------------------------------------------------


class OnlyLeaderVoids(NotAllowed):
    code = "only_leader_voids"
    label = Label(
        "只有本次验收的组长{leader}或单位领导可以作废", "Only {leader}, who leads it, may void it"
    )


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    label = Label("请填写原因", "Enter the reason")


class NotVoidable(Conflict):
    code = "not_voidable"
    label = Label(
        "{number}目前是“{state}”，不能作废", "Round {number} is “{state}” and cannot be voided"
    )


# --- rectification --------------------------------------------------------------------------------


class DemandMissing(RuleViolation):
    code = "demand_missing"
    label = Label("请写明整改要求", "Say what has to be put right")


class LimitPast(RuleViolation):
    code = "limit_past"
    label = Label("整改期限不能早于今天（{today}）", "The limit is before today ({today})")


class AlreadyDone(RuleViolation):
    code = "already_done"
    label = Label("整改已于{on}完成", "It was put right on {on}")


class DoneLater(RuleViolation):
    code = "done_later"
    label = Label("完成日期不能晚于今天（{today}）", "The day is after today ({today})")


class DoneBefore(RuleViolation):
    code = "done_before"
    label = Label(
        "完成日期不能早于验收结论日（{on}）", "It was not put right before it was found ({on})"
    )


class NoteMissing(RuleViolation):
    code = "note_missing"
    label = Label("请写明整改情况", "Say what was done")


class NotRejected(RuleViolation):
    code = "not_rejected"
    label = Label("只有不合格的验收才有复验", "Only a round that failed is followed by another")


class NotRectified(RuleViolation):
    code = "not_rectified"
    label = Label(
        "整改还没有完成（期限{due_on}），完成后才能发起复验",
        "The rectification is not done (limit {due_on}); only then can it be accepted again",
    )


class HasFollower(RuleViolation):
    code = "has_follower"
    label = Label("已有复验{number}", "Round {number} follows it already")
