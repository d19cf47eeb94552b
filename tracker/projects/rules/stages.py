"""The life of a project: its stages in order, and which one it stands in; and project types."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label


class Stage(StrEnum):
    """The life of a project, in order."""

    INITIATION = "initiation"
    PROCUREMENT = "procurement"
    CONTRACT = "contract"
    PERFORMANCE = "performance"
    ACCEPTANCE = "acceptance"
    PAYMENT = "payment"
    ARCHIVED = "archived"

    @property
    def label(self) -> Label:
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    Stage.INITIATION: Label("立项", "Initiation"),
    Stage.PROCUREMENT: Label("采购", "Procurement"),
    Stage.CONTRACT: Label("合同", "Contract"),
    Stage.PERFORMANCE: Label("履约", "Performance"),
    Stage.ACCEPTANCE: Label("验收", "Acceptance"),
    Stage.PAYMENT: Label("付款", "Payment"),
    Stage.ARCHIVED: Label("归档", "Archive"),
}

# MODEL 3.1: the first stage that is claimed decides.
_PRECEDENCE = (
    Stage.ARCHIVED,
    Stage.PAYMENT,
    Stage.ACCEPTANCE,
    Stage.CONTRACT,
    Stage.PERFORMANCE,
    Stage.PROCUREMENT,
)


def stage(claims: Set[str]) -> Stage:
    """The stage a project stands in, from what the features claim about it."""
    return next((each for each in _PRECEDENCE if each in claims), Stage.INITIATION)


class StillOpen(RuleViolation):
    code = "still_open"
    label = Label(
        "项目还处在“{stage}”阶段，有没办完的事，不能归档",
        "The project is still in the stage “{stage}”: not to be archived",
    )


class IsArchived(RuleViolation):
    code = "is_archived"
    label = Label(
        "项目 {number} 已归档，不能再修改；确需修改时请先取消归档",
        "Project {number} is archived and cannot be changed; take it out of the archive first",
    )


def check_can_archive(claims: Set[str]) -> None:
    """Raise ``StillOpen`` while any feature still claims the project: something is open."""
    open_stage = stage(claims - {Stage.ARCHIVED})
    if open_stage is not Stage.INITIATION:
        raise StillOpen(stage=open_stage)


class ProjectType(StrEnum):
    NETWORK_OPS = "network_ops"
    SOFTWARE_OPS = "software_ops"
    HARDWARE_OPS = "hardware_ops"
    WEBSITE_OPS = "website_ops"
    LINE_LEASE = "line_lease"
    VIDEO_LEASE = "video_lease"
    SYSTEM_BUILD = "system_build"
    EQUIPMENT = "equipment"
    SECURITY_SERVICE = "security_service"
    PARTS = "parts"
    MISC_SPECIAL = "misc_special"

    @property
    def label(self) -> Label:
        return _TYPE_LABELS[self]


_TYPE_LABELS = {
    ProjectType.NETWORK_OPS: Label("网络运维", "Network operations"),
    ProjectType.SOFTWARE_OPS: Label("软件运维", "Software operations"),
    ProjectType.HARDWARE_OPS: Label("硬件运维", "Hardware operations"),
    ProjectType.WEBSITE_OPS: Label("网站运维", "Website operations"),
    ProjectType.LINE_LEASE: Label("线路租赁", "Line lease"),
    ProjectType.VIDEO_LEASE: Label("视频租赁", "Video lease"),
    ProjectType.SYSTEM_BUILD: Label("系统建设", "System build"),
    ProjectType.EQUIPMENT: Label("设备购置", "Equipment"),
    ProjectType.SECURITY_SERVICE: Label("安全服务", "Security service"),
    ProjectType.PARTS: Label("配件耗材", "Parts"),
    ProjectType.MISC_SPECIAL: Label("其他专项", "Other"),
}
