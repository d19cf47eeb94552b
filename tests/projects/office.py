"""A small unit for the tests of projects and procurement, made through the use cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.accounts import queries as accounts
from tracker.accounts.rules import SYSTEM, Actor, GroupKind, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.kernel.money import Money
from tracker.projects import service
from tracker.projects.rules import EntryKind, NewEntry, NewLine, ProjectDetails, ProjectType

TODAY = date(2022, 11, 15)


@dataclass(frozen=True)
class Office:
    """Actors by what they do; two departments, the first one with a head."""

    owner: Actor
    other_owner: Actor
    head: Actor
    finance: Actor
    procurement: Actor
    leader: Actor
    admin: Actor
    department_id: int
    other_department_id: int

    def details(self, code: str = "2022-06", **changes: object) -> ProjectDetails:
        details = ProjectDetails(
            code=code,
            name="综合指挥中心信息化建设项目",
            type=ProjectType.SYSTEM_BUILD,
            department_id=self.department_id,
            owner_id=self.owner.id,
            started_on=date(2022, 1, 10),
            aliases=("指挥中心",),
        )
        return replace(details, **changes)


def make_office() -> Office:
    head = make_person("head", "周敏", Role.PROJECT_OWNER)
    department_id = groups.add_department("数据资源室", head.id, SYSTEM)
    return Office(
        owner=make_person("owner", "王海燕", Role.PROJECT_OWNER),
        other_owner=make_person("owner2", "陈立", Role.PROJECT_OWNER),
        head=head,
        finance=make_person("finance", "李晓雯", Role.FINANCE),
        procurement=make_person("procurement", "刘洋", Role.PROCUREMENT),
        leader=make_person("leader", "何志远", Role.LEADER),
        admin=make_person("admin", "管理员", Role.ADMIN),
        department_id=department_id,
        other_department_id=groups.add_department("办公室", None, SYSTEM),
    )


def make_person(login: str, name: str, *roles: Role) -> Actor:
    draft = PersonDraft(login, name, frozenset(roles))
    key = people.add_person(draft, "correct horse 2022", SYSTEM, must_change=False)
    person = accounts.person(key)
    return Actor(person.id, person.uid, person.name, frozenset(person.roles))


def seat(person: Actor, *, leads: bool = False) -> None:
    """A seat in the procurement group since the beginning of the year."""
    groups.seat_member(GroupKind.PROCUREMENT, person.id, date(2022, 1, 1), SYSTEM)
    if leads:
        groups.appoint_leader(GroupKind.PROCUREMENT, person.id, SYSTEM)


def make_project(office: Office, *lines: NewLine, **changes: object) -> int:
    return service.add_project(office.details(**changes), lines, SYSTEM)


def line(*entries: NewEntry, year: int = 2022, **fields: object) -> NewLine:
    return NewLine(year=year, fund_source="一般公共预算", entries=entries, **fields)


def entry(kind: EntryKind, amount: str, on: date = TODAY, **fields: str) -> NewEntry:
    return NewEntry(kind, Money.yuan(amount), on, fields.pop("reason", "测试"), **fields)
