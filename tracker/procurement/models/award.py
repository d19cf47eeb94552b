"""Awards: who won what, and in which tender."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.rules import Actor, Role
from tracker.infra.db import Base, Evidence, MoneyType
from tracker.kernel.money import Money
from tracker.procurement.models.columns import MethodType
from tracker.procurement.models.supplier import Supplier
from tracker.procurement.models.tender import Tender
from tracker.procurement.rules import AwardDetails, Method, check_award
from tracker.procurement.rules.awards import ContractsInForce
from tracker.procurement.rules.categories import Category
from tracker.projects.models import Project


class Award(Evidence, Base):
    """Who won what, for how many yearly contracts (合同一年一签)."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("years BETWEEN 1 AND 3", name="one_to_three_years"),
        Index("ix_award_project_id", "project_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    tender_id: Mapped[int | None] = mapped_column(ForeignKey("tender.id"), unique=True)
    method: Mapped[Method] = mapped_column(MethodType)
    category: Mapped[Category | None]
    approval_number: Mapped[str] = mapped_column(String(100), default="")
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyType)
    annual_amount: Mapped[Money] = mapped_column(MoneyType)
    years: Mapped[int]
    starts_on: Mapped[date]
    notice_on: Mapped[date]
    revoked_on: Mapped[date | None]  # a challenge or complaint was upheld: it counts no more
    version: Mapped[int] = mapped_column(default=1)

    project: Mapped[Project] = relationship()
    tender: Mapped[Tender | None] = relationship()
    supplier: Mapped[Supplier] = relationship()

    @classmethod
    def of(
        cls, project: Project, details: AwardDetails, today: date, tender: Tender | None = None
    ) -> Self:
        """The only constructor: years and amounts fit together, and the notice has been issued."""
        award = cls(project_id=project.id, tender=tender, revoked_on=None)
        award.apply(details, today)
        return award

    def apply(self, details: AwardDetails, today: date) -> None:
        """Take over what was recorded or corrected."""
        check_award(details, today)
        self.method = details.method
        self.category = details.category
        self.approval_number = details.approval_number
        self.supplier_id = details.supplier_id
        self.amount = details.amount
        self.annual_amount = details.annual_amount
        self.years = details.years
        self.starts_on = details.starts_on
        self.notice_on = details.notice_on

    def revoke(self, on: date, contracts: Sequence[str]) -> None:
        """It counts no more; raises while ``contracts`` in force rest on it."""
        if contracts:
            raise ContractsInForce(numbers="、".join(contracts))
        self.revoked_on = on

    @property
    def details(self) -> AwardDetails:
        return AwardDetails(
            method=self.method,
            supplier_id=self.supplier_id,
            amount=self.amount,
            annual_amount=self.annual_amount,
            years=self.years,
            starts_on=self.starts_on,
            notice_on=self.notice_on,
            category=self.category,
            approval_number=self.approval_number,
        )


def check_may_award(project: Project, actor: Actor) -> None:
    """The procurement group may for any project, others for those they have to do with."""
    if Role.PROCUREMENT not in actor.roles:
        project.check_may_edit(actor)
    project.check_not_archived()
