"""Who is told when somebody has left."""

from __future__ import annotations

from typing import Any

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.reminders.rules.people import Directory, Person, Seat, recipients

OWNER = Seat(Label("你是项目负责人", "You own the project"), user_ids=(1,))
FINANCE = Seat(Label("你是财务", "You are in finance"), role=Role.FINANCE)


def person(id: int, *roles: Role, **changes: Any) -> Person:
    values = {"active": True, "deputy_id": None} | changes
    name = f"人{id}"
    return Person(id, name, f"p{id}@example.cn", "zh", frozenset(roles), **values)


def directory(*people: Person) -> Directory:
    return {one.id: one for one in people}


def told(people: Directory, *seats: Seat) -> list[tuple[int, str]]:
    return [(one.person.id, one.because.zh) for one in recipients(seats, people)]


def test_everybody_is_told_once_with_the_first_reason() -> None:
    people = directory(person(1, Role.PROJECT_OWNER, Role.FINANCE), person(2, Role.FINANCE))

    assert told(people, OWNER, FINANCE) == [(1, "你是项目负责人"), (2, "你是财务")]


def test_the_deputy_of_somebody_inactive_is_told_and_so_on_along_the_line() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, active=False, deputy_id=2),
        person(2, Role.PROJECT_OWNER, active=False, deputy_id=3),
        person(3, Role.ACCEPTANCE),
    )

    assert told(people, OWNER) == [(3, "你是人2的代理人")]


def test_deputies_in_a_circle_end_the_search() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, active=False, deputy_id=2),
        person(2, Role.PROJECT_OWNER, active=False, deputy_id=1),
        person(9, Role.LEADER),
    )

    assert told(people, OWNER) == [(9, "无有效接收人：原接收人均已停用，由你代收")]


def test_deputies_stand_in_for_a_role_only_when_nobody_in_it_is_active() -> None:
    away = person(1, Role.FINANCE, active=False, deputy_id=3)
    third = person(3, Role.PROJECT_OWNER)

    assert told(directory(away, person(2, Role.FINANCE), third), FINANCE) == [(2, "你是财务")]
    assert told(directory(away, third), FINANCE) == [(3, "你是人1的代理人")]


def test_when_nobody_is_left_the_leader_is_told_then_the_administrator_then_no_one() -> None:
    gone = person(1, Role.PROJECT_OWNER, active=False)
    admin = person(5, Role.ADMIN)

    assert told(directory(gone, admin, person(4, Role.LEADER)), OWNER)[0][0] == 4
    assert told(directory(gone, admin), OWNER)[0][0] == 5
    assert told(directory(gone), OWNER) == []


def test_a_person_without_any_role_may_not_read_reminders_and_gets_none() -> None:
    assert told(directory(person(1), person(5, Role.ADMIN)), OWNER)[0][0] == 5


def test_a_seat_of_several_people_is_held_by_each_and_never_by_whoever_is_barred() -> None:
    people = directory(person(1, Role.FINANCE), person(2, Role.FINANCE), person(3, Role.LEADER))
    review = Seat(Label("请审核", "Review"), role=Role.FINANCE, barred=(1,))
    both = Seat(Label("请签署", "Sign"), user_ids=(3, 1))

    assert told(people, review) == [(2, "请审核")]
    assert told(people, both) == [(3, "请签署"), (1, "请签署")]
    assert not review.is_held_by(1, frozenset({Role.FINANCE}))
    assert review.is_held_by(2, frozenset({Role.FINANCE}))
    assert both.is_held_by(1, frozenset())


# --- somebody is away -----------------------------------------------------------------------------


def behalf(people: Directory, *seats: Seat) -> list[tuple[int, str]]:
    return [(one.person.id, one.on_behalf) for one in recipients(seats, people)]


def test_beside_one_who_is_away_the_deputy_is_told() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, away=True, deputy_id=2), person(2, Role.PROJECT_OWNER)
    )

    assert behalf(people, OWNER) == [(1, ""), (2, "人1")]
    assert told(people, OWNER)[1] == (2, "人1不在岗，你是代理人")


def test_a_deputy_who_is_away_as_well_has_his_own() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, away=True, deputy_id=2),
        person(2, Role.PROJECT_OWNER, away=True, deputy_id=3),
        person(3, Role.PROJECT_OWNER),
    )

    assert behalf(people, OWNER) == [(1, ""), (2, "人1"), (3, "人2")]


def test_two_who_stand_in_for_each_other_end_there() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, away=True, deputy_id=2),
        person(2, Role.PROJECT_OWNER, away=True, deputy_id=1),
    )

    assert behalf(people, OWNER) == [(1, ""), (2, "人1")]


def test_a_role_needs_no_deputy_while_somebody_in_it_is_there() -> None:
    away = person(1, Role.FINANCE, away=True, deputy_id=3)
    there = person(2, Role.FINANCE)
    third = person(3, Role.PROJECT_OWNER)

    assert behalf(directory(away, there, third), FINANCE) == [(1, ""), (2, "")]
    assert behalf(directory(away, third), FINANCE) == [(1, ""), (3, "人1")]


def test_an_own_reason_comes_before_standing_in() -> None:
    people = directory(
        person(1, Role.PROJECT_OWNER, away=True, deputy_id=2), person(2, Role.FINANCE)
    )

    assert behalf(people, OWNER, FINANCE) == [(1, ""), (2, "")]


def test_nobody_stands_in_where_it_is_personal() -> None:
    signer = Seat(Label("你须签署", "You have to sign"), user_ids=(1,), personal=True)
    people = directory(
        person(1, Role.ACCEPTANCE, away=True, deputy_id=2), person(2, Role.ACCEPTANCE)
    )

    assert behalf(people, signer) == [(1, "")]
