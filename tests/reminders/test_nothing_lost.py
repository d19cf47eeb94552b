"""Any history of changes, answers, downtime and failures, against an oracle that knows no trick.

Two matters, three people, a sweep and a post that may run late, twice, at once, against a closed
door, or die with a letter in their hands. After every step the inboxes, each planned mail and every
letter taken by the other side must be what the oracle says: nothing lost, nothing twice. Kinds of
their own keep the subjects in memory, so that a history costs sweeps only; all else is real. Each
belongs to a project of its own, and what happens to it leaves an entry in the log, as everything
does: that and its stored days are all the sweep goes by, for the weekly look at everything is off.

TRACKER_EXAMPLES sets how many histories are tried, TRACKER_STEPS how long each is.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from tests.contracts.calendar import CALENDAR
from tests.reminders.centre import make_person
from tests.reminders.oracle import Book, Matter, Oracle, Wish, day_of
from tracker.accounts.models import Department
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import DomainError
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.projects.models import Project
from tracker.projects.rules import ProjectDetails, ProjectType
from tracker.projects.service import add_project
from tracker.reminders import registry
from tracker.reminders.models import (
    Acknowledgement,
    Attempt,
    Delivery,
    Digest,
    Handling,
    Look,
    Obligation,
    Preference,
    Reminder,
    Snooze,
    SweepMark,
    Transfer,
)
from tracker.reminders.models.outbox import NO_TRANSFER
from tracker.reminders.rules.answers import TransferState
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.outbox import Channel, Message
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.preferences import Choices, MailMode
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.work import Work
from tracker.reminders.service import acknowledge, answers, delivery, preferences, sweep

EXAMPLES = int(os.environ.get("TRACKER_EXAMPLES", "12"))
STEPS = int(os.environ.get("TRACKER_STEPS", "30"))

START = clock.at(date(2022, 9, 1), 8)
FULL = 10_000
ROLE = Role.FINANCE
PEOPLE = ("owner", "finance", "finance2")
NAMES = ("chore", "errand")
TITLES = ("甲事", "乙事")
CODES = ("2022-01", "2022-02")
ROWS = (
    Attempt,
    Acknowledgement,
    Delivery,
    Digest,
    Reminder,
    Snooze,
    Transfer,
    Handling,
    Obligation,
    Preference,
    Look,
    SweepMark,
)

REPLIES = ("accept", "accept", "decline", "take_back")
people = st.sampled_from(PEOPLE)
which = st.integers(0, 1)


@dataclass
class PostOffice:
    """The other side: keeps what it takes, refuses, or is the last thing its visitor ever saw."""

    letters: list[Message] = field(default_factory=list)
    refuses: bool = False
    is_deadly: bool = False

    def send(self, message: Message) -> str:
        if self.refuses and not self.is_deadly:
            raise OSError("closed")
        self.letters.append(message)
        if self.is_deadly:
            raise KeyboardInterrupt
        return "taken"


@dataclass
class World:
    """What stays the same from one history to the next."""

    app: Flask
    actors: dict[str, Actor]
    projects: tuple[int, ...]
    patch: pytest.MonkeyPatch

    @property
    def seats(self) -> tuple[Seat, ...]:
        owner = Seat(Label("你负责", "yours"), user_ids=(self.actors["owner"].id,))
        return owner, Seat(Label("你是财务", "finance"), role=ROLE)

    def use(self, matters: list[Matter], office: PostOffice) -> None:
        """Kinds and a channel of this history."""
        for number, (name, matter) in enumerate(zip(NAMES, matters, strict=True)):
            kind = self._kind(name, matter, number)
            self.patch.setitem(registry.KINDS, name, kind)  # type: ignore[arg-type]
        mail = registry.CHANNELS["email"]
        channel = Channel(mail.label, mail.icon, lambda _person: True, office.send, bundles=True)
        self.patch.setitem(registry.CHANNELS, "email", channel)  # type: ignore[arg-type]

    def record(self, number: int) -> None:
        """That something happened to the project of this matter."""
        with transaction():
            project = lock(Project, self.projects[number])
            audit.record("projects.edit", project, SYSTEM, project=project)

    def _kind(self, name: str, matter: Matter, number: int) -> Kind:
        seats, title = self.seats, Label(matter.title, matter.title)
        page = Page(Label("查看", "See"), "reminders.index")
        story = Story(title, title, (), page, project=CODES[number], project_name=matter.title)
        step = Step(Work.PAY, Label("办", "do"), "reminders.index", {}, "reminders.read", seats[0])

        def standing() -> Standing | Absence:
            if not matter.fen:
                return Absence.DONE
            if matter.on_hold:
                return Absence.ON_HOLD
            return Standing(matter.due_on, seats, Money(matter.fen))

        def outstanding(
            horizon: date, _today: date, projects: Collection[int] | None = None
        ) -> tuple[Outstanding, ...]:
            now = standing()
            if not isinstance(now, Standing) or now.due_on > horizon:
                return ()
            if projects is not None and self.projects[number] not in projects:
                return ()
            return (Outstanding(name, 1, now, story, step),)

        def standings_of(uids: Collection[str]) -> dict[str, Standing | Absence]:
            return {name: standing()} if name in uids else {}

        return Kind(
            name=name,
            label=title,
            cadence=Cadence(),
            outstanding=outstanding,
            turns=lambda _horizon, _today: (),
            standings=standings_of,
            by_note=matter.by_note,
            may_mute=matter.by_note,
            there=select(Project.id).filter_by(code=CODES[number]),
        )


class History(RuleBasedStateMachine):
    """One history: the product on the left, the oracle on the right of every step."""

    world: World

    @initialize(first=st.integers(-10, 140), second=st.integers(0, 70))
    def begin(self, first: int, second: int) -> None:
        days = (day_of(START) + timedelta(days=each) for each in (first, second))
        self.matters = [
            Matter(title, day, FULL, by_note=by_note)
            for title, day, by_note in zip(TITLES, days, (False, True), strict=True)
        ]
        self.oracle = Oracle(PEOPLE, [Book(matter) for matter in self.matters])
        self.office, self.deaths = PostOffice(), 0
        self.clock = ExitStack()
        self.world.use(self.matters, self.office)
        with transaction():
            for model in ROWS:
                db.session.execute(delete(model))
        self.set_clock(START)
        self.sweep()

    def teardown(self) -> None:
        self.clock.close()

    def set_clock(self, now: datetime) -> None:
        self.clock.close()
        self.now = now
        self.clock.enter_context(clock.frozen(now))

    # --- time, and the two jobs -------------------------------------------------------------------

    @rule(days=st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 20]), hour=st.integers(7, 18))
    def wait(self, days: int, hour: int) -> None:
        """Nothing runs meanwhile."""
        self.set_clock(max(self.now, clock.at(day_of(self.now) + timedelta(days=days), hour)))

    @rule(minutes=st.sampled_from([1, 5, 10, 45]))
    def wait_a_little(self, minutes: int) -> None:
        self.set_clock(self.now + timedelta(minutes=minutes))

    @rule()
    def sweep(self) -> None:
        sweep.tick()
        swept = sweep.plan(day_of(self.now))
        event(f"projects that a second sweep looked at: {swept.looked}")
        self.oracle.sweep(self.now)

    @rule()
    def look_at_everything(self) -> None:
        """First what the stored days ask for, then all: that finds nothing more."""
        self.sweep()
        assert sweep.plan(day_of(self.now), whole=True).moved == 0

    @rule()
    def deliver(self) -> None:
        for _ in range(2):
            delivery.deliver()
            self.oracle.deliver(self.now, refuses=self.office.refuses)

    @rule(days=st.sampled_from([1, 1, 2, 3, 7]))
    def pass_days(self, days: int) -> None:
        """Everything runs as it should."""
        for _ in range(days):
            self.set_clock(clock.at(day_of(self.now) + timedelta(days=1), 10))
            self.sweep()
            self.deliver()

    @rule(which=which, days=st.integers(110, 180))
    def wait_for_what_lies_far_ahead(self, which: int, days: int) -> None:
        """It is put so far ahead that nobody looks at it yet; then it comes nearer step by step."""
        matter = self.matters[which]
        matter.due_on = day_of(self.now) + timedelta(days=days)
        self.world.record(which)
        for _ in range(days // 20):
            self.set_clock(clock.at(day_of(self.now) + timedelta(days=20), 10))
            self.sweep()

    @rule()
    def run_two_at_once(self) -> None:
        def work() -> None:
            sweep.plan(day_of(self.now))
            delivery.deliver()

        self.in_two_threads(work)
        self.oracle.sweep(self.now)
        self.deliver()

    @rule()
    def restart(self) -> None:
        db.session.remove()
        db.engine.dispose()

    @rule(refuses=st.booleans())
    def open_or_close_the_office(self, refuses: bool) -> None:
        self.office.refuses = refuses

    @rule()
    def die_while_sending(self) -> None:
        if not 9 <= self.now.astimezone(clock.SHANGHAI).hour < 17:
            return
        before = len(self.office.letters)
        self.office.is_deadly = True
        try:
            delivery.send_due()
        except KeyboardInterrupt:
            db.session.rollback()
        self.office.is_deadly = False
        self.oracle.deliver(self.now, dies=True)
        self.deaths += len(self.office.letters) - before

    def in_two_threads(self, work: Callable[[], None]) -> None:
        failures: list[BaseException] = []
        start = threading.Barrier(2)

        def run() -> None:
            with self.world.app.app_context():
                start.wait()
                try:
                    work()
                except BaseException as error:  # noqa: BLE001 - shown by the assertion below
                    failures.append(error)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        db.session.rollback()
        assert failures == []

    # --- what happens to a matter -----------------------------------------------------------------

    @rule(which=which, days=st.integers(-45, 45))
    def move(self, which: int, days: int) -> None:
        matter = self.matters[which]
        matter.due_on = max(day_of(START), matter.due_on + timedelta(days=days))
        self.world.record(which)

    @rule(which=which)
    def pay_a_part(self, which: int) -> None:
        matter = self.matters[which]
        matter.fen -= matter.fen // 2 if matter.fen > 1 else 0
        self.world.record(which)

    @rule(which=which)
    def pay(self, which: int) -> None:
        self.matters[which].fen = 0
        self.world.record(which)

    @rule(which=which)
    def reverse_the_payments(self, which: int) -> None:
        self.matters[which].fen = FULL
        self.world.record(which)

    @rule(which=which, on_hold=st.booleans())
    def hold_or_release(self, which: int, on_hold: bool) -> None:
        self.matters[which].on_hold = on_hold
        self.world.record(which)

    # --- what people answer -----------------------------------------------------------------------

    def known(self) -> bool:
        return any(book.said for book in self.oracle.books)

    def taken(self, which: int, answer: Callable[[int], object]) -> Book | None:
        """The book of a matter, if the product took this answer about it."""
        row = db.session.scalars(select(Obligation).filter_by(kind=NAMES[which])).one_or_none()
        if row is None:
            return None
        try:
            answer(row.id)
        except DomainError as error:
            event(f"refused: {error.code}")
            return None
        event("an answer was taken")
        return self.oracle.books[which]

    @precondition(known)
    @rule(which=which, person=people)
    def acknowledge(self, which: int, person: str) -> None:
        actor = self.world.actors[person]
        book = self.taken(which, lambda key: acknowledge.acknowledge(key, actor))
        if book and (said := book.last_told(person)):
            said.drop(person)

    @precondition(known)
    @rule(which=which, person=people, days=st.integers(1, 12))
    def put_off(self, which: int, person: str, days: int) -> None:
        actor = self.world.actors[person]
        until = CALENDAR.last_on_or_before(day_of(self.now) + timedelta(days=days))
        book = self.taken(which, lambda key: answers.snooze(key, actor, until))
        if book:
            book.later[person] = until
            book.drop(person)

    @precondition(known)
    @rule(which=which, person=people, days=st.integers(1, 8))
    def put_off_and_live_on(self, which: int, person: str, days: int) -> None:
        self.put_off(which, person, days)
        for _ in range(days):
            self.pass_days(1)

    @precondition(known)
    @rule(which=which, giver=people, taker=people)
    def hand_over_at_once(self, which: int, giver: str, taker: str) -> None:
        self.ask_to_take_over(which, giver, taker, "accept")
        self.sweep()

    @precondition(known)
    @rule(which=which, giver=people, taker=people, reply=st.sampled_from([*REPLIES, None]))
    def ask_to_take_over(self, which: int, giver: str, taker: str, reply: str | None) -> None:
        actor, to = self.world.actors[giver], self.world.actors[taker]
        if self.taken(which, lambda key: answers.hand_over(key, actor, to.id)) and reply:
            self.reply(self.requests()[-1], reply)

    @precondition(lambda self: bool(self.requests()))
    @rule(data=st.data(), reply=st.sampled_from(REPLIES))
    def answer_a_request(self, data: st.DataObject, reply: str) -> None:
        self.reply(data.draw(st.sampled_from(self.requests())), reply)

    def requests(self) -> list[Transfer]:
        held = (TransferState.ASKED, TransferState.ACCEPTED)
        query = select(Transfer).where(Transfer.state.in_(held)).order_by(Transfer.id)
        return list(db.session.scalars(query))

    def reply(self, row: Transfer, reply: str) -> None:
        key, giver, taker = row.id, row.giver.login, row.taker.login
        actor = self.world.actors[giver if reply == "take_back" else taker]
        answer = getattr(answers, reply)
        book = self.taken(NAMES.index(row.obligation.kind), lambda _key: answer(key, actor))
        if book and reply == "accept":
            book.handed[giver] = taker
        elif book:
            book.handed.pop(giver, None)

    @precondition(known)
    @rule(person=people, note=st.booleans())
    def note_that_it_is_done(self, person: str, note: bool) -> None:
        actor, matter = self.world.actors[person], self.matters[1]
        if note:
            book = self.taken(1, lambda key: answers.handle(key, actor, "已办"))
            if book:
                matter.noted.add(matter.facts)
                book.hold_back()
                book.closed = True
            return
        book = self.taken(1, lambda key: answers.reopen(key, actor))
        if book:
            matter.noted.clear()
            book.seen = None if book.closed else book.seen
            book.closed = False
            book.revise(matter.facts)

    @rule(
        person=people,
        hour=st.integers(9, 16),
        mode=st.sampled_from(list(MailMode)),
        mutes=st.booleans(),
    )
    def choose(self, person: str, hour: int, mode: MailMode, mutes: bool) -> None:
        muted = frozenset({NAMES[1]}) if mutes else frozenset[str]()
        preferences.choose(self.world.actors[person], Choices(hour, mode, muted))
        self.oracle.wishes[person] = Wish(hour, str(mode), mutes)

    # --- the comparison ---------------------------------------------------------------------------

    @invariant()
    def inboxes_and_mails_are_what_they_ought_to_be(self) -> None:
        db.session.rollback()
        assert told("inbox") == {
            (NAMES[n], said.revision, said.stage, person): "sent"
            for n, book in enumerate(self.oracle.books)
            for said in book.said
            for person in said.told
        }
        assert told("email") == {
            (NAMES[n], mail.said.revision, mail.said.stage, mail.person): mail.state
            for n, book in enumerate(self.oracle.books)
            for said in book.said
            for mail in said.mails
        }

    @invariant()
    def every_letter_was_to_be_sent_and_none_was_twice(self) -> None:
        letters = [
            (letter.to.partition("@")[0], frozenset(t for t in TITLES if t in letter.text))
            for letter in map(Read, without_requests(self.office.letters))
        ]
        assert letters == self.oracle.letters
        ids = Counter(letter.message_id for letter in self.office.letters)
        assert sum(ids.values()) - len(ids) <= self.deaths

    @invariant()
    def what_is_done_is_closed_once_it_was_looked_at(self) -> None:
        for name, book in zip(NAMES, self.oracle.books, strict=True):
            row = db.session.scalars(select(Obligation).filter_by(kind=name)).one_or_none()
            assert (row is not None) == bool(book.revision)
            if row is not None:
                assert (row.revision, row.state == "closed") == (book.revision, book.closed)


class Read:
    """A letter as its reader sees it."""

    def __init__(self, message: Message) -> None:
        self.to, self.text = message.to, message.subject + message.body


STATES = {
    "queued": "waiting",
    "sending": "sending",
    "sent": "sent",
    "dead": "dead",
    "cancelled": "dropped",
}


ASKS = Delivery.transfer_id != NO_TRANSFER  # a request to take over, which is no reminder


def without_requests(letters: Iterable[Message]) -> list[Message]:
    """The letters that remind; a request goes to the one who is asked, and alone."""
    asked = {row.message_id: row for row in db.session.scalars(select(Delivery).where(ASKS))}
    for letter in letters:
        if (row := asked.get(letter.message_id)) is not None:
            assert row.recipient is not None
            assert letter.to.partition("@")[0] == row.recipient.login
    return [letter for letter in letters if letter.message_id not in asked]


def told(channel: str) -> dict[tuple[str, int, int, str], str]:
    query = select(Delivery).where(Delivery.channel == channel, ~ASKS)
    found = {}
    for row in db.session.scalars(query):
        what, who = row.reminder, row.recipient
        assert who is not None
        key = (what.obligation.kind, what.revision, what.stage, who.login)
        found[key] = STATES[row.status]
    return found


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    with clock.frozen(START):
        actors = {
            "owner": make_person("owner", Role.PROJECT_OWNER),
            "finance": make_person("finance", ROLE),
            "finance2": make_person("finance2", ROLE),
        }
        projects = tuple(make_project(code, actors["owner"]) for code in CODES)
    for name in list(registry.KINDS):
        monkeypatch.delitem(registry.KINDS, name)  # type: ignore[arg-type]
    monkeypatch.setattr(sweep, "NET", timedelta.max)
    return World(app, actors, projects, monkeypatch)


def make_project(code: str, owner: Actor) -> int:
    with transaction():
        department = Department(name=code)
        db.session.add(department)
        audit.record("accounts.departments", department, SYSTEM)
    kind = ProjectType.SYSTEM_BUILD
    details = ProjectDetails(code, code, kind, department.id, owner.id, started_on=day_of(START))
    return add_project(details, [], SYSTEM)


def test_after_any_history_exactly_what_ought_to_be_told_was_told_once(world: World) -> None:
    machine: Any = type("History", (History,), {"world": world})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
