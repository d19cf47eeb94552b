"""What shows how a desk is kept while somebody is away, and how terms are changed: a deputy who
does an absent person's work, and a schedule with two versions. All of it is sample data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.accounts.rules.absence import AbsenceKind, Away
from tracker.accounts.service import absences
from tracker.accounts.service import people as accounts
from tracker.contracts.models import Contract
from tracker.contracts.rules.terms import Revise, Terms
from tracker.contracts.service.schedule import revise_schedule
from tracker.demo import people
from tracker.demo.diary import Diary
from tracker.infra.db import db

AWAY = Away(
    AbsenceKind.TRIP, date(2022, 11, 15), date(2022, 11, 18), "参加全省政务数据培训（示例）"
)
RETERMED, AGREED_ON = "FR-CS-2022-005", date(2022, 9, 20)
REASON, PAPER = "年度考核改为书面评审，尾款期限相应顺延5日（示例）", "补充协议（一）（示例）"


def enter(diary: Diary) -> None:
    """Enter each fact on its day."""
    diary.enter(AGREED_ON, _change_terms)
    diary.enter(date(2022, 11, 14), partial(_leave, "owner3", "owner"))


def _leave(login: str, deputy: str) -> None:
    """Somebody names who stands in, and goes."""
    person = people.actor(login)
    accounts.choose_deputy(people.user(deputy).id, person)
    absences.record(person.id, AWAY, person)


def _change_terms() -> None:
    """The last payment of the contract gets five days more; its year stays."""
    contract = db.session.scalars(select(Contract).filter_by(number=RETERMED)).one_or_none()
    if contract is None:
        return
    *others, last = (one.terms for one in contract.live_instalments)
    schedule: tuple[Terms, ...] = (*others, replace(last, due_count=last.due_count + 5))
    command = Revise(contract.version, schedule, AGREED_ON, REASON, PAPER)
    revise_schedule(contract.id, people.actor("owner"), command)
