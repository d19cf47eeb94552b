"""A small centre for the tests of reminders: its people, one project, contracts as they are needed.

Contracts, triggers, estimates and payments go through the use cases that people use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.accounts.models import Department, User
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Basis, ContractKind, Pricing, ProofKind, Trigger
from tracker.contracts.rules.terms import Proof, SignContract, Terms
from tracker.contracts.service import facts
from tracker.contracts.service.sign import sign_contract
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.payments.rules.commands import PaymentKind, RecordPayment, ReversePayment
from tracker.projects.rules import ProjectDetails, ProjectType
from tracker.projects.service import add_project

SIGNED_ON = date(2022, 1, 10)
WHY = "测试用说明"


@dataclass(frozen=True)
class Centre:
    """Actors by what they do, and the project they work on."""

    owner: Actor
    finance: Actor
    leader: Actor
    admin: Actor
    deputy: Actor
    project_id: int


def make_centre() -> Centre:
    """People with addresses; the deputy stands in for the owner."""
    with transaction():
        department = Department(name="项目应用室")
        db.session.add(department)
        audit.record("accounts.departments", department, SYSTEM)
    deputy = make_person("deputy", Role.ACCEPTANCE)
    owner = make_person("owner", Role.PROJECT_OWNER, deputy_id=deputy.id)
    details = ProjectDetails(
        code="2022-06",
        name="数据平台建设",
        type=ProjectType.SYSTEM_BUILD,
        department_id=department.id,
        owner_id=owner.id,
        started_on=SIGNED_ON,
    )
    return Centre(
        owner=owner,
        finance=make_person("finance", Role.FINANCE),
        leader=make_person("leader", Role.LEADER),
        admin=make_person("admin", Role.ADMIN),
        deputy=deputy,
        project_id=add_project(details, [], SYSTEM),
    )


def make_person(login: str, *roles: Role, deputy_id: int | None = None) -> Actor:
    with transaction():
        user = User(
            login=login,
            name=f"{login}某",
            email=f"{login}@example.cn",
            role_codes=frozenset(map(str, roles)),
            deputy_id=deputy_id,
        )
        db.session.add(user)
        audit.record("accounts.add_person", user, SYSTEM)
    return user.actor


def change_person(actor: Actor, **changes: object) -> None:
    """Any attribute of a person, such as ``active=False`` or ``email=""``."""
    with transaction():
        user = lock(User, actor.id)
        for name, value in changes.items():
            setattr(user, name, value)
        audit.record("accounts.edit_person", user, SYSTEM)


def make_contract(centre: Centre, *schedule: Terms, number: str = "HT-2022-006") -> list[int]:
    """A contract signed on 2022-01-10; the ids of its instalments in order."""
    amount = sum((terms.amount for terms in schedule if terms.amount), start=Money(0))
    command = SignContract(
        number=number,
        name="数据平台建设合同",
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        amount=amount,
        signed_on=SIGNED_ON,
        schedule=schedule,
        explanation=WHY,
    )
    contract_id = sign_contract(centre.project_id, SYSTEM, command)
    query = select(Instalment.id).join(Contract).where(Contract.id == contract_id)
    return list(db.session.scalars(query.order_by(Instalment.no)))


def due_on(
    day: date, *, no: int = 1, amount: str = "1000.00", trigger: Trigger = Trigger.ON_DATE
) -> Terms:
    """An instalment due on this very day: agreed (``ON_DATE``), or expected for it."""
    return Terms(
        no=no,
        name=f"第{no}笔",
        basis=Basis.FIXED,
        trigger=trigger,
        due_count=0,
        due_unit=DurationUnit.CALENDAR_DAY,
        amount=Money.yuan(amount),
        expected_on=day,
    )


def expected_on(day: date, **more: object) -> Terms:
    """An instalment whose milestone is expected on this day, and due with it."""
    return due_on(day, trigger=Trigger.MILESTONE, **more)  # type: ignore[arg-type]


def pay(instalment_id: int, amount: str, on: date) -> int:
    """Record a payment, ``on`` a day up to today; its id."""
    command = RecordPayment(Money.yuan(amount), on, voucher="记-1", explanation=WHY)
    return payments.record(instalment_id, SYSTEM, command)


def take_back(payment_id: int, amount: str, on: date) -> None:
    command = ReversePayment(Money.yuan(amount), PaymentKind.REFUND, on, WHY)
    payments.reverse(payment_id, SYSTEM, command)


def move(instalment_id: int, to: date | None) -> None:
    """A new estimate."""
    facts.estimate(instalment_id, SYSTEM, to, WHY)


def happen(instalment_id: int, on: date) -> None:
    """The milestone was reached."""
    facts.record_trigger(instalment_id, SYSTEM, on, Proof(ProofKind.OTHER, WHY))
