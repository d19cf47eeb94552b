"""The index of the register, and the views people keep of it. Neither is evidence.

The index holds figures that follow from others, to filter, sort and add up: its only writer is
``overview.service.index``, in the transaction that changes a fact, and ``tracker verify`` works it
out anew. A view of one's own is a preference.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base, MoneyType
from tracker.kernel.money import Money
from tracker.overview.rules.views import LONGEST_NAME
from tracker.projects.rules import Stage


class ProjectIndex(Base):
    """One row a project; what its columns mean is told by ``rules.index.Entry``."""

    __tablename__ = "project_index"
    __table_args__ = (
        Index("ix_project_index_next_due_on", "next_due_on"),
        Index("ix_project_index_reckoned_year", "reckoned_year"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    department_id: Mapped[int]
    owner_id: Mapped[int]
    next_due_on: Mapped[date]
    fixed_due_on: Mapped[date]
    next_kinds: Mapped[str] = mapped_column(String(200), server_default="")
    paid: Mapped[Money] = mapped_column(MoneyType)
    unpaid: Mapped[Money] = mapped_column(MoneyType)
    undated: Mapped[Money] = mapped_column(MoneyType)
    ceiling: Mapped[Money | None] = mapped_column(MoneyType)
    paid_years: Mapped[int]
    first_paid_year: Mapped[int | None]
    first_open_year: Mapped[int | None]
    last_open_year: Mapped[int | None]
    floats: Mapped[bool]
    short_years: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    reckoned_year: Mapped[int]


class ProjectYear(Base):
    """One row for each year in whose register a project stands (MODEL 2)."""

    __tablename__ = "project_year"
    __table_args__ = (
        Index("ix_project_year_stage", "year", "stage", "next_due_on"),
        Index("ix_project_year_due", "year", "next_due_on"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[Stage]
    next_due_on: Mapped[date]
    paid: Mapped[Money] = mapped_column(MoneyType)
    open: Mapped[Money] = mapped_column(MoneyType)
    budgeted: Mapped[Money] = mapped_column(MoneyType)
    lasting: Mapped[bool]


class SavedView(Base):
    """A filter of the register under a name, of one person; ``query`` is its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(Text)
