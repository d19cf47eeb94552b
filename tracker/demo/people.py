"""The people of the demonstration centre: one account a role, all with the same password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor, GroupKind, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.infra.db import db
from tracker.procurement.models import Supplier
from tracker.settings import service as settings
from tracker.settings.rules import UnitDraft
from tracker.settings.rules.approval import ApprovalChange

PASSWORD = "tracker-demo"
UNIT = "区数据资源中心（示例）"
APPROVED_SINCE = date(2022, 10, 1)
DECISION = "中心办公会纪要〔2022〕9号：付款实行申请、审核、登记三岗分离（示例）"
ON_PAPER = "上线初期沿用纸质付款审批单（示例）"
ROUNDS_FROM = date(2022, 7, 1)  # acceptances before it were on paper only
HELP = "办公室 王海燕，内线 8001（示例）"
OFFICE, DATA, APPLICATIONS = "办公室", "数据资源室", "项目应用室"


@dataclass(frozen=True)
class Person:
    login: str
    name: str
    post: str
    department: str
    roles: frozenset[Role]


def _person(login: str, name: str, post: str, department: str, *roles: Role) -> Person:
    return Person(login, name, post, department, frozenset(roles))


PEOPLE = (
    _person("admin", "吴系统", "系统管理员", OFFICE, Role.ADMIN),
    _person("leader", "何志远", "主任", OFFICE, Role.LEADER, Role.ACCEPTANCE),
    _person("finance", "李晓雯", "会计", OFFICE, Role.FINANCE),
    _person("finance2", "黄敏", "出纳", OFFICE, Role.FINANCE),
    _person("owner", "周敏", "科长", DATA, Role.PROJECT_OWNER, Role.ACCEPTANCE),
    _person("owner2", "陈立", "科长", APPLICATIONS, Role.PROJECT_OWNER, Role.PROCUREMENT),
    _person("owner3", "王海燕", "办公室主任", OFFICE, Role.PROJECT_OWNER, Role.ACCEPTANCE),
    _person("procurement", "刘洋", "工程师", APPLICATIONS, Role.PROCUREMENT),
    _person("acceptance", "赵建国", "工程师", DATA, Role.ACCEPTANCE),
    _person("auditor", "孙悦", "纪检委员", OFFICE, Role.AUDITOR),
)
HEADS = {OFFICE: "owner3", DATA: "owner", APPLICATIONS: "owner2"}
GROUPS = {
    GroupKind.PROCUREMENT: ("leader", "owner2", "procurement"),
    GroupKind.ACCEPTANCE: ("leader", "owner", "acceptance", "owner3", "finance"),
}


def create(day: date) -> None:
    """Name the unit and add departments, people and the two groups."""
    settings.set_unit(UnitDraft(UNIT, (), HELP, ROUNDS_FROM), SYSTEM)
    settings.set_payment_approval(ApprovalChange(False, day, ON_PAPER), SYSTEM)
    departments = {name: groups.add_department(name, None, SYSTEM) for name in HEADS}
    ids: dict[str, int] = {}
    for person in PEOPLE:
        draft = PersonDraft(
            login=person.login,
            name=person.name,
            roles=person.roles,
            post=person.post,
            email=f"{person.login}@tracker.example",
            department_id=departments[person.department],
            deputy_id=ids.get("finance") if person.login == "finance2" else None,
        )
        ids[person.login] = people.add_person(draft, PASSWORD, SYSTEM, must_change=False)
    for name, head in HEADS.items():
        groups.edit_department(departments[name], name, ids[head], SYSTEM)
    for kind, members in GROUPS.items():
        for login in members:
            groups.seat_member(kind, ids[login], day, SYSTEM)
        groups.appoint_leader(kind, ids[members[0]], SYSTEM)
    people.choose_deputy(ids["finance2"], actor("finance"))


def begin_approving() -> None:
    """From October 2022 on payments are applied for and approved in the system."""
    settings.set_payment_approval(ApprovalChange(True, APPROVED_SINCE, DECISION), SYSTEM)


def actor(login: str) -> Actor:
    """The person of that login, as services take one."""
    return db.session.scalars(select(User).filter_by(login=login)).one().actor


def user(login: str) -> User:
    """The mapped person of that login."""
    return db.session.scalars(select(User).filter_by(login=login)).one()


def supplier_id(name: str) -> int:
    """The row number of the supplier of that name."""
    return _supplier(name).id


def supplier_account(name: str) -> str:
    """The bank account of the supplier of that name."""
    return _supplier(name).bank_account


def _supplier(name: str) -> Supplier:
    return db.session.scalars(select(Supplier).filter_by(name=name)).one()


def accounts_text() -> str:
    """The accounts to sign in with, a line each."""
    lines = [f"示例账号 (demo accounts), 密码 (password): {PASSWORD}"]
    for person in PEOPLE:
        roles = "、".join(role.label.zh for role in sorted(person.roles))
        lines.append(f"  {person.login:<12} {person.name}  {person.post}  {roles}")
    return "\n".join(lines)
