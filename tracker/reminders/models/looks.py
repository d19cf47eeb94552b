"""What the sweep knows of its own work: which projects it need not look at yet, and why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base

OF_THE_UNIT = 0  # in place of a project: what belongs to none


class Look(Base):
    """One project, or all that belongs to none (``OF_THE_UNIT``).

    ``look_on``: the first day on which time alone may change what is decided; none if it never
    will. ``stamp`` counts who wrote it: a look that began before somebody else wrote does not know
    what that was about, and is taken again.
    """

    __tablename__ = "reminder_look"

    project_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    look_on: Mapped[date | None] = mapped_column(Date, index=True)
    stamp: Mapped[int] = mapped_column(default=0)


class SweepMark(Base):
    """How far the sweep has read the audit chain, and on what ground the stored days stand.

    ``ground`` tells the state of everything that no entry tells of: the program and its rules, the
    year, who is away. ``whole_on``: the last look at everything.
    """

    __tablename__ = "reminder_sweep"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    ground: Mapped[str] = mapped_column(String(64))
    looked_on: Mapped[date]
    whole_on: Mapped[date]
