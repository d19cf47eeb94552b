"""Who prepares a round and who may void it; who signs is on its roster."""

from __future__ import annotations

from collections.abc import Callable

from tracker.acceptance.rules import errors
from tracker.accounts.rules import SYSTEM, Actor, Role


def check_may_prepare(actor: Actor, check_may_edit: Callable[[], None]) -> None:
    """Raise ``NotYourProject`` unless the actor is of the acceptance group or of the project."""
    if actor is not SYSTEM and Role.ACCEPTANCE not in actor.roles:
        check_may_edit()


def may_void(actor: Actor, leader_uid: str) -> bool:
    """Whether the actor leads the round, or the unit."""
    return actor.uid == leader_uid or Role.LEADER in actor.roles


def check_may_void(actor: Actor, leader_uid: str, leader: str) -> None:
    """Raise ``OnlyLeaderVoids`` unless the actor may; not even the administrator else."""
    if not may_void(actor, leader_uid):
        raise errors.OnlyLeaderVoids(leader=leader)
