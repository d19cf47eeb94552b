"""What kinds about rounds that ended share: the round that takes the place of one, and words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.kinds import RoundState
from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import (
    Absence,
    DueDay,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)

READ = Label("查看验收书", "See the certificate")


@dataclass(frozen=True, slots=True)
class Pair:
    """A round that ended, and the one that takes its place so far, if there is any."""

    ended: Acceptance
    later: Acceptance | None

    @property
    def absence(self) -> Absence | None:
        """Why nobody has to open the later one, unless somebody has."""
        if self.later is not None and self.later.state not in _UNOPENED:
            return Absence.DONE
        given_up = self.later is not None and self.later.state is RoundState.VOIDED
        if given_up or self.ended.contract.status is not ContractStatus.ACTIVE:
            return Absence.WITHDRAWN
        return None

    @property
    def params(self) -> Mapping[str, int | str]:
        return {"acceptance_id": self.ended.id}


_UNOPENED = (RoundState.DRAFT, RoundState.VOIDED)


def pairs(ended: Sequence[Acceptance], link: InstrumentedAttribute[int | None]) -> Iterable[Pair]:
    """Each with the newest round whose ``link`` is to it, a voided one if there is no other."""
    query = select(Acceptance).where(link.in_([one.id for one in ended]))
    rows = list(db.session.scalars(query.order_by(Acceptance.id)))
    rows.sort(key=lambda row: row.state is not RoundState.VOIDED)
    later = {getattr(row, link.key): row for row in rows}
    return [Pair(one, later.get(one.id)) for one in ended]


def rounds(state: RoundState, projects: Collection[int] | None) -> list[Acceptance]:
    """The rounds of running contracts that ended like this: of all projects, or of these."""
    running = Contract.status == ContractStatus.ACTIVE
    query = select(Acceptance).join(Acceptance.contract).where(running, Acceptance.state == state)
    if projects is not None:
        query = query.where(Acceptance.project_id.in_(projects))
    return list(db.session.scalars(query.order_by(Acceptance.id).options(*_WITH)))


def known(uids: Collection[str]) -> list[Acceptance]:
    """The rounds of these uids."""
    if not uids:
        return []
    return list(
        db.session.scalars(select(Acceptance).where(Acceptance.uid.in_(uids)).options(*_WITH))
    )


def due_days(found: Iterable[tuple[Pair, Standing]]) -> list[DueDay]:
    """The due day of each, for the register."""
    return [DueDay(pair.ended.project_id, standing.due_on) for pair, standing in found]


def outstanding(
    pair: Pair, standing: Standing, words: tuple[Label, Label], why: Iterable[Label], step: Step
) -> Outstanding:
    """The round that ended, as the subject of a reminder; ``words`` after the name of its kind."""
    project, kind = pair.ended.project, pair.ended.kind.label
    title, subject = words
    story = Story(
        title=Label(f"{project.name}{kind.zh}{title.zh}", f"{project.name}: {kind.en} {title.en}"),
        subject=Label(f"{kind.zh}{subject.zh}", f"{kind.en} {subject.en}"),
        why=tuple(why),
        page=Page(READ, "acceptance.show", pair.params),
        project=project.code,
        project_name=project.name,
    )
    return Outstanding(pair.ended.uid, pair.ended.id, standing, story, step)


def within(standing: Standing, horizon: date) -> bool:
    return standing.due_on <= horizon


_WITH = (
    joinedload(Acceptance.project),
    joinedload(Acceptance.contract),
    joinedload(Acceptance.rectification),
    selectinload(Acceptance.members),
    selectinload(Acceptance.signatures),
)
