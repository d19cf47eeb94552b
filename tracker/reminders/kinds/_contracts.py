"""What the kinds about a whole contract share: its seats, its page, and how such a kind is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from tracker.accounts.rules import Role
from tracker.contracts.models import Contract
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording

OWNER = Label("你是本项目的负责人", "You are the owner of this project")
FINANCE = Label("你是财务", "You are in finance")
PROCUREMENT = Label("你是采购组成员", "You are in the procurement group")
CONTRACT = Label("查看合同", "See the contract")
TITLE = Label("{project}：{subject}", "{project}: {subject}")

HISTORY = timedelta(days=365)  # what ended longer ago is history: nobody is reminded of it


@dataclass(frozen=True)
class Telling:
    """What is said of one contract: a short name, the reasons, and the next step."""

    subject: Label
    why: tuple[Label, ...]
    step: Step


@dataclass(frozen=True)
class ContractKind:
    """How a kind about contracts looks at them.

    ``condition(horizon, today)`` narrows down; ``day(contract, followed)`` is the due day, or
    why there is none. ``loads`` is what it reads of each, ``others(contracts)`` which of them are
    followed by another.
    """

    name: str
    label: Label
    wording: Wording
    condition: Callable[[date, date], ColumnElement[bool]]
    day: Callable[[Contract, frozenset[int]], date | Absence]
    tell: Callable[[Contract, Standing], Telling]
    roles: Mapping[Role, Label]
    amount: Callable[[Contract], Money] = field(default=lambda _contract: ZERO)
    loads: tuple[ORMOption, ...] = ()
    others: Callable[[Collection[Contract]], frozenset[int]] = field(
        default=lambda _contracts: frozenset()
    )

    def kind(self) -> Kind:
        """The kind itself; a person's note closes it, for no page records its end."""
        of_file = rule(self.name)
        return Kind(
            name=self.name,
            label=self.label,
            cadence=of_file.cadence,
            outstanding=self._outstanding,
            turns=self._turns,
            standings=self._standings,
            audience=of_file.audience,
            single_from=of_file.single_from,
            group=of_file.group,
            wording=self.wording,
            by_note=True,
            there=select(Contract.project_id).where(self.condition(date.max, date.min + HISTORY)),
            days=lambda _projects: (),  # no step of the project, so its first due day is another
        )

    def _outstanding(
        self, horizon: date, today: date, projects: Collection[int] | None = None
    ) -> tuple[Outstanding, ...]:
        named = true() if projects is None else Contract.project_id.in_(projects)
        found = self._read(self.condition(horizon, today) & named)
        due = [
            (row, standing)
            for row, standing in found
            if isinstance(standing, Standing) and standing.due_on <= horizon
        ]
        due.sort(key=lambda one: (one[1].due_on, one[0].id))
        return tuple(self._item(row, standing) for row, standing in due)

    def _turns(self, horizon: date, today: date) -> tuple[Seat, ...]:
        return tuple(item.step.turn for item in self._outstanding(horizon, today))

    def _standings(self, uids: Collection[str]) -> Mapping[str, Standing | Absence]:
        if not uids:
            return {}
        return {row.uid: standing for row, standing in self._read(Contract.uid.in_(uids))}

    def _read(self, condition: ColumnElement[bool]) -> list[tuple[Contract, Standing | Absence]]:
        rows = db.session.scalars(_query(condition).options(*self.loads)).all()
        followed = self.others(rows) if rows else frozenset()
        return [(row, self._standing(row, followed)) for row in rows]

    def _standing(self, row: Contract, followed: frozenset[int]) -> Standing | Absence:
        if row.project.archived_on is not None:
            return Absence.DONE
        day = self.day(row, followed)
        if isinstance(day, Absence):
            return day
        roles = (Seat(because, role=role) for role, because in self.roles.items())
        return Standing(day, (owner(row), *roles), self.amount(row))

    def _item(self, row: Contract, standing: Standing) -> Outstanding:
        told, project = self.tell(row, standing), row.project
        story = Story(
            title=TITLE.filled(project=project.name, subject=told.subject),
            subject=told.subject,
            why=told.why,
            page=Page(CONTRACT, "overview.contract", {"contract_id": row.id}),
            project=project.code,
            project_name=project.name,
        )
        return Outstanding(row.uid, row.id, standing, story, told.step)


def owner(row: Contract) -> Seat:
    """The owner of the contract's project."""
    return Seat(OWNER, user_ids=(row.project.owner_id,))


def _query(condition: ColumnElement[bool]) -> Select[Contract]:
    return (
        select(Contract)
        .where(condition)
        .order_by(Contract.id)
        .options(
            joinedload(Contract.project),
            joinedload(Contract.award),
        )
    )
