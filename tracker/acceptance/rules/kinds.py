"""The closed vocabularies of acceptance, each with its words for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.states import StateMachine


class RoundKind(StrEnum):
    """What is accepted."""

    DELIVERY = "delivery"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    ASSESSMENT = "assessment"
    WARRANTY = "warranty"

    @property
    def label(self) -> Label:
        return _ROUND_KINDS[self]


_ROUND_KINDS = {
    RoundKind.DELIVERY: Label("到货验收", "Delivery acceptance"),
    RoundKind.PRELIMINARY: Label("初验", "Preliminary acceptance"),
    RoundKind.FINAL: Label("终验", "Final acceptance"),
    RoundKind.ASSESSMENT: Label("年度/阶段考核", "Yearly or stage assessment"),
    RoundKind.WARRANTY: Label("质保期满确认", "End of warranty"),
}


class RoundState(StrEnum):
    """Where a round stands (MODEL 3.4)."""

    DRAFT = "draft"
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    VOIDED = "voided"

    @property
    def label(self) -> Label:
        return _STATES[self]

    @property
    def is_decided(self) -> bool:
        return self in (RoundState.ACCEPTED, RoundState.REJECTED)


_STATES = {
    RoundState.DRAFT: Label("起草中", "Draft"),
    RoundState.OPEN: Label("签署中", "Open for signing"),
    RoundState.ACCEPTED: Label("合格", "Passed"),
    RoundState.REJECTED: Label("不合格", "Failed"),
    RoundState.VOIDED: Label("已作废", "Void"),
}

# A draft that nobody needs is voided too, with its reason: evidence is never deleted.
ROUND_STATES: StateMachine[RoundState] = StateMachine(
    {
        RoundState.DRAFT: frozenset({RoundState.OPEN, RoundState.VOIDED}),
        RoundState.OPEN: frozenset({RoundState.ACCEPTED, RoundState.REJECTED, RoundState.VOIDED}),
    }
)


class Verdict(StrEnum):
    """There are exactly two (芙财采购〔2016〕2号)."""

    PASS = "pass"
    FAIL = "fail"

    @property
    def label(self) -> Label:
        return _VERDICTS[self]


_VERDICTS = {Verdict.PASS: Label("合格", "Pass"), Verdict.FAIL: Label("不合格", "Fail")}


class AddendumKind(StrEnum):
    """What is noted beside the signatures and never counts among them."""

    SUPPLIER = "supplier"
    PURCHASER = "purchaser"
    NOTICE = "notice"

    @property
    def label(self) -> Label:
        return _ADDENDA[self]


_ADDENDA = {
    AddendumKind.SUPPLIER: Label("供应商确认", "Supplier's confirmation"),
    AddendumKind.PURCHASER: Label("采购人意见", "Purchaser's opinion"),
    AddendumKind.NOTICE: Label("结果公告", "Notice of the result"),
}


class Seat(StrEnum):
    """What somebody does in the group."""

    LEADER = "leader"
    MEMBER = "member"
    EXPERT = "expert"
    OBSERVER = "observer"

    @property
    def label(self) -> Label:
        return _SEATS[self]

    @property
    def signs(self) -> bool:
        """Whether the seat has a verdict; an observer supervises and has none."""
        return self is not Seat.OBSERVER

    @property
    def is_of_group(self) -> bool:
        """Whether only members of the acceptance group (验收领导小组) may take it."""
        return self in (Seat.LEADER, Seat.MEMBER)


_SEATS = {
    Seat.LEADER: Label("组长", "Leader"),
    Seat.MEMBER: Label("成员", "Member"),
    Seat.EXPERT: Label("专家", "Expert"),
    Seat.OBSERVER: Label("监督", "Observer"),
}


class Category(StrEnum):
    """Which kind of standard an item belongs to (实施条例 第四十五条: every one of them)."""

    TECHNICAL = "technical"
    SERVICE = "service"
    SECURITY = "security"

    @property
    def label(self) -> Label:
        return _CATEGORIES[self]


_CATEGORIES = {
    Category.TECHNICAL: Label("技术", "Technical"),
    Category.SERVICE: Label("服务", "Service"),
    Category.SECURITY: Label("安全", "Security"),
}


class Method(StrEnum):
    """How it is accepted (验收方式)."""

    OWN = "own"
    EXPERTS = "experts"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> Label:
        return _METHODS[self]


_METHODS: Mapping[Method, Label] = {
    Method.OWN: Label("自行验收", "By the unit itself"),
    Method.EXPERTS: Label("邀请专家", "With experts"),
    Method.THIRD_PARTY: Label("委托第三方机构", "By a third party"),
}
