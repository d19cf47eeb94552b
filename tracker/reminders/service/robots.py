"""Robots of chat groups: set one up, change it, stop it, and post a test with it."""

from __future__ import annotations

from dataclasses import replace

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, vault
from tracker.infra.db import db, lock, new_uid, transaction
from tracker.kernel.errors import NotFound, RuleViolation
from tracker.kernel.labels import Label
from tracker.reminders.channels._robots import Account, RobotRefused, bases
from tracker.reminders.models import Robot
from tracker.reminders.registry import CHANNELS, KINDS
from tracker.reminders.rules.outbox import Channel, Hook, Message
from tracker.reminders.rules.robots import AddressMissing, RobotDraft, checked, masked

ACTION = "reminders.robots"
TEST = Label("【提醒】测试", "[Reminder] Test")
TEST_BODY = Label(
    "【提醒】这是一条测试消息：今后的提醒会由本机器人发到这个群。",
    "[Reminder] This is a test: reminders will be posted to this group by this robot.",
)


class PostRefused(RuleViolation):
    code = "post_refused"
    label = Label("{channel}没有收下：{answer}", "{channel} did not take it: {answer}")


def add_robot(channel: str, draft: RobotDraft, actor: Actor) -> int:
    """The robot of another group; its id. Raises what is wrong with the draft, or ``NotFound``."""
    allow(ACTION, actor)
    draft = _checked(channel, draft)
    if not draft.address:
        raise AddressMissing(field="address")
    with transaction():
        row = Robot(channel=channel)
        row.take(draft)
        _connect(row, Account(draft.address, draft.secret))
        db.session.add(row)
        audit.record(ACTION, row, actor, detail=row.name)
    return row.id


def change_robot(robot_id: int, draft: RobotDraft, actor: Actor) -> None:
    """What it posts, and its address or secret where new ones were typed.

    A new address comes with its own secret, or is not signed; a new secret alone keeps the address.
    """
    allow(ACTION, actor)
    draft = _checked(db.session.get_one(Robot, robot_id).channel, draft)
    with transaction():
        row = lock(Robot, robot_id)
        row.take(draft)
        before = row.secret_ref
        if draft.address or draft.secret:
            known = Account("") if draft.address else Account.read(before)
            address = draft.address or known.address
            _connect(row, Account(address, draft.secret))
        audit.record(ACTION, row, actor, detail=row.name)
    if row.secret_ref != before:
        vault.forget(before)


def switch_robot(robot_id: int, actor: Actor, *, on: bool) -> None:
    """Stop posting, or begin again; what is queued for a stopped robot is cancelled when due."""
    allow(ACTION, actor)
    with transaction():
        row = lock(Robot, robot_id)
        row.is_active = on
        audit.record(ACTION, row, actor, detail=row.name)


def test_robot(robot_id: int, actor: Actor) -> str:
    """Post a line to the group; the service's own answer, or ``PostRefused`` with it."""
    allow(ACTION, actor)
    row = db.session.get_one(Robot, robot_id)
    channel = CHANNELS[row.channel]
    text = TEST_BODY.text("zh")
    message = Message(row.secret_ref, TEST.text("zh"), text, new_uid())
    db.session.rollback()  # an unanswering server must not hold a connection
    try:
        return channel.send(message) if channel.send else ""
    except (RobotRefused, RuleViolation) as error:
        raise PostRefused(channel=channel.label, answer=str(error)) from error


def _connect(row: Robot, account: Account) -> None:
    row.secret_ref = vault.keep(account.kept())
    row.address, row.is_signed = masked(account.address), bool(account.secret)


def _checked(channel: str, draft: RobotDraft) -> RobotDraft:
    service, hook = service_of(channel)
    clean = checked(draft, hook, service.label, bases())
    return replace(clean, kinds=draft.kinds & KINDS.keys())


def service_of(channel: str) -> tuple[Channel, Hook]:
    """The service of that name; ``NotFound`` if it has no groups."""
    service = CHANNELS.get(channel)
    if service is None or service.hook is None:
        raise NotFound
    return service, service.hook
