"""What a task has a person do, and what a kind of obligation calls its days and its ends. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.reminders.rules.states import Cancelled


class Work(StrEnum):
    """The kinds of work of the worklist, in the order of its pills."""

    PAY = "pay"
    APPROVE = "approve"
    SIGN = "sign"
    RECORD = "record"
    PROCURE = "procure"
    CONTRACT = "contract"
    RECTIFY = "rectify"
    BUDGET = "budget"
    DEADLINE = "deadline"
    ACCESS = "access"

    @property
    def label(self) -> Label:
        return _LABELS[self]

    @property
    def icon(self) -> str:
        return _ICONS[self]


_LABELS = {
    Work.PAY: Label("付款", "Pay"),
    Work.APPROVE: Label("审核", "Approve"),
    Work.SIGN: Label("签署", "Sign"),
    Work.RECORD: Label("登记", "Record"),
    Work.PROCURE: Label("采购", "Procure"),
    Work.CONTRACT: Label("合同", "Contract"),
    Work.RECTIFY: Label("整改", "Rectify"),
    Work.BUDGET: Label("预算", "Budget"),
    Work.DEADLINE: Label("期限", "Time limit"),
    Work.ACCESS: Label("账号", "Account"),
}
_ICONS = {
    Work.PAY: "cash",
    Work.APPROVE: "checkbox",
    Work.SIGN: "writing-sign",
    Work.RECORD: "edit",
    Work.PROCURE: "gavel",
    Work.CONTRACT: "file-text",
    Work.RECTIFY: "tool",
    Work.BUDGET: "calendar-dollar",
    Work.DEADLINE: "scale",
    Work.ACCESS: "lock",
}


DUE, EXPECTED = Label("期限", "Due"), Label("预计期限", "Expected")
AMOUNT = Label("金额", "Amount")
DONE = Label("已办理", "done")
WITHDRAWN = Label("已不需要办理", "no longer needed")
ON_HOLD = Label("暂无期限", "no due day at present")
CHANGED = Label("期限已变", "the due day changed")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind calls its due day and its amount, and how its subjects end or pause.

    ``due``, ``expected`` and ``amount`` are nouns: 应付日, 预计应付日, 未付金额. The others answer
    why a reminder is not sent any more: 已付清, 节点已撤销, 暂无应付日, 应付日或金额已变.
    """

    due: Label = DUE
    expected: Label = EXPECTED
    amount: Label = AMOUNT
    done: Label = DONE
    withdrawn: Label = WITHDRAWN
    on_hold: Label = ON_HOLD
    changed: Label = CHANGED

    def day(self, *, estimated: bool) -> Label:
        """The noun before the day."""
        return self.expected if estimated else self.due

    def reason(self, reason: Cancelled) -> Label:
        """Why something planned was not sent, in the words of the kind."""
        own: Mapping[Cancelled, Label] = {
            Cancelled.DONE: self.done,
            Cancelled.WITHDRAWN: self.withdrawn,
            Cancelled.ON_HOLD: self.on_hold,
            Cancelled.RESCHEDULED: self.changed,
        }
        return own[reason] if reason in own else _REASONS[reason]


_REASONS = {
    Cancelled.SUPERSEDED: Label("已有更紧急的提醒", "a more urgent reminder followed"),
    Cancelled.ACKNOWLEDGED: Label("本人已知悉", "already acknowledged"),
    Cancelled.SNOOZED: Label("本人已延后", "put off by the recipient"),
    Cancelled.MUTED: Label("本人选择不收这类邮件", "the recipient does without such mails"),
    Cancelled.RECIPIENT: Label(
        "接收人已停用或不再负责", "recipient inactive or no longer in charge"
    ),
    Cancelled.ANSWERED: Label("已有人知悉，不再上报", "acknowledged meanwhile, so not reported"),
    Cancelled.TRANSFER: Label("已答复、已收回，或不收邮件", "answered, taken back or muted"),
    Cancelled.GROUP: Label(
        "群机器人已停用，或不再收这类提醒", "robot stopped, or not for this group"
    ),
}
