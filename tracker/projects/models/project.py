"""Projects, the people on them, and their budget lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Department, User
from tracker.accounts.rules import Actor
from tracker.infra.db import Base, Evidence, MoneyType, StrList, StrSet
from tracker.kernel.money import Money
from tracker.projects import rules
from tracker.projects.rules import (
    BudgetCategory,
    Duty,
    EntryKind,
    IsArchived,
    LineFigures,
    NewEntry,
    NewLine,
    ProjectDetails,
    ProjectType,
    Stage,
)

if TYPE_CHECKING:
    from tracker.payments.models import Payment


class Project(Evidence, Base):
    __tablename__ = "project"
    __table_args__ = (Index("ix_project_stage", "stage"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    aliases: Mapped[tuple[str, ...]] = mapped_column(StrList, default=())
    type: Mapped[ProjectType]
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_on: Mapped[date]
    archived_on: Mapped[date | None]
    claims: Mapped[frozenset[str]] = mapped_column(StrSet(120), default=frozenset)
    stage: Mapped[Stage] = mapped_column(default=Stage.INITIATION)
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department] = relationship()
    owner: Mapped[User] = relationship()
    members: Mapped[list[ProjectMember]] = relationship(
        back_populates="project", order_by="ProjectMember.id"
    )
    lines: Mapped[list[BudgetLine]] = relationship(
        back_populates="project", order_by="BudgetLine.year, BudgetLine.id"
    )

    @classmethod
    def of(cls, details: ProjectDetails) -> Self:
        """The only constructor."""
        project = cls()
        project.apply(details)
        return project

    def apply(self, details: ProjectDetails) -> None:
        """Take over what the form, the demo or the import says."""
        rules.check_details(details)
        self.code = details.code
        self.name = details.name
        self.aliases = details.aliases
        self.type = details.type
        self.department_id = details.department_id
        self.owner_id = details.owner_id
        self.started_on = details.started_on

    @property
    def details(self) -> ProjectDetails:
        return ProjectDetails(
            code=self.code,
            name=self.name,
            type=self.type,
            department_id=self.department_id,
            owner_id=self.owner_id,
            started_on=self.started_on,
            aliases=self.aliases,
        )

    def claim_stage(self, **held: bool) -> None:
        """Write one feature's claims (``payment=True, contract=False``); the only writer of stage.

        MODEL 3.1: each feature writes its own claims, in the transaction that changed the fact.
        """
        names = {Stage(name) for name in held}
        claims = frozenset(self.claims or ()) - names
        claims |= {str(Stage(name)) for name, holds in held.items() if holds}
        if claims != (self.claims or frozenset()):
            self.claims = claims
        if (stage := rules.stage(claims)) != self.stage:
            self.stage = stage

    def archive(self, on: date) -> None:
        rules.check_can_archive(self.claims)
        self.archived_on = on
        self.claim_stage(archived=True)

    def unarchive(self) -> None:
        self.archived_on = None
        self.claim_stage(archived=False)

    def member_ids(self) -> frozenset[int]:
        """The people who have a duty on it now."""
        return frozenset(m.user_id for m in self.members if m.until_on is None)

    def duties_of(self, user_id: int) -> frozenset[Duty]:
        """What that person does on it now."""
        return frozenset(m.duty for m in self.members if m.user_id == user_id and not m.until_on)

    def assign(self, person: User, duty: Duty, overlap_reason: str, on: date) -> ProjectMember:
        """Give a person a duty; one given up on that very day simply goes on."""
        key = (person.id, duty, on)
        again = (m for m in self.members if (m.user_id, m.duty, m.since_on) == key)
        member = next(again, None)
        if member is None:
            member = ProjectMember(user=person, duty=duty, since_on=on)
            self.members.append(member)
        member.until_on = None
        member.overlap_reason = overlap_reason
        return member

    def check_may_edit(self, actor: Actor) -> None:
        """Raise ``NotYourProject`` unless the actor has to do with this very project."""
        head_id = self.department.head_id
        rules.check_may_edit(actor, self.owner.actor, head_id, self.member_ids())

    def check_not_archived(self) -> None:
        if self.archived_on is not None:
            raise IsArchived(number=self.code)


class ProjectMember(Evidence, Base):
    """A person's duty on a project, with its dates; incompatible duties need their reason."""

    __tablename__ = "project_member"
    __table_args__ = (UniqueConstraint("project_id", "user_id", "duty", "since_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    duty: Mapped[Duty]
    overlap_reason: Mapped[str] = mapped_column(Text, default="")
    since_on: Mapped[date]
    until_on: Mapped[date | None]

    project: Mapped[Project] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class BudgetLine(Evidence, Base):
    """Money of one year from one source: of a project, or of basic expenditure (基本支出)."""

    __tablename__ = "budget_line"
    __table_args__ = (
        CheckConstraint("(project_id IS NULL) <> (category = '')", name="project_or_category"),
        UniqueConstraint(
            "project_id",
            "category",
            "year",
            "fund_source",
            "quota_number",
            "functional_code",
            "economic_code",
            name="uq_budget_line_identity",
        ),
        # The constraint above says nothing about rows without a project: NULLs are all different.
        Index(
            "uq_budget_line_basic",
            "category",
            "year",
            "fund_source",
            "quota_number",
            "functional_code",
            "economic_code",
            unique=True,
            sqlite_where=text("project_id IS NULL"),
            postgresql_where=text("project_id IS NULL"),
        ),
        Index("ix_budget_line_project_year", "project_id", "year"),
        Index("ix_budget_line_year", "year"),
    )

    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    category: Mapped[str] = mapped_column(String(20), default="")
    year: Mapped[int]
    fund_source: Mapped[str] = mapped_column(String(60))
    quota_number: Mapped[str] = mapped_column(String(60), default="")
    functional_code: Mapped[str] = mapped_column(String(20), default="")
    economic_code: Mapped[str] = mapped_column(String(20), default="")

    project: Mapped[Project | None] = relationship(back_populates="lines")
    entries: Mapped[list[BudgetEntry]] = relationship(
        back_populates="line", order_by="BudgetEntry.on, BudgetEntry.id"
    )
    payments: Mapped[list[Payment]] = relationship("Payment", back_populates="budget_line")

    @classmethod
    def of(cls, line: NewLine, today: date, at: str = "") -> Self:
        """The only constructor: the line with its first entries; ``at`` is its place in a form."""
        rules.check_line(line, today, at)
        row = cls(
            category=line.category or "",
            year=line.year,
            fund_source=line.fund_source,
            quota_number=line.quota_number,
            functional_code=line.functional_code,
            economic_code=line.economic_code,
        )
        for entry in line.entries:
            row.post(entry)
        return row

    @property
    def identity(self) -> tuple[object, ...]:
        """What no other line of its project, or category, has; as ``NewLine.identity``."""
        codes = (self.functional_code, self.economic_code)
        return (self.basic_category, self.year, self.fund_source, self.quota_number, *codes)

    @property
    def basic_category(self) -> BudgetCategory | None:
        return BudgetCategory(self.category) if self.category else None

    @property
    def figures(self) -> LineFigures:
        return rules.line_figures([(entry.kind, entry.amount) for entry in self._in_order()])

    @property
    def spent(self) -> Money:
        """Payments of a project's line, dated entries of a basic one.

        A reversal after the year was closed counts in a later year, not here (MODEL 6.2).
        """
        paid = (payment.amount for payment in self.payments if not payment.prior_year)
        return sum(paid, start=self.figures.spent_entries)

    def post(self, entry: NewEntry, carry_uid: str = "") -> BudgetEntry:
        """Append an entry; refused where it would leave less than nothing on the line."""
        row = BudgetEntry(
            kind=entry.kind,
            amount=entry.amount,
            on=entry.on,
            reason=entry.reason,
            document_number=entry.document_number,
            carry_uid=carry_uid,
        )
        before = self.figures
        self.entries.append(row)
        rules.check_fits(entry, self.year, before, self.figures)
        return row

    def _in_order(self) -> list[BudgetEntry]:
        """By day, then as entered; a new one stands last of its day."""
        return sorted(self.entries, key=lambda entry: entry.on)


class BudgetEntry(Evidence, Base):
    """Append-only: a wrong entry is corrected by a further one with its reason."""

    __tablename__ = "budget_entry"
    __table_args__ = (
        CheckConstraint("amount > 0 OR kind = 'adjusted'", name="amount_positive"),
        Index("ix_budget_entry_line_id", "line_id"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    kind: Mapped[EntryKind]
    amount: Mapped[Money] = mapped_column(MoneyType)
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(String(100), default="")
    carry_uid: Mapped[str] = mapped_column(String(36), default="")

    line: Mapped[BudgetLine] = relationship(back_populates="entries")
