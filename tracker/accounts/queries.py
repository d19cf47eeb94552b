"""Reads of people, departments and the leading groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.accounts import hooks
from tracker.accounts.models import (
    Absence,
    Credential,
    Department,
    Group,
    GroupMember,
    LoginThrottle,
    User,
)
from tracker.accounts.rules import GroupKind, Role
from tracker.accounts.rules.absence import Away
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label


@dataclass(frozen=True)
class PersonView:
    id: int
    uid: str
    login: str
    name: str
    post: str
    email: str
    department_id: int | None
    department: str
    deputy_id: int | None
    deputy: str
    roles: tuple[Role, ...]
    active: bool
    version: int


@dataclass(frozen=True)
class SignInState:
    """What the administrator sees of a person's credentials."""

    locked_until: datetime | None
    must_change: bool


@dataclass(frozen=True)
class DepartmentView:
    id: int
    name: str
    head_id: int | None
    head: str
    people: int


@dataclass(frozen=True)
class SeatView:
    person_id: int
    name: str
    post: str
    since_on: date
    until_on: date | None


@dataclass(frozen=True)
class GroupView:
    """A leading group today: leader, present members, and who sat there before."""

    kind: GroupKind
    leader_id: int | None
    leader: str
    present: tuple[SeatView, ...]
    past: tuple[SeatView, ...]


# --- people -------------------------------------------------------------------------------------


def people(q: str = "", *, active: bool | None = None) -> list[PersonView]:
    """People by name, login, post or department; the active ones first."""
    query = _people().order_by(User.active.desc(), User.id)
    if active is not None:
        query = query.where(User.active.is_(active))
    if q:
        fields = (User.name, User.login, User.post, Department.name)
        query = query.outerjoin(Department, User.department_id == Department.id)
        query = query.where(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    return [_person(user) for user in db.session.scalars(query)]


def head_counts() -> tuple[int, int]:
    """How many people are active, and how many are not."""
    query = select(User.active, func.count()).group_by(User.active)
    counts = {active: count for active, count in db.session.execute(query)}  # noqa: C416
    return counts.get(True, 0), counts.get(False, 0)


def person(person_id: int) -> PersonView:
    """One person, or ``NotFound``."""
    user = db.session.scalars(_people().where(User.id == person_id)).first()
    if user is None:
        raise NotFound
    return _person(user)


def sign_in_state(person_id: int) -> SignInState:
    """Whether the person is locked out now, and must choose a password."""
    must_change = select(Credential.must_change).where(Credential.user_id == person_id)
    locked = select(LoginThrottle.locked_until).join(User, User.login == LoginThrottle.login)
    until = db.session.scalar(locked.where(User.id == person_id))
    is_locked = until is not None and until > clock.now()
    return SignInState(until if is_locked else None, bool(db.session.scalar(must_change)))


def person_choices(role: Role | None = None) -> list[tuple[int, str]]:
    """Active people as (id, name) for a choice; of one role if given."""
    query = select(User).where(User.active).order_by(User.id)
    users = [user for user in db.session.scalars(query) if role is None or role in user.roles]
    names = [user.name for user in users]
    return [
        (user.id, user.name if names.count(user.name) == 1 else f"{user.name}（{user.login}）")
        for user in users
    ]


def work_in_hand(person_id: int) -> list[Label]:
    """What the person must hand over before leaving, in every feature."""
    return hooks.work_of(person_id)


def _people() -> Select[User]:
    return select(User).options(joinedload(User.department), joinedload(User.deputy))


def _person(user: User) -> PersonView:
    return PersonView(
        id=user.id,
        uid=user.uid,
        login=user.login,
        name=user.name,
        post=user.post,
        email=user.email,
        department_id=user.department_id,
        department=user.department.name if user.department else "",
        deputy_id=user.deputy_id,
        deputy=user.deputy.name if user.deputy else "",
        roles=tuple(role for role in Role if role in user.roles),
        active=user.active,
        version=user.version,
    )


# --- departments --------------------------------------------------------------------------------


def departments() -> list[DepartmentView]:
    """Every department with its head and how many active people it has."""
    head = aliased(User)
    count = func.count(User.id)
    query = (
        select(Department.id, Department.name, Department.head_id, head.name.label("head"), count)
        .outerjoin(head, head.id == Department.head_id)
        .outerjoin(User, (User.department_id == Department.id) & User.active)
        .group_by(Department.id, Department.name, Department.head_id, head.name)
        .order_by(Department.id)
    )
    rows = db.session.execute(query)
    return [DepartmentView(key, name, head_id, who or "", n) for key, name, head_id, who, n in rows]


def department(department_id: int) -> DepartmentView:
    """One department, or ``NotFound``."""
    for view in departments():
        if view.id == department_id:
            return view
    raise NotFound


def department_choices() -> list[tuple[int, str]]:
    """Departments as (id, name) for a choice."""
    rows = db.session.execute(select(Department.id, Department.name).order_by(Department.id))
    return [(row.id, row.name) for row in rows]


def departments_headed_by(person_id: int) -> Sequence[Department]:
    """The departments whose head this person is, as rows."""
    return db.session.scalars(select(Department).filter_by(head_id=person_id)).all()


# --- groups -------------------------------------------------------------------------------------


def groups() -> list[GroupView]:
    """Both leading groups; one that nobody ever sat in is empty."""
    query = select(Group).options(
        joinedload(Group.leader), selectinload(Group.members).joinedload(GroupMember.user)
    )
    by_kind = {group.kind: group for group in db.session.scalars(query)}
    today = clock.today()
    return [_group(kind, by_kind.get(kind), today) for kind in GroupKind]


def members_on(kind: GroupKind, day: date) -> frozenset[int]:
    """Ids of who sat in the group on that day."""
    query = select(GroupMember).join(Group).where(Group.kind == kind)
    return frozenset(seat.user_id for seat in db.session.scalars(query) if seat.holds_on(day))


def groups_of(person_id: int) -> list[Group]:
    """The groups the person sits in today, as rows."""
    query = select(Group).order_by(Group.id).options(selectinload(Group.members))
    today = clock.today()
    return [group for group in db.session.scalars(query) if group.has(person_id, today)]


def group(kind: GroupKind) -> GroupView:
    """One leading group."""
    return next(view for view in groups() if view.kind is kind)


def _group(kind: GroupKind, group: Group | None, today: date) -> GroupView:
    if group is None:
        return GroupView(kind, None, "", (), ())
    seats = [
        (seat.holds_on(today) and seat.until_on is None, _seat(seat)) for seat in group.members
    ]
    return GroupView(
        kind,
        group.leader_id,
        group.leader.name if group.leader else "",
        tuple(seat for present, seat in seats if present),
        tuple(seat for present, seat in seats if not present),
    )


def _seat(seat: GroupMember) -> SeatView:
    user = seat.user
    return SeatView(user.id, user.name, user.post, seat.since_on, seat.until_on)


# --- what keeps a person from leaving -----------------------------------------------------------


@hooks.names_work
def _leadership(person_id: int) -> list[Label]:
    led = db.session.scalars(select(Group).filter_by(leader_id=person_id).order_by(Group.id))
    work = [Label(f"{g.kind.label.zh}组长", f"leader of {g.kind.label.en}") for g in led]
    headed = departments_headed_by(person_id)
    return work + [Label(f"{d.name}负责人", f"head of {d.name}") for d in headed]


# --- who is away --------------------------------------------------------------------------------


@dataclass(frozen=True)
class AbsenceView:
    """An absence that goes on or is still to come."""

    id: int
    away: Away


def absences_of(person_id: int, today: date) -> tuple[AbsenceView, ...]:
    """What one person has recorded from today on, in order."""
    query = _absences(Absence.user_id == person_id, Absence.until_on >= today)
    return tuple(_absence(row) for row in db.session.scalars(query))


def away_on(day: date) -> dict[int, AbsenceView]:
    """Who is away on that day, by person."""
    query = _absences(Absence.since_on <= day, Absence.until_on >= day)
    return {row.user_id: _absence(row) for row in db.session.scalars(query)}


def absent_person(absence_id: int) -> int:
    """Whose absence it is; ``NotFound``."""
    person_id = db.session.scalar(select(Absence.user_id).filter_by(id=absence_id))
    if person_id is None:
        raise NotFound
    return person_id


def _absences(*conditions: ColumnElement[bool]) -> Select[Absence]:
    query = select(Absence).where(Absence.cancelled.is_(False), *conditions)
    return query.order_by(Absence.since_on, Absence.id)


def _absence(row: Absence) -> AbsenceView:
    return AbsenceView(row.id, row.away)
