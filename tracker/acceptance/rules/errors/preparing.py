"""What keeps a round from being drafted or opened."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation
from tracker.kernel.labels import Label


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


class NotSeated(RuleViolation):
    code = "not_seated"
    label = Label("请选择名单中不能参加的人", "Choose somebody of the roster")


class SamePerson(RuleViolation):
    code = "same_person"
    label = Label("请选择另一个人", "Choose somebody else")


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
