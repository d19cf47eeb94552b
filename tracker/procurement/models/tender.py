"""Tenders and the log of their steps: append-only, a correction is a further record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor
from tracker.infra.canonical import canonical
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import Base, Evidence, MoneyType, UTCDateTime
from tracker.kernel.money import Money
from tracker.procurement.models.columns import MethodType
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.log import Entry, Ground, Logged
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.tail import is_settled
from tracker.procurement.rules.tenders import (
    DECIDABLE,
    TENDER_STATES,
    TenderDetails,
    TenderIsOver,
    TenderStatus,
    asks_approval,
    check_tender,
)
from tracker.procurement.rules.thresholds import Thresholds, thresholds
from tracker.projects.models import Project


class Tender(Evidence, Base):
    """One procurement activity (采购活动); after a failed one the next, ``previous``, follows."""

    __tablename__ = "tender"
    __table_args__ = (
        CheckConstraint("budget > 0", name="budget_positive"),
        CheckConstraint("years BETWEEN 1 AND 3", name="one_to_three_years"),
        UniqueConstraint("project_id", "no"),
        Index("ix_tender_status", "status"),
        Index(
            "ix_tender_unsettled",
            "project_id",
            sqlite_where=text("NOT settled"),
            postgresql_where=text("NOT settled"),
        ),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    no: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    method: Mapped[Method] = mapped_column(MethodType)
    category: Mapped[Category]
    organisation: Mapped[Organisation]
    budget: Mapped[Money] = mapped_column(MoneyType)
    years: Mapped[int] = mapped_column(default=1)
    catalogue_code: Mapped[str] = mapped_column(String(20), default="")
    catalogue_name: Mapped[str] = mapped_column(String(100), default="")
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), unique=True)
    change_reference: Mapped[str] = mapped_column(String(100), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    planned_on: Mapped[date]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[TenderStatus] = mapped_column(default=TenderStatus.PLANNED)
    settled: Mapped[bool] = mapped_column(default=False, info={"audit": False})
    version: Mapped[int] = mapped_column(default=1)

    project: Mapped[Project] = relationship()
    handler: Mapped[User | None] = relationship()
    previous: Mapped[Tender | None] = relationship(remote_side="Tender.id")
    records: Mapped[list[StepRecord]] = relationship(
        back_populates="tender", order_by="StepRecord.happened_on, StepRecord.id"
    )

    @classmethod
    def of(
        cls, project: Project, details: TenderDetails, no: int, actor: Actor, today: date
    ) -> Self:
        """The only constructor; ``no`` counts the tenders of the project."""
        tender = cls(
            project_id=project.id,
            no=no,
            planned_on=today,
            handler_id=None if actor is SYSTEM else actor.id,
            status=TenderStatus.PLANNED,
        )
        tender.apply(details)
        return tender

    def apply(self, details: TenderDetails) -> None:
        """Take over what the form says."""
        check_tender(details)
        self.title = details.title.strip()
        self.method = details.method
        self.category = details.category
        self.organisation = details.organisation
        self.budget = details.budget
        self.years = details.years
        self.catalogue_code = details.catalogue_code
        self.catalogue_name = details.catalogue_name
        self.previous_id = details.previous_id
        self.change_reference = details.change_reference
        self.explanation = details.explanation

    @property
    def details(self) -> TenderDetails:
        return TenderDetails(
            title=self.title,
            method=self.method,
            category=self.category,
            organisation=self.organisation,
            budget=self.budget,
            years=self.years,
            catalogue_code=self.catalogue_code,
            catalogue_name=self.catalogue_name,
            previous_id=self.previous_id,
            change_reference=self.change_reference,
            explanation=self.explanation,
        )

    @property
    def log(self) -> tuple[Logged, ...]:
        """Everything on record, superseded records as well, by the day it happened."""
        gone = {record.supersedes_id for record in self.records}
        return tuple(record.logged(is_current=record.id not in gone) for record in self.records)

    @property
    def thresholds(self) -> Thresholds:
        """Those of the day on which the tender was planned."""
        return thresholds(self.category, self.planned_on)

    @property
    def ground(self) -> Ground:
        """What entries of its log are judged by."""
        spec, found = self.method.spec, self.thresholds
        annual = self.details.annual_budget
        reaches_open = found.reaches_open(annual)
        return Ground(
            spec=spec,
            status=self.status,
            log=self.log,
            budget=self.budget,
            panel=spec.minimum.panel_for(self.budget, reaches_open=reaches_open),
            asks_approval=asks_approval(spec, annual, found),
        )

    def check_open(self) -> None:
        """Raise ``TenderIsOver`` once it has ended, however."""
        if not self.status.is_open:
            raise TenderIsOver(status=self.status.label)

    def settle(self) -> None:
        """Whether anything is still asked for; stored because worklists look for what is."""
        self.settled = is_settled(self.ground)

    def move(self, to: TenderStatus) -> None:
        """Raise ``IllegalTransition`` unless MODEL 3.2 has the move."""
        TENDER_STATES.check(self.status, to)
        self.status = to

    def overturn(self) -> None:
        """A decision makes it unsuccessful, even after the award (财政部令第94号 第十六条)."""
        if self.status not in DECIDABLE:
            raise TenderIsOver(status=self.status.label)
        self.status = TenderStatus.UNSUCCESSFUL


class StepRecord(Evidence, Base):
    """A step that happened, or was skipped with its reason; never changed.

    ``step`` is a key of the tender's method, of a step or of a branch. ``facts`` is canonical
    JSON. ``supersedes`` is the record this one corrects, ``answers`` the challenge it decides.
    """

    __tablename__ = "step_record"
    __table_args__ = (
        CheckConstraint("NOT skipped OR explanation <> ''", name="skipping_has_reason"),
        Index("ix_step_record_tender_id", "tender_id"),
    )

    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    step: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Text, default="{}")
    explanation: Mapped[str] = mapped_column(Text, default="")
    skipped: Mapped[bool] = mapped_column(default=False)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("step_record.id"), unique=True)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("step_record.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    tender: Mapped[Tender] = relationship(back_populates="records")
    recorded_by: Mapped[User | None] = relationship()

    @classmethod
    def of(cls, tender: Tender, entry: Entry, actor: Actor, at: datetime) -> Self:
        """The only constructor; the service has checked the entry against the log."""
        record = cls(
            step=entry.step,
            happened_on=entry.happened_on,
            facts=canonical(entry.facts),
            explanation=entry.explanation.strip(),
            skipped=entry.skipped,
            supersedes_id=entry.supersedes,
            answers_id=entry.answers,
            recorded_at=at,
            recorded_by_id=None if actor is SYSTEM else actor.id,
        )
        tender.records.append(record)
        return record

    @property
    def values(self) -> Mapping[str, Any]:
        """The facts as JSON holds them: 分, ISO days, lists of mappings."""
        found: dict[str, Any] = json.loads(self.facts)
        return found

    def logged(self, *, is_current: bool = True) -> Logged:
        return Logged(
            id=self.id,
            step=self.step,
            happened_on=self.happened_on,
            facts=self.values,
            explanation=self.explanation,
            skipped=self.skipped,
            supersedes=self.supersedes_id,
            answers=self.answers_id,
            recorded_on=self.recorded_at.astimezone(SHANGHAI).date(),
            recorded_at=self.recorded_at,
            is_current=is_current,
        )
