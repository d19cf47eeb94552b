"""Something noted beside the signatures. It is added to, never changed: a later one corrects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.acceptance.rules.kinds import AddendumKind
from tracker.infra.db import Base, Evidence

if TYPE_CHECKING:
    from tracker.acceptance.models.round import Acceptance


class Addendum(Evidence, Base):
    """The supplier's confirmation, the purchaser's opinion, or the notice of the result."""

    __tablename__ = "acceptance_addendum"
    __table_args__ = (
        CheckConstraint("(kind = 'notice') = (address <> '')", name="address_of_notice"),
        Index("ix_acceptance_addendum_acceptance_id", "acceptance_id"),
    )

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"))
    kind: Mapped[AddendumKind]
    by: Mapped[str] = mapped_column(String(100))
    on: Mapped[date]
    text: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(300), default="")

    acceptance: Mapped[Acceptance] = relationship(back_populates="addenda")
