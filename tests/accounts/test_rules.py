"""Permission, passwords, logins, memberships: without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.accounts.models import Group, User
from tracker.accounts.rules import POLICY, SYSTEM, Actor, GroupKind, Role, RoleMissing, allow
from tracker.accounts.rules.passwords import (
    MAX_LENGTH,
    PasswordGuessable,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    tries_left,
)
from tracker.accounts.rules.people import (
    AlreadyMember,
    EmailInvalid,
    LeaderNotMember,
    LoginInvalid,
    MembershipDates,
    NameMissing,
    PersonDraft,
    RolesMissing,
    checked,
)
from tracker.kernel.errors import Violations

MONDAY = date(2022, 11, 14)
TUESDAY = date(2022, 11, 15)
WEDNESDAY = date(2022, 11, 16)
FRIDAY = date(2022, 11, 18)


def who(*roles: Role) -> Actor:
    return Actor(1, "uid", "某某", frozenset(roles))


# --- permission ---------------------------------------------------------------------------------


def test_a_role_may_do_what_the_policy_gives_it():
    allow("payments.record", who(Role.AUDITOR, Role.FINANCE))


def test_a_refusal_names_the_action_and_whom_to_ask():
    with pytest.raises(RoleMissing) as refusal:
        allow("payments.record", who(Role.AUDITOR))

    assert refusal.value.text("zh") == "你没有“登记付款”的权限；需要时请联系：财务"
    assert refusal.value.text("en") == "You may not: Record a payment. Ask one of: Finance"


@pytest.mark.parametrize("role", list(Role))
def test_an_action_that_is_not_in_the_policy_is_closed_to_everybody(role: Role):
    with pytest.raises(RoleMissing):
        allow("payments.burn", who(role))


def test_a_person_without_roles_may_do_nothing():
    for action in POLICY:
        with pytest.raises(RoleMissing):
            allow(action, who())


def test_only_the_system_itself_needs_no_role():
    allow("payments.record", SYSTEM)

    with pytest.raises(RoleMissing):
        allow("payments.record", Actor(0, "system", "系统", frozenset()))


def test_every_label_exists_in_both_languages():
    labels = [permission.label for permission in POLICY.values()]
    labels += [member.label for member in (*Role, *GroupKind)]

    assert all(label.zh and label.en for label in labels)


# --- passwords ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("x9!k2-p4q", PasswordTooShort),
        ("x9!k2-p4qz", None),
        ("xyxyxyxyxyz", PasswordGuessable),
        ("wanghaiyan123", PasswordGuessable),
        ("WangHaiYan2022", PasswordGuessable),
        ("wanghaiyan-2031", None),
        ("王海燕王海燕王海燕12", PasswordGuessable),
        ("a1b2" * (MAX_LENGTH // 4), None),
        ("a1b2" * (MAX_LENGTH // 4) + "c", PasswordTooLong),
    ],
)
def test_a_password_is_long_enough_and_not_the_first_guess(password, refusal):
    if refusal is None:
        check_password(password, "wanghaiyan", "王海燕")
    else:
        with pytest.raises(refusal):
            check_password(password, "wanghaiyan", "王海燕")


@pytest.mark.parametrize(("failures", "left"), [(0, 5), (1, 4), (4, 1), (5, 0), (9, 0)])
def test_tries_are_counted_down_to_none(failures, left):
    assert tries_left(failures) == left


# --- people -------------------------------------------------------------------------------------


def draft(**changes: object) -> PersonDraft:
    fields: dict[str, object] = {"login": "li", "name": "李", "roles": frozenset({Role.FINANCE})}
    return PersonDraft(**fields | changes)  # type: ignore[arg-type]


def test_a_login_has_one_spelling():
    assert checked(draft(login="  Ｌi.Xiaowen ")).login == "li.xiaowen"


@given(st.text())
def test_an_accepted_login_is_accepted_unchanged_again(login: str):
    try:
        once = checked(draft(login=login))
    except Violations:
        return

    assert checked(once) == once


def test_every_wrong_field_is_told_at_once():
    with pytest.raises(Violations) as refusal:
        checked(draft(login="!", name=" ", email="nobody", roles=frozenset()))

    kinds = [type(error) for error in refusal.value.errors]
    assert kinds == [LoginInvalid, NameMissing, EmailInvalid, RolesMissing]
    assert [error.field for error in refusal.value.errors] == ["login", "name", "email", "roles"]


@pytest.mark.parametrize("email", ["a@b@c.cn", "a b@c.cn", "a@c.cn,d@e.cn", "a@b\ncc: x", "@c"])
def test_an_address_that_could_reach_somebody_else_is_refused(email):
    with pytest.raises(Violations):
        checked(draft(email=email))


# --- groups -------------------------------------------------------------------------------------


def user(key: int) -> User:
    return User(id=key, name=f"第{key}人")


def group_with(*seats: tuple[int, date]) -> Group:
    group = Group(kind=GroupKind.PROCUREMENT)
    for key, since_on in seats:
        group.seat(user(key), since_on)
    return group


def test_a_member_counts_from_the_first_to_the_last_day():
    group = group_with((1, TUESDAY))
    group.dismiss(1, WEDNESDAY)

    days = (MONDAY, TUESDAY, WEDNESDAY, FRIDAY)
    assert [group.has(1, day) for day in days] == [False, True, True, False]


def test_nobody_is_a_member_twice_on_one_day():
    group = group_with((1, TUESDAY))
    group.dismiss(1, WEDNESDAY)

    with pytest.raises(AlreadyMember):
        group.seat(user(1), WEDNESDAY)
    group.seat(user(1), FRIDAY)

    assert [seat.until_on for seat in group.members] == [WEDNESDAY, None]


def test_a_membership_does_not_end_before_it_began():
    with pytest.raises(MembershipDates):
        group_with((1, TUESDAY)).dismiss(1, MONDAY)


def test_a_leader_is_a_present_member():
    group = group_with((1, TUESDAY))

    with pytest.raises(LeaderNotMember):
        group.appoint(user(2), TUESDAY)
    group.appoint(user(1), TUESDAY)
    assert group.leader_id == 1

    group.dismiss(1, WEDNESDAY)
    assert group.leader_id is None


def test_a_successor_takes_over_seat_and_leadership():
    group = group_with((1, MONDAY))
    group.appoint(user(1), MONDAY)

    group.hand_over(user(1), user(2), WEDNESDAY)

    assert group.leader_id == 2
    assert (group.has(1, FRIDAY), group.has(2, FRIDAY)) == (False, True)


def test_a_successor_who_already_is_a_member_keeps_their_seat():
    group = group_with((1, MONDAY), (2, TUESDAY))

    group.hand_over(user(1), user(2), WEDNESDAY)

    assert [(seat.user_id, seat.since_on) for seat in group.members] == [(1, MONDAY), (2, TUESDAY)]
    assert group.leader_id is None


def test_handing_over_a_seat_nobody_holds_changes_nothing():
    group = group_with((3, MONDAY))

    group.hand_over(user(1), user(2), WEDNESDAY)

    assert [seat.user_id for seat in group.members] == [3]
