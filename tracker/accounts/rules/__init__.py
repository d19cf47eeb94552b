"""Who a person is, and what they may do: the names other features use."""

from tracker.accounts.rules.policy import (
    EVERYONE,
    OWNERS,
    POLICY,
    Permission,
    RoleMissing,
    allow,
    allows,
)
from tracker.accounts.rules.roles import SYSTEM, Actor, GroupKind, Role

__all__ = [
    "EVERYONE",
    "OWNERS",
    "POLICY",
    "SYSTEM",
    "Actor",
    "GroupKind",
    "Permission",
    "Role",
    "RoleMissing",
    "allow",
    "allows",
]
