"""A made-up centre of any size: the same rows for the same size, built through the model.

About five instalments a project, from two years before ``TODAY`` to two years after; one in a
hundred is due within seven days, what fell due before is mostly paid. The rows pass the
constructors and the audit chain, as an import would, so ``tracker verify`` holds on them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.accounts.rules import SYSTEM, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import groups, people
from tracker.contracts.models import Contract, Instalment, ScheduleVersion
from tracker.contracts.models.contract import Parties
from tracker.contracts.queries import stage_claims
from tracker.contracts.rules.kinds import Basis, ContractKind, Pricing, Trigger
from tracker.contracts.rules.terms import SignContract, Terms
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.payments.models import Payment
from tracker.payments.rules.commands import RecordPayment
from tracker.procurement.models import Supplier
from tracker.procurement.rules import SupplierDetails, SupplierSize
from tracker.procurement.service import record_supplier
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import EntryKind, NewEntry, NewLine, ProjectDetails, ProjectType
from tracker.settings.queries import work_calendar

TODAY = date(2022, 11, 15)
PASSWORD = "tracker-bench"
SEED = 20221115
OWNERS = 12
SUPPLIERS = 60
INSTALMENTS = (4, 5, 5, 5, 6)
SOON = 0.005  # of the instalments are moved there, as many fall there by chance
BATCH = 100
_WORDS = ("网络", "机房", "视频", "会议室", "网站", "政务云", "校园", "线路", "终端", "数据平台")
_WORKS = ("运维服务", "租赁服务", "升级改造", "安全测评", "采购项目", "技术服务")


@dataclass(frozen=True)
class Cast:
    """Those who appear in every project."""

    departments: Sequence[int]
    owners: Sequence[int]
    suppliers: Sequence[int]


def build(projects: int) -> None:
    """Fill the empty database of the current application with that many projects."""
    dice = random.Random(SEED)  # noqa: S311 - the same rows every time is the point
    with clock.frozen(TODAY):
        cast = _cast()
        calendar = work_calendar()
        for start in range(0, projects, BATCH):
            _batch(range(start, min(start + BATCH, projects)), cast, calendar, dice)


def _cast() -> Cast:
    offices = ("办公室", "数据资源室", "应用室")
    departments = [groups.add_department(name, None, SYSTEM) for name in offices]
    for login, role in (("leader", Role.LEADER), ("finance", Role.FINANCE)):
        _add(login, role, departments[0])
    owners = [_add(f"owner{no}", Role.PROJECT_OWNER, departments[no % 3]) for no in range(OWNERS)]
    suppliers = [
        record_supplier(SupplierDetails(f"第{no:02}供应商有限公司", SupplierSize.SMALL), SYSTEM)
        for no in range(SUPPLIERS)
    ]
    return Cast(departments, owners, suppliers)


def _add(login: str, role: Role, department_id: int) -> int:
    draft = PersonDraft(login, login, frozenset({role}), department_id=department_id)
    return people.add_person(draft, PASSWORD, SYSTEM, must_change=False)


def _batch(numbers: range, cast: Cast, calendar: WorkCalendar, dice: random.Random) -> None:
    """Some projects in one transaction, recorded as one import."""
    with transaction():
        made = [_project(number, cast, calendar, dice) for number in numbers]
        db.session.flush()
        for project in made:
            project.claim_stage(**stage_claims(project.id, TODAY))
        audit.record("projects.create", made[0], SYSTEM, detail=f"{len(made)}个项目")


def _project(number: int, cast: Cast, calendar: WorkCalendar, dice: random.Random) -> Project:
    name = f"{dice.choice(_WORDS)}{dice.choice(_WORKS)}{number:05}"
    signed_on = TODAY - timedelta(days=dice.randrange(30, 730))
    project = Project.of(
        ProjectDetails(
            code=f"{signed_on.year}-{number:02}",
            name=name,
            type=dice.choice(list(ProjectType)),
            department_id=dice.choice(cast.departments),
            owner_id=dice.choice(cast.owners),
            started_on=signed_on - timedelta(days=60),
        )
    )
    db.session.add(project)
    db.session.flush()
    contract = _contract(project, number, signed_on, cast, calendar, dice)
    _budget(project, contract, dice)
    _pay(contract, dice)
    return project


def _contract(
    project: Project,
    number: int,
    signed_on: date,
    cast: Cast,
    calendar: WorkCalendar,
    dice: random.Random,
) -> Contract:
    schedule = tuple(_schedule(signed_on, dice))
    amounts = [terms.amount for terms in schedule if terms.amount is not None]
    command = SignContract(
        number=f"FRCG-{number:05}",
        name=f"{project.name}合同",
        kind=ContractKind.CONTRACT,
        pricing=Pricing.FIXED,
        amount=sum(amounts, start=Money(0)),
        signed_on=signed_on,
        schedule=schedule,
        supplier_id=dice.choice(cast.suppliers),
    )
    version = ScheduleVersion(reason="签订", made_on=signed_on, made_by="导入")
    supplier = db.session.get_one(Supplier, command.supplier_id)
    contract = Contract.sign(Parties(project, supplier), command, version, calendar)
    contract.publish(signed_on)
    contract.file(signed_on)
    db.session.add(contract)
    return contract


def _schedule(signed_on: date, dice: random.Random) -> Iterator[Terms]:
    """Paid on agreed days, but the last: fifteen working days after a final acceptance."""
    count = dice.choice(INSTALMENTS)
    for no in range(1, count + 1):
        day = signed_on + timedelta(days=no * dice.randrange(90, 150))
        if dice.random() < SOON:
            day = TODAY + timedelta(days=dice.randrange(1, 8))
        is_last = no == count and day > TODAY
        yield Terms(
            no=no,
            name=f"第{no}笔",
            basis=Basis.FIXED,
            trigger=Trigger.FINAL_ACCEPTANCE if is_last else Trigger.ON_DATE,
            due_count=15 if is_last else 0,
            due_unit=DurationUnit.WORKING_DAY,
            amount=Money(dice.randrange(1_000_000, 60_000_000)),
            expected_on=day,
        )


def _budget(project: Project, contract: Contract, dice: random.Random) -> None:
    """Lines that hold what falls due in each year, or a little less."""
    years: dict[int, Money] = {}
    for instalment in contract.live_instalments:
        year = instalment.fiscal_year or TODAY.year
        years[year] = years.get(year, Money(0)) + instalment.amount
    for year, due in sorted(years.items()):
        if year > TODAY.year + 1:
            continue
        held = due if dice.random() < 0.8 else due.times(900_000)
        kind = EntryKind.APPROVED if year <= TODAY.year else EntryKind.REQUESTED
        on = min(date(year, 1, 15), TODAY)
        entries = [NewEntry(kind, held, on, "预算")]
        if kind is EntryKind.APPROVED:
            entries.append(NewEntry(EntryKind.ALLOTTED, held, on, "到位"))
        line = NewLine(year, "一般公共预算", entries=tuple(entries))
        project.lines.append(BudgetLine.of(line, TODAY))
    db.session.flush()


def _pay(contract: Contract, dice: random.Random) -> None:
    lines = {line.year: line.id for line in contract.project.lines}
    for instalment in contract.live_instalments:
        due_on = instalment.due_on
        if due_on is None or due_on > TODAY or dice.random() < 0.05:
            continue
        _pay_one(instalment, due_on, lines.get(due_on.year))


def _pay_one(instalment: Instalment, due_on: date, line_id: int | None) -> None:
    voucher = f"{instalment.contract.number}-{instalment.no}"
    command = RecordPayment(
        instalment.amount, due_on, voucher, budget_line_id=line_id, explanation="导入"
    )
    db.session.add(Payment.of(instalment, command, SYSTEM, clock.now()))
    instalment.settle(instalment.amount, due_on)
