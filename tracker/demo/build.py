"""Building the demonstration centre through the services, each fact on its own day.

Facts up to the given day are there; what lies after it has not happened. Nothing is written around
a rule: what the demo can do, a person can.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.demo import (
    applications,
    changes,
    desk,
    groups,
    later,
    papers,
    people,
    projects_2022,
    supervision,
    tenders,
)
from tracker.demo.contracts import Signing
from tracker.demo.diary import Diary
from tracker.demo.finance import Finance
from tracker.demo.plans import AwardPlan, Deal, ProjectPlan
from tracker.demo.suppliers import REFUSING
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar
from tracker.procurement import service as procurement
from tracker.procurement.models import Award
from tracker.procurement.rules import AwardDetails, SupplierDetails, SupplierSize
from tracker.projects import service as projects
from tracker.projects.rules import ProjectDetails
from tracker.projects.rules.documents import DocumentKind, Target
from tracker.settings.queries import work_calendar

FIRST_DAY = date(2021, 1, 4)
DECIDED_ON = date(2022, 9, 28)
LARGE = ("通信公司",)


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


def create(today: date) -> None:
    """Create the centre with every fact dated ``today`` or earlier."""
    diary = Diary()
    calendar = work_calendar()
    diary.enter(FIRST_DAY, partial(people.create, FIRST_DAY))
    plans = [*projects_2022.PROJECTS, *later.PROJECTS]
    if today.year > 2022:
        plans.append(later.around(today))
    _enter_suppliers(diary, plans)
    for number, plan in enumerate(plans):
        centre = _Project(plan, number, today, calendar, diary)
        diary.enter(plan.started_on, centre.start)
    Finance(diary, today).enter_basic_expenditure()
    diary.enter(DECIDED_ON, people.begin_approving)
    applications.enter(diary)
    supervision.enter(diary)
    groups.enter(diary)
    changes.enter(diary)
    desk.enter(diary)
    diary.carry_out(today)


def _enter_suppliers(diary: Diary, plans: list[ProjectPlan]) -> None:
    known = {deal.supplier for plan in plans for deal in plan.deals if deal.supplier}
    names = sorted({*known, REFUSING})
    for name in names:
        size = SupplierSize.LARGE if any(part in name for part in LARGE) else SupplierSize.SMALL
        details = SupplierDetails(
            name=name, size=size, bank_name="某某银行芙蓉支行（示例）", bank_account=_account(name)
        )
        diary.enter(FIRST_DAY, partial(_record_supplier, details))


def _record_supplier(details: SupplierDetails) -> None:
    procurement.record_supplier(details, people.actor("owner"))


def _account(name: str) -> str:
    """A made-up account number that is the same every time."""
    return "6200" + str(sum(ord(letter) ** 2 for letter in name)).zfill(12)


class _Project:
    """One project: starts, wins awards, signs and renews contracts, and is funded year by year."""

    def __init__(
        self, plan: ProjectPlan, number: int, today: date, calendar: WorkCalendar, diary: Diary
    ) -> None:
        self._plan, self._number, self._today = plan, number, today
        self._calendar, self._diary = calendar, diary
        self._awards: dict[str, int] = {}

    def start(self) -> None:
        plan = self._plan
        owner = people.user(plan.owner)
        details = ProjectDetails(
            plan.code,
            plan.name,
            plan.type,
            owner.department_id or 0,
            owner.id,
            plan.started_on,
            plan.aliases,
        )
        project_id = projects.add_project(details, (), people.actor(plan.owner))
        for award in plan.awards:
            self._win_later(project_id, award)
        tenders.enter_under_way(self._diary, plan, project_id)
        deals = list(self._deals())
        for deal in deals:
            self._sign_later(project_id, deal)
        funding = Finance(self._diary, self._today)
        funding.enter_project(project_id, plan, self._number, deals, self._calendar)

    def _deals(self) -> Iterator[Deal]:
        """Every contract that is signed until today, and the next one, which is planned for."""
        for deal in self._plan.deals:
            yield deal
            for times in range(1, 40) if deal.renews_every else ():
                renewed = self._under_award(deal.renewed(times, self._calendar))
                yield renewed
                if renewed.signed_on > self._today + timedelta(days=366):
                    break

    def _under_award(self, deal: Deal) -> Deal:
        """A renewal stands in the service year of whichever award covers it."""
        return deal.under(self._plan.awards) if deal.award else deal

    def _sign_later(self, project_id: int, deal: Deal) -> None:
        signing = Signing(self._diary, self._plan, deal, self._awards)
        if deal.method is not None:
            award = AwardPlan(
                key=deal.number,
                supplier=deal.supplier,
                method=deal.method,
                annual=deal.amount,
                years=1,
                starts_on=deal.service_from or deal.signed_on,
                notice_on=deal.signed_on - timedelta(days=12),
            )
            self._win_later(project_id, award)
        self._diary.enter(deal.signed_on, partial(signing.sign, project_id))

    def _win_later(self, project_id: int, award: AwardPlan) -> None:
        """By the log of its tender where there is one, else as it stands."""
        won = partial(self._awards.__setitem__, award.key)
        if not tenders.enter_win(self._diary, self._plan, project_id, award, won):
            notice_on = max(award.notice_on, self._plan.started_on)
            self._diary.enter(notice_on, partial(self._win, project_id, award))

    def _win(self, project_id: int, award: AwardPlan) -> None:
        annual = Money.yuan(award.annual)
        details = AwardDetails(
            method=award.method,
            supplier_id=people.supplier_id(award.supplier),
            amount=Money(annual.fen * award.years),
            annual_amount=annual,
            years=award.years,
            starts_on=award.starts_on,
            notice_on=max(award.notice_on, self._plan.started_on),
        )
        actor = people.actor(self._plan.owner)
        award_id = procurement.record_award(project_id, details, actor)
        self._awards[award.key] = award_id
        target = Target("award", db.session.get_one(Award, award_id).uid)
        kind = DocumentKind.PROCUREMENT_FILE
        papers.attach(self._plan, project_id, target, kind, "磋商记录（签字）", "成交通知书")
