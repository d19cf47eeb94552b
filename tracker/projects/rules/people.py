"""Who does what on a project, which duties do not go together, and who may change it."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.projects.rules.details import NotYourProject


class Duty(StrEnum):
    """What a member does on the project, beside its owner."""

    HANDLER = "handler"
    REQUIREMENT = "requirement"
    APPROVAL = "approval"
    DRAFTING = "drafting"
    REVIEW = "review"
    PROCUREMENT = "procurement"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"

    @property
    def label(self) -> Label:
        return _DUTY_LABELS[self]


_DUTY_LABELS = {
    Duty.HANDLER: Label("项目经办", "Handling"),
    Duty.REQUIREMENT: Label("采购需求制定", "Setting the requirement"),
    Duty.APPROVAL: Label("采购需求审批", "Approving the requirement"),
    Duty.DRAFTING: Label("采购文件编制", "Drafting the documents"),
    Duty.REVIEW: Label("采购文件审核", "Reviewing the documents"),
    Duty.PROCUREMENT: Label("采购经办", "Procurement"),
    Duty.CONTRACT: Label("合同签订", "Signing of contracts"),
    Duty.ACCEPTANCE: Label("验收", "Acceptance"),
}

# 行政事业单位内部控制规范（试行）财会〔2012〕21号; 政府采购法 第六十一条.
INCOMPATIBLE = (
    frozenset({Duty.REQUIREMENT, Duty.APPROVAL}),
    frozenset({Duty.DRAFTING, Duty.REVIEW}),
    frozenset({Duty.PROCUREMENT, Duty.ACCEPTANCE}),
    frozenset({Duty.CONTRACT, Duty.ACCEPTANCE}),
)


class OverlapUnexplained(RuleViolation):
    code = "overlap_unexplained"
    label = Label(
        "{name}已负责本项目的{held}，与{duty}是不相容岗位；确需兼任时请写明原因",
        "{name} already does {held} on this project, which does not go with {duty}; "
        "state the reason if it cannot be avoided",
    )


class AlreadyAssigned(RuleViolation):
    code = "already_assigned"
    label = Label("{name}已负责本项目的{duty}", "{name} already does {duty} on this project")


class SamePerson(RuleViolation):
    code = "same_person"
    label = Label("不能移交给本人，请另选一位", "Work cannot be handed to the same person")


def do_not_go_together(one: Duty, other: Duty) -> bool:
    """Whether these are incompatible duties (不相容岗位)."""
    return {one, other} in INCOMPATIBLE


def conflicting(duty: Duty, held: Set[Duty]) -> Duty | None:
    """A duty already held that does not go with the new one."""
    return next((each for each in Duty if each in held and {each, duty} in INCOMPATIBLE), None)


def check_duty(name: str, duty: Duty, held: Set[Duty], overlap_reason: str) -> None:
    """Raise when the person has the duty, or one that does not go with it and no reason given."""
    if duty in held:
        raise AlreadyAssigned(field="duty", name=name, duty=duty)
    other = conflicting(duty, held)
    if other is not None and not overlap_reason.strip():
        raise OverlapUnexplained(field="overlap_reason", name=name, held=other, duty=duty)


def check_may_edit(actor: Actor, owner: Actor, head_id: int | None, members: Set[int]) -> None:
    """Raise unless the actor is the owner, a member, the head of department, finance or leader."""
    if actor is SYSTEM or actor.id in {owner.id, head_id} or actor.id in members:
        return
    if actor.roles.isdisjoint({Role.FINANCE, Role.LEADER}):
        raise NotYourProject(owner=owner.name)
