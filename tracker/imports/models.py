"""Files that were imported, what came with them, and those that wait to be confirmed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.imports.rules.outcome import Result, from_text
from tracker.infra.db import Base, Evidence, UTCDateTime, new_uid


class ImportedFile(Evidence, Base):
    """One import: the file by its SHA-256, and how many records it made or changed."""

    __tablename__ = "imported_file"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        Index("ix_imported_file_imported_on", "imported_on"),
    )

    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    imported_on: Mapped[date]
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    imported_by: Mapped[str] = mapped_column(String(100))
    projects_new: Mapped[int]
    projects_changed: Mapped[int]
    contracts_new: Mapped[int]
    contracts_changed: Mapped[int]
    payments_new: Mapped[int]


class ImportedRow(Base):
    """A record that came with a file, or was changed by it.

    No evidence: the entry of the import in the log names the same rows.
    """

    __tablename__ = "imported_row"
    __table_args__ = (Index("ix_imported_row_uid", "uid"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), primary_key=True)


class ImportDraft(Base):
    """A file that was looked through and waits for its person to confirm it; one a person."""

    __tablename__ = "import_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[str] = mapped_column(Text)
    looked_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()

    @property
    def found(self) -> Result:
        """What it came to when it was looked through."""
        return from_text(self.result)
