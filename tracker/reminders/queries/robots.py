"""The robots of groups: those in use, and all of them for the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.reminders.models import Robot
from tracker.reminders.registry import CHANNELS
from tracker.reminders.rules.outbox import Channel


@dataclass(frozen=True)
class Service:
    """A service with groups, and the robots of it, those in use first."""

    name: str
    channel: Channel
    robots: tuple[Robot, ...]


def robots_in_use() -> tuple[Robot, ...]:
    """Every robot that posts."""
    query = select(Robot).where(Robot.is_active.is_(True)).order_by(Robot.id)
    return tuple(row for row in db.session.scalars(query) if row.channel in CHANNELS)


def services() -> tuple[Service, ...]:
    """Every channel for groups."""
    rows = db.session.scalars(select(Robot).order_by(Robot.is_active.desc(), Robot.id)).all()
    return tuple(
        Service(name, channel, tuple(row for row in rows if row.channel == name))
        for name, channel in CHANNELS.items()
        if channel.hook is not None
    )


def robot(robot_id: int) -> Robot:
    """Raises ``NotFound``."""
    row = db.session.get(Robot, robot_id)
    if row is None:
        raise NotFound
    return row
