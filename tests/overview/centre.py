"""A small centre for the tests of overview: three people, and projects as they are needed.

Everything goes through the use cases, each on the day it happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.accounts import queries as accounts
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import Basis, ContractKind, Pricing, ProofKind, Trigger
from tracker.contracts.rules.terms import Proof, SignContract, Terms
from tracker.contracts.service import facts
from tracker.contracts.service.sign import sign_contract
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money
from tracker.payments import service as payments
from tracker.payments.rules.commands import RecordPayment
from tracker.procurement.rules import AwardDetails, Method, SupplierDetails, SupplierSize
from tracker.procurement.service import record_award, record_supplier
from tracker.projects import service as projects
from tracker.projects.rules import EntryKind, NewEntry, NewLine, ProjectDetails, ProjectType

TODAY = date(2022, 11, 15)
BEGUN = date(2022, 1, 4)
WHY = "测试用说明"


@dataclass(frozen=True)
class Centre:
    """Actors by what they do; the owner's department."""

    owner: Actor
    finance: Actor
    leader: Actor
    auditor: Actor
    department_id: int


def make_centre() -> Centre:
    owner = make_person("owner", "陈立", Role.PROJECT_OWNER)
    return Centre(
        owner=owner,
        finance=make_person("finance", "李晓雯", Role.FINANCE),
        leader=make_person("leader", "何志远", Role.LEADER),
        auditor=make_person("auditor", "孙悦", Role.AUDITOR),
        department_id=groups.add_department("项目应用室", owner.id, SYSTEM),
    )


def make_person(login: str, name: str, *roles: Role) -> Actor:
    draft = PersonDraft(login, name, frozenset(roles))
    key = people.add_person(draft, "correct horse 2022", SYSTEM, must_change=False)
    person = accounts.person(key)
    return Actor(person.id, person.uid, person.name, frozenset(person.roles))


def make_project(
    centre: Centre, code: str = "2022-06", name: str = "综合指挥中心信息化建设", **fields: object
) -> int:
    """A project begun in January, without budget."""
    usual = {
        "code": code,
        "name": name,
        "type": ProjectType.SYSTEM_BUILD,
        "department_id": centre.department_id,
        "owner_id": centre.owner.id,
        "started_on": BEGUN,
    }
    details = ProjectDetails(**{**usual, **fields})  # type: ignore[arg-type]
    with clock.frozen(details.started_on):
        return projects.add_project(details, [], SYSTEM)


def budget(
    project_id: int, year: int, approved: str = "", requested: str = "", source: str = "财政拨款"
) -> int:
    """A line of ``year``: approved and allotted in full in February 2022, or only requested."""
    day = date(2022, 2, 10) if approved else date(2022, 10, 20)
    amounts = (
        (EntryKind.REQUESTED, requested),
        (EntryKind.APPROVED, approved),
        (EntryKind.ALLOTTED, approved),
    )
    entries = tuple(
        NewEntry(kind, Money.yuan(amount), day, WHY) for kind, amount in amounts if amount
    )
    with clock.frozen(day):
        return projects.add_line(project_id, NewLine(year, source, entries=entries), SYSTEM)


def award(project_id: int, supplier_id: int, amount: str) -> int:
    details = AwardDetails(
        method=Method("competitive_consultation"),
        supplier_id=supplier_id,
        amount=Money.yuan(amount),
        annual_amount=Money.yuan(amount),
        years=1,
        starts_on=date(2022, 3, 10),
        notice_on=date(2022, 2, 15),
    )
    with clock.frozen(details.notice_on):
        return record_award(project_id, details, SYSTEM)


def supplier(name: str = "湖南某某信息技术公司") -> int:
    return record_supplier(SupplierDetails(name, SupplierSize.SMALL), SYSTEM)


def part(no: int, amount: str, trigger: Trigger, day: date | None, wait: int = 0) -> Terms:
    """A fixed amount, due ``wait`` days after ``trigger``, which is expected on ``day``."""
    return Terms(
        no=no,
        name=f"款{no}",
        basis=Basis.FIXED,
        trigger=trigger,
        due_count=wait,
        due_unit=DurationUnit.CALENDAR_DAY,
        amount=Money.yuan(amount),
        expected_on=day,
    )


def contract(
    project_id: int,
    *schedule: Terms,
    number: str = "FR-SJ-2022-006",
    is_published: bool = True,
    **fields: object,
) -> int:
    """A contract of 2022-03-10 with its schedule, published and filed on that day."""
    amount = sum((terms.amount or ZERO for terms in schedule), start=ZERO)
    usual = {
        "number": number,
        "name": f"{number}合同",
        "kind": ContractKind.CONTRACT,
        "pricing": Pricing.FIXED,
        "amount": amount,
        "signed_on": date(2022, 3, 10),
        "schedule": schedule,
        "service_from": date(2022, 3, 10),
        "service_to": date(2023, 4, 10),
        "explanation": WHY,
    }
    command = SignContract(**{**usual, **fields})  # type: ignore[arg-type]
    with clock.frozen(command.signed_on):
        contract_id = sign_contract(project_id, SYSTEM, command)
        if is_published and command.kind is ContractKind.CONTRACT:
            facts.publish(contract_id, SYSTEM, command.signed_on)
            facts.file(contract_id, SYSTEM, command.signed_on)
    return contract_id


def instalment(contract_id: int, no: int) -> int:
    query = select(Instalment.id).filter_by(contract_id=contract_id, no=no)
    return db.session.scalars(query).one()


def happen(contract_id: int, no: int, on: date) -> None:
    """The condition came true."""
    with clock.frozen(on):
        proof = Proof(ProofKind.OTHER, "初验报告")
        facts.record_trigger(instalment(contract_id, no), SYSTEM, on, proof)


def pay(contract_id: int, no: int, amount: str, on: date, line_id: int | None = None) -> int:
    command = RecordPayment(Money.yuan(amount), on, f"记-{contract_id}-{no}-{on}", line_id)
    if line_id is None:
        command = RecordPayment(command.amount, on, command.voucher, explanation=WHY)
    with clock.frozen(on):
        return payments.record(instalment(contract_id, no), SYSTEM, command)


def command_centre(centre: Centre) -> int:
    """The project of the guide's pictures, as of 2022-11-15; the id of its contract."""
    project_id = make_project(centre, aliases=("指挥中心项目",))
    line_id = budget(project_id, 2022, approved="6485600")
    budget(project_id, 2023, requested="1000000")
    company = supplier()
    award_id = award(project_id, company, "6793600")
    contract_id = contract(
        project_id,
        part(1, "2038080", Trigger.GUARANTEE_RECEIVED, date(2022, 3, 16), 30),
        part(2, "2717440", Trigger.PRELIMINARY_ACCEPTANCE, date(2022, 11, 18), 12),
        part(3, "1834272", Trigger.FINAL_ACCEPTANCE, date(2023, 4, 10), 30),
        part(4, "203808", Trigger.WARRANTY_END, None, 30),
        supplier_id=company,
        award_id=award_id,
        warranty_months=12,
    )
    happen(contract_id, 1, date(2022, 3, 16))
    pay(contract_id, 1, "2038080", date(2022, 4, 14), line_id)
    return contract_id


def website(centre: Centre, *, is_published: bool = True) -> int:
    """A project whose first instalment is five days overdue on 2022-11-15; its contract's id."""
    project_id = make_project(centre, "2022-10", "政府门户网站及新媒体运维服务")
    budget(project_id, 2022, approved="700000")
    company = supplier("长沙某某传媒科技公司")
    contract_id = contract(
        project_id,
        part(1, "219860", Trigger.ASSESSMENT, date(2022, 10, 31), 10),
        part(2, "439720", Trigger.SERVICE_END, None, 15),
        number="FRCG-CS-2022-1",
        is_published=is_published,
        supplier_id=company,
        signed_on=date(2022, 9, 15),
        service_from=date(2022, 9, 15),
        service_to=date(2023, 9, 14),
    )
    happen(contract_id, 1, date(2022, 10, 31))
    return contract_id


def spare_parts(centre: Centre) -> int:
    """Work paid as used, with nothing due next year; its spending order's id."""
    project_id = make_project(centre, "2022-09", "全区配件更换", type=ProjectType.PARTS)
    budget(project_id, 2022, approved="200000")
    return contract(
        project_id,
        part(1, "45640", Trigger.ON_DATE, date(2022, 12, 20)),
        number="LX-2022-009",
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        amount=Money.yuan("200000"),
    )
