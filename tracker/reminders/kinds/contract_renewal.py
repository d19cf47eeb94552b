"""续签到期: the next service year of an award waits for its contract (合同一年一签).

One that ended early is followed by nothing: what becomes of the rest is for people to decide.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.models import Award
from tracker.reminders.kinds._contracts import (
    HISTORY,
    PROCUREMENT,
    ContractKind,
    Telling,
    owner,
)
from tracker.reminders.rules.obligations import Absence, Standing, Step
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "contract_renewal"

SUBJECT = Label("第{year}年合同待续签", "contract of year {year} to sign")
AWARDED = Label(
    "{notice}发出的通知书：{years}年一采，合同一年一签；已签至第{year}年",
    "Award notice of {notice}: {years} years, signed year by year; signed up to year {year}",
)
ENDS = Label(
    "第{year}年服务至 {day}，此前须签订第{next}年合同：提前{lead}天起提醒（{source}）",
    "Year {year} runs to {day}; by then year {next} must be signed. Told from {lead} days before"
    " ({source})",
)
SIGN = Label("登记续签合同", "Record the next contract")
THEN = Label("登记后按应付日排出下一服务年度的付款", "The payments of the next service year follow")


def condition(horizon: date, today: date) -> ColumnElement[bool]:
    """Signed years of awards that have more; the day itself may lie on the award."""
    ends = Contract.service_to
    return (
        Contract.award_id.is_not(None)
        & Contract.status.in_((ContractStatus.ACTIVE, ContractStatus.TERMINATED))
        & (ends.is_(None) | ((ends <= horizon) & (ends >= today - HISTORY)))
    )


def day(row: Contract, followed: frozenset[int]) -> date | Absence:
    """The last day of the service year."""
    if row.award is None or row.service_year >= row.award.years or row.ended_early:
        return Absence.DONE
    if row.id in followed:
        return Absence.DONE
    return row.service_to or Absence.ON_HOLD


def followed(rows: Collection[Contract]) -> frozenset[int]:
    """Those whose award has a later year under contract."""
    awards = {row.award_id for row in rows}
    query = select(Contract.award_id, Contract.service_year).where(
        Contract.award_id.in_(awards), Contract.status != ContractStatus.CANCELLED
    )
    signed = set(db.session.execute(query))
    return frozenset(
        row.id
        for row in rows
        if any(award == row.award_id and year > row.service_year for award, year in signed)
    )


def tell(row: Contract, standing: Standing) -> Telling:
    """Which year waits, and since when it is known."""
    year = row.service_year
    step = Step(
        Work.CONTRACT,
        SIGN,
        "contracts.new",
        {"code": row.project.code},
        "contracts.sign",
        owner(row),
        THEN,
    )
    return Telling(SUBJECT.filled(year=year + 1), _why(row.award, year, standing.due_on), step)


def _why(award: Award | None, year: int, ends_on: date) -> tuple[Label, ...]:
    of_file = rule(NAME)
    ends = ENDS.filled(
        year=year, next=year + 1, day=ends_on, lead=of_file.cadence.leads[0], source=of_file.source
    )
    if award is None:
        return (ends,)
    return AWARDED.filled(notice=award.notice_on, years=award.years, year=year), ends


KIND = ContractKind(
    name=NAME,
    label=Label("合同续签", "Renewal"),
    wording=Wording(due=Label("续签期限", "Sign by"), done=Label("已续签", "renewed")),
    condition=condition,
    day=day,
    tell=tell,
    roles={Role.PROCUREMENT: PROCUREMENT},
    others=followed,
).kind()
