"""Entering the budgets of the demonstration centre: requested in October, approved in January."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.demo import money, people
from tracker.demo.diary import Diary
from tracker.demo.plans import Deal, ProjectPlan
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.projects import service as projects
from tracker.projects.models import BudgetLine
from tracker.projects.rules import BudgetCategory, EntryKind, NewEntry, NewLine


class Finance:
    """Budget entries by the finance office, on their own days."""

    def __init__(self, diary: Diary, today: date) -> None:
        self._diary, self._today = diary, today

    def enter_project(
        self,
        project_id: int,
        plan: ProjectPlan,
        number: int,
        deals: Sequence[Deal],
        calendar: WorkCalendar,
    ) -> None:
        """The years as the plan says; later ones from what the contracts will need."""
        written = {budget.year: budget for budget in plan.budgets}
        needs = money.needed(deals, calendar)
        for year in sorted({*written, *needs}):
            budget, need = written.get(year), needs.get(year, ZERO)
            post = partial(self._post_later, project_id, plan.started_on, year)
            if year <= 2022 and budget is not None:
                post(money.approved(Money.yuan(budget.approved), year))
                post(money.allotted(Money.yuan(budget.allotted), year))
                continue
            asked = money.short_of(need, year, number)
            if year == 2023:
                asked = Money.yuan(budget.requested) if budget else ZERO
            if asked:
                post(money.requested(asked, year))
            if need:
                post(money.approved(max(need, asked), year))
                post(money.allotted(max(need, asked), year))

    def _post_later(self, project_id: int, started_on: date, year: int, entry: NewEntry) -> None:
        day = max(entry.on, started_on)
        moved = NewEntry(entry.kind, entry.amount, day, entry.reason, entry.document_number)
        self._diary.enter(day, partial(_post, project_id, year, moved))

    def enter_basic_expenditure(self) -> None:
        """Staff and office expenditure: approved in January, spent month by month."""
        for year in range(2022, self._today.year + 1):
            for category, amount in money.BASIC.items():
                start = date(year, 1, 12)
                self._diary.enter(start, partial(_start_basic, category, year, amount))
                for month, part in enumerate(amount.split([1] * 12), 1):
                    day = date(year, month, 25)
                    self._diary.enter(day, partial(_spend, category, day, part))


def _post(project_id: int, year: int, entry: NewEntry) -> None:
    actor = people.actor("finance")
    query = select(BudgetLine).filter_by(project_id=project_id, year=year)
    line = db.session.scalars(query).first()
    if line is None:
        projects.add_line(project_id, money.line(year, entry), actor)
    else:
        projects.add_entry(line.id, entry, actor)


def _start_basic(category: BudgetCategory, year: int, amount: Money) -> None:
    entries = (money.approved(amount, year), money.allotted(amount, year))
    line = NewLine(
        year=year,
        fund_source=money.SOURCE,
        quota_number=f"示例〔{year}〕1号",
        category=category,
        entries=entries,
    )
    projects.add_basic_line(line, people.actor("finance"))


def _spend(category: BudgetCategory, day: date, amount: Money) -> None:
    query = select(BudgetLine).filter_by(category=category, year=day.year)
    line = db.session.scalars(query).one()
    entry = NewEntry(EntryKind.SPENT, amount, day, f"{day.month}月支出")
    projects.add_entry(line.id, entry, people.actor("finance"))
