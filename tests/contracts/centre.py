"""A small centre for tests: people, one project, one supplier; everything through the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.contracts.terms import make_terms
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import ContractKind, Pricing, Trigger
from tracker.contracts.rules.terms import SignContract, Terms
from tracker.contracts.service.sign import sign_contract
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.payments.rules.commands import RecordPayment
from tracker.payments.service import record
from tracker.procurement.rules import AwardDetails, Method, SupplierDetails, SupplierSize
from tracker.procurement.service import record_award, record_supplier
from tracker.projects.models import Project
from tracker.projects.rules import ProjectDetails, ProjectType
from tracker.projects.service import add_project

PASSWORD = "a-good-long-password"
SIGNED = date(2021, 10, 18)


@dataclass(frozen=True)
class Centre:
    project_id: int
    code: str
    supplier_id: int
    owner: Actor
    finance: Actor
    auditor: Actor


def make_centre(size: SupplierSize = SupplierSize.SMALL) -> Centre:
    owner = make_person("owner", Role.PROJECT_OWNER)
    department = groups.add_department("项目应用室", owner.id, SYSTEM)
    details = ProjectDetails(
        "2021-06", "数据平台", ProjectType.SYSTEM_BUILD, department, owner.id, date(2021, 1, 4)
    )
    project_id = add_project(details, (), SYSTEM)
    supplier = record_supplier(SupplierDetails("湖南某某信息技术公司", size), SYSTEM)
    return Centre(
        project_id=project_id,
        code=details.code,
        supplier_id=supplier,
        owner=owner,
        finance=make_person("finance", Role.FINANCE),
        auditor=Actor(0, "auditor", "auditor", frozenset({Role.AUDITOR})),
    )


def make_person(login: str, role: Role) -> Actor:
    draft = PersonDraft(login, login, frozenset({role}))
    person_id = people.add_person(draft, PASSWORD, SYSTEM, must_change=False)
    uid = db.session.get_one(User, person_id).uid
    return Actor(person_id, uid, login, frozenset({role}))


def worked_example() -> tuple[Terms, ...]:
    """30/30/35/5, 15 working days after each trigger (MODEL 7)."""
    rows = (
        ("首付款", 300_000, Trigger.SIGNING, None),
        ("初验款", 300_000, Trigger.PRELIMINARY_ACCEPTANCE, date(2022, 12, 9)),
        ("终验款", 350_000, Trigger.FINAL_ACCEPTANCE, date(2023, 5, 31)),
        ("质保金", 50_000, Trigger.WARRANTY_END, None),
    )
    return tuple(
        make_terms(no, name=name, ratio=ratio, trigger=trigger, expected_on=day)
        for no, (name, ratio, trigger, day) in enumerate(rows, 1)
    )


def command(centre: Centre, **changes: Any) -> SignContract:
    """The contract of the worked example, or what ``changes`` make of it."""
    usual = SignContract(
        number="HT-2021-001",
        name="数据平台建设合同",
        kind=ContractKind.CONTRACT,
        pricing=Pricing.FIXED,
        amount=Money.yuan(2_090_000),
        signed_on=SIGNED,
        schedule=worked_example(),
        supplier_id=centre.supplier_id,
        warranty_months=12,
    )
    return replace(usual, **changes)


def sign(centre: Centre, **changes: Any) -> Contract:
    contract_id = sign_contract(centre.project_id, centre.owner, command(centre, **changes))
    return db.session.get_one(Contract, contract_id)


def pay(contract: Contract, no: int, amount: str, on: date) -> None:
    """A payment from before the product, so that no budget line is asked for."""
    instalment = next(one for one in contract.live_instalments if one.no == no)
    paid = RecordPayment(Money.yuan(amount), on, f"凭证-{no}-{on}", explanation="测试")
    record(instalment.id, SYSTEM, paid)


def award(centre: Centre, **changes: Any) -> int:
    """An award for three yearly contracts from 15 September 2021."""
    details = AwardDetails(
        method=Method("open_tender"),
        supplier_id=centre.supplier_id,
        amount=Money.yuan("1978740.00"),
        annual_amount=Money.yuan("659580.00"),
        years=3,
        starts_on=date(2021, 9, 15),
        notice_on=date(2021, 9, 1),
    )
    return record_award(centre.project_id, replace(details, **changes), SYSTEM)


def other_supplier() -> int:
    return record_supplier(SupplierDetails("长沙某某科技公司", SupplierSize.LARGE), SYSTEM)


def other_project(centre: Centre) -> int:
    own = db.session.get_one(Project, centre.project_id).details
    return add_project(replace(own, code="2021-07", name="另一个项目"), (), SYSTEM)
