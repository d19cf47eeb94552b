"""What keeps a round from being voided, put right or accepted again."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation
from tracker.kernel.labels import Label


class OnlyLeaderVoids(NotAllowed):
    code = "only_leader_voids"
    label = Label(
        "只有本次验收的组长{leader}或单位领导可以作废", "Only {leader}, who leads it, may void it"
    )


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    label = Label("请填写原因", "Enter the reason")


class RosterNotOpen(Conflict):
    code = "roster_not_open"
    label = Label(
        "{number}目前是“{state}”；签署中的验收才更换成员，起草中的直接修改名单",
        "Round {number} is “{state}”; members are replaced while it is open, a draft is edited",
    )


class NotVoidable(Conflict):
    code = "not_voidable"
    label = Label(
        "{number}目前是“{state}”，不能作废", "Round {number} is “{state}” and cannot be voided"
    )


class NothingToNote(Conflict):
    code = "nothing_to_note"
    label = Label(
        "{number}目前是“{state}”，发起签署后才登记供应商确认、采购人意见和公告",
        "Round {number} is “{state}”; confirmations and notices are recorded once it was opened",
    )


class BySomebody(RuleViolation):
    code = "by_somebody"
    label = Label("请填写确认人或公告平台", "Enter who confirmed, or where it was published")


class NotedLater(RuleViolation):
    code = "noted_later"
    label = Label("日期不能晚于今天（{today}）", "The day is after today ({today})")


class NotedBefore(RuleViolation):
    code = "noted_before"
    label = Label(
        "日期不能早于发起签署的日期（{on}）", "The day is before the round was opened ({on})"
    )


class AddressMissing(RuleViolation):
    code = "address_missing"
    label = Label(
        "请填写公告网址，以http://或https://开头",
        "Enter the address of the notice, beginning with http:// or https://",
    )


class TextMissing(RuleViolation):
    code = "text_missing"
    label = Label("请写明{kind}的内容", "Enter what it says: {kind}")


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
