"""采购内容审核 and 监督记录: content submitted, approved or returned; notes of the supervision.

Whoever wrote the content does not review it. Where the reviewer has a duty on the project that
does not go with reviewing (不相容岗位), the review holds only with a recorded reason, which the
list of overlaps shows.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.errors import NotAllowed, RuleViolation
from tracker.kernel.labels import Label
from tracker.projects.rules import Duty, conflicting

WITHIN = 3  # working days: what the centre aims at; no law sets a term


class Subject(StrEnum):
    """What is reviewed."""

    REQUIREMENT = "requirement"
    DOCUMENT = "document"

    @property
    def label(self) -> Label:
        return _SUBJECTS[self]

    @property
    def duty(self) -> Duty:
        """What reviewing it is called among the duties."""
        return _DUTIES[self]


_SUBJECTS = {
    Subject.REQUIREMENT: Label("采购需求", "Requirement"),
    Subject.DOCUMENT: Label("采购文件", "Procurement documents"),
}
_DUTIES = {Subject.REQUIREMENT: Duty.APPROVAL, Subject.DOCUMENT: Duty.REVIEW}


class Decision(StrEnum):
    """``pending``: nobody has decided."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def label(self) -> Label:
        return _DECISIONS[self]


_DECISIONS = {
    Decision.PENDING: Label("待审核", "To be reviewed"),
    Decision.APPROVED: Label("审核通过", "Approved"),
    Decision.RETURNED: Label("退回修改", "Returned"),
}
OUTCOMES = (Decision.APPROVED, Decision.RETURNED)


@dataclass(frozen=True, slots=True)
class Submission:
    """What is handed in: its author need not be who submits it."""

    subject: Subject
    title: str
    summary: str
    author_id: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer says; ``overlap_reason`` where his duties do not go with reviewing."""

    decision: Decision
    opinion: str
    overlap_reason: str = ""


class TitleMissing(RuleViolation):
    code = "review_title_missing"
    label = Label("请填写名称", "Enter a title")


class OpinionMissing(RuleViolation):
    code = "opinion_missing"
    label = Label("退回时请写明审核意见", "Say what is wrong when returning it")


class NoDecision(RuleViolation):
    code = "no_decision"
    label = Label("请选择审核结果", "Choose the outcome")


class DecidedAlready(RuleViolation):
    code = "decided_already"
    label = Label("{who}已于{on}审核（{decision}）", "{who} decided on {on} ({decision})")


class OwnContent(NotAllowed):
    code = "own_content"
    label = Label(
        "不能审核本人编制或提交的内容，请由其他审核人办理", "Nobody reviews their own content"
    )


class StillPending(RuleViolation):
    code = "still_pending"
    label = Label(
        "“{title}”还在审核中，审核后再提交新的一版",
        "“{title}” is still being reviewed; submit the next version afterwards",
    )


class ReviewOverlap(RuleViolation):
    code = "review_overlap"
    label = Label(
        "你在本项目负责{held}，与{duty}是不相容岗位；确需由你审核的请写明原因",
        "You do {held} on this project, which does not go with {duty}; state the reason "
        "if it cannot be avoided",
    )


class NoteMissing(RuleViolation):
    code = "note_missing"
    label = Label("请填写监督情况", "Enter what was observed")


class NotSupervising(NotAllowed):
    code = "not_supervising"
    label = Label(
        "监督记录由采购领导小组成员或审计人员填写",
        "Notes are made by members of the procurement group and auditors",
    )


def overlap(subject: Subject, held: Set[Duty]) -> Duty | None:
    """The reviewer's duty on the project that does not go with reviewing, if he has one."""
    return conflicting(subject.duty, held)


def check_verdict(verdict: Verdict, subject: Subject, held: Set[Duty]) -> Duty | None:
    """Raise what is wrong with it; returns the duty that overlaps, explained."""
    if verdict.decision not in OUTCOMES:
        raise NoDecision(field="decision")
    if verdict.decision is Decision.RETURNED and not verdict.opinion.strip():
        raise OpinionMissing(field="opinion")
    other = overlap(subject, held)
    if other is not None and not verdict.overlap_reason.strip():
        raise ReviewOverlap(field="overlap_reason", held=other, duty=subject.duty)
    return other
