"""What keeps a signature from being given."""

from __future__ import annotations

from tracker.kernel.errors import Conflict, NotAllowed, RuleViolation
from tracker.kernel.labels import Label


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
