"""机器人: how a chat group is posted to. What leaves the house, and where to, is evidence."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base, Evidence, StrSet
from tracker.reminders.rules.robots import ADDRESS_LENGTH, NAME_LENGTH, RobotDraft, Wants


class Robot(Evidence, Base):
    """The robot of one group; ``address`` hides the key, ``secret_ref`` tells the vault's file."""

    __tablename__ = "robot"
    __table_args__ = (CheckConstraint("digest_hour BETWEEN 9 AND 16", name="hour_in_window"),)

    channel: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    secret_ref: Mapped[str] = mapped_column(String(32))
    is_signed: Mapped[bool] = mapped_column(Boolean)
    digest_hour: Mapped[int]
    urgent_only: Mapped[bool] = mapped_column(Boolean)
    with_amounts: Mapped[bool] = mapped_column(Boolean)
    kinds: Mapped[frozenset[str]] = mapped_column(StrSet(800), default=frozenset)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)

    @property
    def wants(self) -> Wants:
        return Wants(self.digest_hour, self.urgent_only, self.kinds)

    def take(self, draft: RobotDraft) -> None:
        """What the administrator said, besides the address."""
        self.name, self.digest_hour, self.kinds = draft.name, draft.digest_hour, draft.kinds
        self.urgent_only, self.with_amounts = draft.urgent_only, draft.with_amounts
