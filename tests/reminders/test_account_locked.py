"""A lock after too many wrong passwords: the administrators hear of it, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.accounts.people import PASSWORD, added
from tracker.accounts.rules import Role
from tracker.accounts.rules.passwords import LOCKED_FOR, TRIES
from tracker.accounts.service.signing_in import authenticate
from tracker.accounts.tries import FORGOTTEN
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.errors import DomainError
from tracker.reminders.models import Delivery, Obligation
from tracker.reminders.queries import todo_count, worklist
from tracker.reminders.service import sweep

START = datetime(2022, 11, 15, 2, tzinfo=clock.now().tzinfo)  # 10:00 in Shanghai


@pytest.fixture
def admin(app, frozen) -> int:
    frozen(START)
    added("wanghaiyan", Role.FINANCE)
    return added("admin", Role.ADMIN)


def fail(login: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(DomainError):
            authenticate(login, "wrong horse 2022")


def told() -> list[str]:
    db.session.rollback()
    query = select(Delivery).where(Delivery.channel == "inbox").order_by(Delivery.id)
    return [one.recipient.login for one in db.session.scalars(query)]


def on_desk(person_id: int) -> list[str]:
    return [task.item.story.title.zh for task in worklist(person_id, date.max, clock.today())]


def test_the_administrators_are_told_once_and_nobody_else(admin):
    fail("wanghaiyan", TRIES)
    fail("nobody", TRIES)

    sweep.plan(clock.today())
    sweep.plan(clock.today())

    assert told() == ["admin"]
    assert on_desk(admin) == ["Wanghaiyan的账号因多次输错密码被锁定"]


def test_the_number_on_the_desk_follows_though_a_lock_is_no_entry_of_the_log(admin, frozen):
    before = todo_count(admin, date.max, clock.today())

    fail("wanghaiyan", TRIES)
    locked = todo_count(admin, date.max, clock.today())
    frozen(START + FORGOTTEN + timedelta(seconds=1))

    assert (before, locked, todo_count(admin, date.max, START.date())) == (0, 1, 0)


def test_a_try_fewer_is_nothing_to_tell(admin):
    fail("wanghaiyan", TRIES - 1)

    sweep.plan(clock.today())

    assert (told(), on_desk(admin)) == ([], [])


@pytest.mark.parametrize("signs_in", [True, False], ids=["signed in", "a day later"])
def test_it_ends_with_the_right_password_or_a_day_later(admin, frozen, signs_in):
    fail("wanghaiyan", TRIES)
    sweep.plan(clock.today())
    frozen(START + (LOCKED_FOR if signs_in else FORGOTTEN + timedelta(seconds=1)))
    if signs_in:
        authenticate("wanghaiyan", PASSWORD)

    sweep.plan(clock.today())

    assert on_desk(admin) == []
    assert [one.state.value for one in db.session.scalars(select(Obligation))] == ["closed"]
