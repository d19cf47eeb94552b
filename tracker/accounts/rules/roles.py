"""Which roles and leading groups there are, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.labels import Label


class Role(StrEnum):
    PROCUREMENT = "procurement"
    ACCEPTANCE = "acceptance"
    FINANCE = "finance"
    PROJECT_OWNER = "project_owner"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> Label:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.PROCUREMENT: Label("采购组", "Procurement group"),
    Role.ACCEPTANCE: Label("验收组", "Acceptance group"),
    Role.FINANCE: Label("财务", "Finance"),
    Role.PROJECT_OWNER: Label("项目负责", "Project owner"),
    Role.LEADER: Label("领导", "Leader"),
    Role.AUDITOR: Label("审计", "Auditor"),
    Role.ADMIN: Label("系统管理", "Administrator"),
}


class GroupKind(StrEnum):
    """The two leading groups (领导小组)."""

    PROCUREMENT = "procurement"
    ACCEPTANCE = "acceptance"

    @property
    def label(self) -> Label:
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    GroupKind.PROCUREMENT: Label("采购领导小组", "Procurement leading group"),
    GroupKind.ACCEPTANCE: Label("验收领导小组", "Acceptance leading group"),
}


@dataclass(frozen=True)
class Actor:
    """Who does it, as services receive it."""

    id: int
    uid: str
    name: str
    roles: frozenset[Role]


SYSTEM = Actor(0, "system", "系统", frozenset())
