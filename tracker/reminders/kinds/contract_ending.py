"""合同到期: a service ends and no award has a further year, so that it must be procured anew.

The lead is long enough for what the law asks for; its arithmetic is part of the reminder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.models import Award, Tender
from tracker.procurement.rules.tenders import TenderStatus
from tracker.projects.models import Project
from tracker.projects.rules import ProjectType
from tracker.reminders.kinds._contracts import (
    HISTORY,
    PROCUREMENT,
    ContractKind,
    Telling,
    owner,
)
from tracker.reminders.rules.obligations import Absence, Standing, Step
from tracker.reminders.rules.rulebook import Part, Rule, rule
from tracker.reminders.rules.work import Wording, Work

NAME = "contract_ending"

# A successor begins about when this one ends; what runs beside it all along is another service.
OVERLAP = timedelta(days=92)

# What is built or bought once ends with its contract.
ONGOING = (
    ProjectType.NETWORK_OPS,
    ProjectType.SOFTWARE_OPS,
    ProjectType.HARDWARE_OPS,
    ProjectType.WEBSITE_OPS,
    ProjectType.LINE_LEASE,
    ProjectType.VIDEO_LEASE,
    ProjectType.SECURITY_SERVICE,
)

SUBJECT = Label("合同{number}到期", "end of contract {number}")
LAST = Label(
    "{years}年一采已到最后一年，服务至 {day}：继续使用须重新采购",
    "The last of {years} years runs to {day}: to go on, it must be procured anew",
)
ALONE = Label(
    "合同服务至 {day}，没有后续服务年度：继续使用须重新采购",
    "The service runs to {day} and has no further year: to go on, it must be procured anew",
)
PART = Label("{label}{days}日（{source}）", "{label} {days} days ({source})")
SUM = Label(
    "{parts}，合计{least}日，另留{slack}日办理需求调查、备案和评审：提前{lead}天，{start}起启动",
    "{parts}: {least} days together, and {slack} for the survey, filing and review:"
    " {lead} days ahead, start on {start}",
)
START = Label("启动采购", "Start procurement")
THEN = Label("登记采购结果后转为签订合同", "With the award on record, the contract is next")


def condition(horizon: date, today: date) -> ColumnElement[bool]:
    """Contracts of a service that ends, or ended not long ago."""
    ends = Contract.service_to
    return (
        Contract.status.in_((ContractStatus.ACTIVE, ContractStatus.TERMINATED))
        & Contract.project.has(Project.type.in_(ONGOING))
        & (ends <= horizon)
        & (ends >= today - HISTORY)
    )


def day(row: Contract, followed: frozenset[int]) -> date | Absence:
    """The last day of the service."""
    goes_on = row.award is not None and row.service_year < row.award.years
    is_bought_once = row.project.type not in ONGOING
    if is_bought_once or goes_on or row.ended_early or row.id in followed:
        return Absence.DONE
    return row.service_to or Absence.ON_HOLD


def followed(rows: Collection[Contract]) -> frozenset[int]:
    """Those whose project has a later contract or award that takes over, or a tender under way."""
    projects = {row.project_id for row in rows}
    contracts = select(Contract.project_id, Contract.service_from).where(
        Contract.project_id.in_(projects), Contract.status != ContractStatus.CANCELLED
    )
    awards = select(Award.project_id, Award.starts_on).where(
        Award.project_id.in_(projects), Award.revoked_on.is_(None)
    )
    tenders = select(Tender.project_id).where(
        Tender.project_id.in_(projects),
        Tender.status.in_([status for status in TenderStatus if status.is_open]),
    )
    under_way = set(db.session.scalars(tenders))  # its own steps remind from here on
    begun = [*db.session.execute(contracts), *db.session.execute(awards)]
    return frozenset(
        row.id for row in rows if row.project_id in under_way or _takes_over(row, begun)
    )


def _takes_over(row: Contract, begun: Iterable[tuple[int, date | None]]) -> bool:
    began, ends = row.service_from, row.service_to
    if began is None or ends is None:
        return False
    return any(
        project_id == row.project_id and starts and starts > max(began, ends - OVERLAP)
        for project_id, starts in begun
    )


def tell(row: Contract, standing: Standing) -> Telling:
    """Why it must be procured anew, and how long that takes."""
    step = Step(
        Work.PROCURE,
        START,
        "procurement.new_tender",
        {"code": row.project.code},
        "procurement.plan",
        owner(row),
        THEN,
    )
    ends = LAST if row.award is not None and row.award.years > 1 else ALONE
    years = row.award.years if row.award is not None else 1
    why = ends.filled(years=years, day=standing.due_on), arithmetic(rule(NAME), standing.due_on)
    return Telling(SUBJECT.filled(number=row.number), why, step)


def arithmetic(of_file: Rule, ends_on: date) -> Label:
    """意向公开30日 + 招标公告至开标20日 + 签订合同30日，合计80日，另留100日"""
    lead = of_file.cadence.leads[0]
    least = sum(part.days for part in of_file.parts)
    parts = [_part(part) for part in of_file.parts]
    together = Label(" + ".join(one.zh for one in parts), " + ".join(one.en for one in parts))
    return SUM.filled(
        parts=together,
        least=least,
        slack=lead - least,
        lead=lead,
        start=ends_on - timedelta(days=lead),
    )


def _part(part: Part) -> Label:
    return PART.filled(label=part.label, days=part.days, source=part.source)


KIND = ContractKind(
    name=NAME,
    label=Label("合同到期", "Contract end"),
    wording=Wording(
        due=Label("服务到期日", "Service ends"), done=Label("已有后续安排", "followed")
    ),
    condition=condition,
    day=day,
    tell=tell,
    roles={Role.PROCUREMENT: PROCUREMENT},
    others=followed,
).kind()
