"""The unit, its fiscal years, imported working-day notices, and whether payments are approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Boolean, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base, Evidence, StrList
from tracker.settings.budget import BudgetStep
from tracker.settings.rules.approval import ApprovalChange


class Unit(Evidence, Base):
    """The one unit that uses this installation; names change (2025: 数据局), so it is data."""

    __tablename__ = "unit"

    name: Mapped[str] = mapped_column(String(100))
    former_names: Mapped[tuple[str, ...]] = mapped_column(StrList, default=())
    help_contact: Mapped[str] = mapped_column(String(200), default="")
    rounds_from: Mapped[date | None]  # 验收签署启用日: from then on acceptances are signed here
    version: Mapped[int] = mapped_column(default=1, server_default="1", info={"audit": False})

    def rename(self, name: str, former_names: tuple[str, ...]) -> None:
        """Take a name; the one it replaces joins the former ones, so that papers still match."""
        if self.name != name:
            former_names = (*former_names, self.name)
        self.former_names = tuple(dict.fromkeys(old for old in former_names if old != name))
        self.name = name


class FiscalYear(Evidence, Base):
    """A budget year (预算法 第十八条) with the dates its finance bureau sets."""

    __tablename__ = "fiscal_year"

    year: Mapped[int] = mapped_column(unique=True)
    plan_deadline_on: Mapped[date]
    payment_deadline_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(Boolean, default=True)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1", info={"audit": False})

    @classmethod
    def usual(cls, year: int) -> FiscalYear:
        """A year with the usual dates, marked 暂定 until the bureau's notice arrives."""
        return cls(
            year=year,
            plan_deadline_on=date(year, 12, 15),
            payment_deadline_on=date(year, 12, 25),
            provisional=True,
        )


class BudgetCalendar(Evidence, Base):
    """The days of one year's budget (财政年度日历) as the bureau announced them.

    A day that is not known yet is empty: then the usual one holds, marked 暂定.
    """

    __tablename__ = "budget_calendar"

    year: Mapped[int] = mapped_column(unique=True)
    first_up_on: Mapped[date | None]
    first_down_on: Mapped[date | None]
    second_up_on: Mapped[date | None]
    second_down_on: Mapped[date | None]
    rearm_on: Mapped[date | None]
    disclosure_on: Mapped[date | None]

    def set(self, days: Mapping[BudgetStep, date | None]) -> None:
        """Take the announced days; ``None`` where there is none."""
        for step in BudgetStep:
            setattr(self, step.column, days.get(step))

    def day(self, step: BudgetStep) -> date | None:
        announced: date | None = getattr(self, step.column)
        return announced


class WorkdayNotice(Evidence, Base):
    """A State Council holiday notice (国务院放假安排) imported for one year.

    ``names`` are lines "2027-01-01 元旦": which holiday a day off is for.
    """

    __tablename__ = "workday_notice"

    year: Mapped[int] = mapped_column(unique=True)
    days_off: Mapped[tuple[str, ...]] = mapped_column(StrList, default=())
    days_on: Mapped[tuple[str, ...]] = mapped_column(StrList, default=())
    names: Mapped[tuple[str, ...]] = mapped_column(StrList, default=(), server_default="")
    source: Mapped[str] = mapped_column(String(300))
    imported_on: Mapped[date]


class PaymentApproval(Evidence, Base):
    """From ``since_on`` on, payments need an approved application, or no longer do.

    Rows are never changed: the latest recorded of those that have begun holds.
    """

    __tablename__ = "payment_approval"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    is_on: Mapped[bool] = mapped_column(Boolean)
    since_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)

    @property
    def change(self) -> ApprovalChange:
        return ApprovalChange(self.is_on, self.since_on, self.reason)
