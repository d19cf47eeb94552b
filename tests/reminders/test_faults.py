"""Two senders on one database, killed at random moments, and servers with bad days.

After it is over every message was delivered; a repeated one is the trace of a kill and bears the
same Message-ID. The kills and the moods follow from a seed; nothing sleeps.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.reminders.centre import Centre, due_on, make_centre, make_contract, make_person
from tests.support.robots import OK, RobotServer, taking_posts
from tests.support.troubled import Mood, TroubledServer, troubled_mail
from tracker.accounts.rules import Role
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.models import Delivery
from tracker.reminders.rules.preferences import Choices, MailMode
from tracker.reminders.rules.robots import RobotDraft
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service import operation, preferences, robots, sweep

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")

Freeze = Callable[[date | datetime], None]

ROOT = Path(__file__).parents[2]
DAY = date(2022, 11, 23)
SEED = 20221123
TIMEOUT = 2.5  # seconds that a sender waits for an answer
PATIENCE = 60  # seconds until a sender that does not come back is given up
ROUNDS = (
    Mood.WELL,
    Mood.CLOSED,
    Mood.WELL,
    Mood.BUSY,
    Mood.WELL,
    Mood.HANGS,
    Mood.ANGRY,
    Mood.WELL,
)
AFTER = timedelta(minutes=11)  # a claim that nobody recorded is over
OPEN = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
GONE = "gone@example.cn"
SERVICES = ("wecom", "dingtalk", "feishu")
REFUSED = '{"errcode":45009,"errmsg":"api freq out of limit","code":9499,"msg":"too many"}'
ANSWERS = {
    Mood.CLOSED: None,
    Mood.BUSY: (500, "busy"),
    Mood.ANGRY: (200, REFUSED),
}


@dataclass
class World:
    """The other side: a mail server and a server of group robots, always in the same mood."""

    server: TroubledServer
    group: RobotServer

    def take(self, mood: Mood) -> None:
        self.server.take(mood)
        self.group.answer = ANSWERS.get(mood, OK)
        self.group.hanging = int(mood is Mood.HANGS)

    @property
    def taken(self) -> list[str]:
        """The ids of what they took."""
        mails = [message["Message-ID"].strip("<>") for message in self.server.messages]
        return [each.partition("@")[0] for each in mails] + self.group.accepted


@dataclass
class Sender:
    """One of the processes; its present child is ``pid``."""

    process: subprocess.Popen[str]
    pid: int = 0

    def start(self, now: datetime) -> None:
        self._write(f"{now.isoformat()}\n")
        self.pid = int(self.read())

    def end(self) -> int:
        """The exit code of the child."""
        code, self.pid = int(self.read()), 0
        return code

    def read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def _write(self, text: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(text)
        self.process.stdin.flush()


@dataclass
class Reaper:
    """Kills a sender at given steps of the conversations, or after some milliseconds."""

    senders: list[Sender]
    dice: random.Random
    steps: set[int] = field(default_factory=set)
    passed: int = 0
    timers: list[threading.Timer] = field(default_factory=list)

    def plan(self) -> str:
        """Draw the next moments, one for each sender; in words."""
        self.passed = 0
        self.steps = {self.dice.randrange(1, 18) for _ in range(self.dice.choice([1, 2, 2]))}
        waits = [self.dice.uniform(0.01, 0.2) for _ in range(2 - len(self.steps))]
        self.timers = [threading.Timer(wait, self._strike) for wait in waits]
        for one in self.timers:
            one.start()
        return ", ".join(
            [f"step {each}" for each in sorted(self.steps)]
            + [f"{wait * 1000:.0f} ms" for wait in waits]
        )

    def moment(self) -> None:
        self.passed += 1
        if self.passed in self.steps:
            self._strike()

    def rest(self) -> None:
        self.steps.clear()
        for one in self.timers:
            one.cancel()
            one.join()

    def _strike(self) -> None:
        living = [one.pid for one in self.senders if one.pid]
        with suppress(IndexError, ProcessLookupError):  # all have ended
            os.kill(self.dice.choice(living), signal.SIGKILL)


@dataclass
class Table:
    """What happened in each round, for whoever reads the output of the test."""

    lines: list[str] = field(default_factory=list)
    kills: int = 0

    def add(self, what: str, codes: list[int], world: World) -> None:
        killed = codes.count(-signal.SIGKILL)
        assert {*codes} <= {0, -signal.SIGKILL}, codes
        self.kills += killed
        left = db.session.scalar(select(func.count()).where(Delivery.status.in_(OPEN)))
        db.session.rollback()
        self.lines.append(
            f"{len(self.lines) + 1:>3}  {what:<42}{killed:>7}{len(world.taken):>8}{left:>6}"
        )

    def __str__(self) -> str:
        head = f"{'':>3}  {'servers; kill':<42}{'killed':>7}{'taken':>8}{'left':>6}"
        return "\n".join(["", head, *self.lines])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[TroubledServer]:
    with troubled_mail() as server:
        server.unknown = GONE
        monkeypatch.setenv("TRACKER_SMTP_HOST", server.host)
        monkeypatch.setenv("TRACKER_SMTP_PORT", str(server.port))
        yield server


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> Iterator[RobotServer]:
    with taking_posts() as server:
        monkeypatch.setenv("TRACKER_ROBOT_BASES", server.base)
        yield server


@pytest.fixture
def world(server: TroubledServer, group: RobotServer) -> World:
    return World(server, group)


@pytest.fixture
def planned(app: Flask, world: World, frozen: Freeze) -> Centre:
    """Payments due today and in a week, for one who wants each by itself, and for those and three
    groups who get what is not urgent as one summary; one person is unknown to the server."""
    frozen(date(2022, 8, 1))
    centre = make_centre()
    make_person("gone", Role.FINANCE)
    preferences.choose(centre.owner, Choices(mail=MailMode.SINGLES))
    for name in SERVICES:
        draft = RobotDraft(name=name, address=f"{world.group.base}/{name}?key=k-0123456789")
        robots.add_robot(name, draft, centre.admin)
    days = [DAY] * 6 + [DAY + timedelta(days=7)] * 6
    make_contract(centre, *(due_on(day, no=no, amount="10") for no, day in enumerate(days, 1)))
    frozen(clock.at(DAY, 9))
    sweep.plan(DAY)
    return centre


@contextmanager
def two_senders(url: str, folder: Path) -> Iterator[list[Sender]]:
    command = [sys.executable, "-m", "tests.reminders.sender", url, str(folder), str(TIMEOUT)]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(2)
    ]
    watchdog = threading.Timer(PATIENCE, lambda: [one.kill() for one in processes])
    watchdog.start()
    try:
        senders = [Sender(one) for one in processes]
        assert [one.read() for one in senders] == ["ready", "ready"]
        yield senders
    finally:
        watchdog.cancel()
        for one in processes:
            one.kill()
            one.communicate()


def test_whatever_breaks_every_message_arrives_and_a_kill_repeats_one_at_most(
    planned: Centre, world: World, database_url: str, tmp_path: Path, frozen: Freeze
) -> None:
    table, now = Table(), clock.at(DAY, 9)
    with two_senders(database_url, tmp_path) as senders:
        reaper = Reaper(senders, random.Random(SEED))
        world.server.moments = world.group.moments = reaper.moment
        for mood in ROUNDS:
            world.take(mood)
            for one in senders:
                one.start(now)
            words = reaper.plan()
            codes = [one.end() for one in senders]
            reaper.rest()
            table.add(f"{mood}; {words}", codes, world)
            now += AFTER

        world.take(Mood.WELL)
        while (next_try := when_to_try()) is not None:
            now = max(now, next_try)
            for one in senders:
                one.start(now)
            table.add("recovery", [one.end() for one in senders], world)

        assert {row.to_name for row in posted(DeliveryStatus.DEAD)} == {"gone某"}
        world.server.unknown = ""
        frozen(now)
        for key in [row.id for row in posted(DeliveryStatus.DEAD)]:
            operation.requeue(key, planned.admin)
        for one in senders:
            one.start(now)
        table.add("queued again by the administrator", [one.end() for one in senders], world)

    sys.stdout.write(f"{table}\n")
    rows = posted()
    assert {row.status for row in rows} == {DeliveryStatus.SENT}
    assert all([one.succeeded for one in row.log].count(True) == 1 for row in rows)
    taken = Counter(world.taken)
    assert set(taken) == {row.digest.message_id if row.digest else row.message_id for row in rows}
    assert sum(taken.values()) - len(taken) <= table.kills
    for login in ("owner", "finance", "gone"):
        assert_everything_reached(login, world.server)


def assert_everything_reached(login: str, server: TroubledServer) -> None:
    """Each of the twelve payments is in a message to this person."""
    texts = [
        message["Subject"] + message.get_content()
        for message in server.messages
        if message["To"].addresses[0].username == login
    ]
    missing = [no for no in range(1, 13) if not any(f"第{no}笔" in text for text in texts)]
    assert missing == []


def posted(*states: DeliveryStatus) -> list[Delivery]:
    """What goes to people by mail and to groups, in these states."""
    db.session.rollback()
    query = select(Delivery).where(Delivery.channel != "inbox").order_by(Delivery.id)
    return [row for row in db.session.scalars(query) if not states or row.status in states]


def when_to_try() -> datetime | None:
    """The instant from which all of what is left may leave; ``None``: nothing is left."""
    rows = posted(*OPEN)
    return max(((row.lease_until or row.next_try_at) for row in rows), default=None)
