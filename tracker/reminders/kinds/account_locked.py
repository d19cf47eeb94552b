"""账号锁定: too many wrong passwords in a row, at sign-in or at a signature (SIGNOFF 3).

The lock ends by itself; the administrator is told because somebody may have tried another's name.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date

from sqlalchemy import Row, select

from tracker.accounts.models import LoginThrottle, User
from tracker.accounts.rules import Role
from tracker.accounts.rules.passwords import TRIES
from tracker.accounts.tries import FORGOTTEN
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "account_locked"
RULE = rule(NAME)

ADMIN = Label("你是管理员", "You are an administrator")
TITLE = Label(
    "{name}的账号因多次输错密码被锁定", "The account of {name} was locked: wrong passwords"
)
SUBJECT = Label("账号锁定", "account locked")
WHY = Label(
    "{day} {time}连续输错密码{tries}次，到时自动解除；不是本人所为的，请重设密码",
    "{tries} wrong passwords in a row, the last at {time} on {day}; the lock ends by itself. If it "
    "was somebody else, reset the password",
)
SEE = Label("查看人员", "See the person")
AFTER = Label(
    "本人登录成功、重设密码或过一天后结束", "Ends with a sign-in, a reset, or a day later"
)

Found = Row[User, LoginThrottle]


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every person locked out within the last day who has not signed in since; of no project."""
    found = _locked() if projects is None else ()
    return tuple(one for one in map(_item, found) if one.standing.due_on <= horizon)


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """The turn of the administrators, once for each."""
    return tuple(one.step.turn for one in outstanding(horizon, today))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these people stand now."""
    locked = {user.uid: _standing(throttle) for user, throttle in _locked()} if uids else {}
    return {uid: locked.get(uid, Absence.DONE) for uid in uids}


def _locked() -> Sequence[Found]:
    query = (
        select(User, LoginThrottle)
        .join(LoginThrottle, LoginThrottle.login == User.login)
        .where(
            LoginThrottle.locked_until.is_not(None),
            LoginThrottle.failed_at > clock.now() - FORGOTTEN,
        )
        .order_by(User.id)
    )
    return db.session.execute(query).all()


def _state() -> Hashable:
    """Who is locked out, and since when."""
    return tuple((user.id, throttle.failed_at) for user, throttle in _locked())


def _standing(throttle: LoginThrottle) -> Standing:
    return Standing(clock.day_of(throttle.failed_at), (_admin(),))


def _admin() -> Seat:
    return Seat(ADMIN, role=Role.ADMIN)


def _item(found: Found) -> Outstanding:
    user, throttle = found
    at = throttle.failed_at.astimezone(clock.SHANGHAI)
    params = {"person_id": user.id}
    story = Story(
        title=TITLE.filled(name=user.name),
        subject=SUBJECT,
        why=(WHY.filled(day=at.date(), time=f"{at:%H:%M}", tries=TRIES),),
        page=Page(SEE, "accounts.edit_person", params),
    )
    step = Step(
        Work.ACCESS, SEE, "accounts.edit_person", params, "accounts.edit_person", _admin(), AFTER
    )
    return Outstanding(user.uid, user.id, _standing(throttle), story, step)


KIND = Kind(
    name=NAME,
    label=Label("账号锁定", "Account locked"),
    cadence=RULE.cadence,
    single_from=RULE.single_from,
    group=RULE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=RULE.audience,
    wording=Wording(due=Label("锁定日", "Locked on"), done=Label("已解除", "over")),
    days=lambda _projects: (),
    apart=_state,
)
