"""Reads of tenders: the page of one, those of a project, and what their forms start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Actor, Role, allows
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.procurement.hooks import ContractDays, contract_days
from tracker.procurement.models import Award, StepRecord, Tender, check_may_award
from tracker.procurement.queries import loading
from tracker.procurement.queries.awards import AwardView, award_view
from tracker.procurement.queries.process import Process, processes
from tracker.procurement.queries.winners import FormerView, former_winners, sign_by
from tracker.procurement.rules.awards import Savings
from tracker.procurement.rules.log import Ground, Logged, found, unanswered
from tracker.procurement.rules.methods import Method, step_label
from tracker.procurement.rules.specs import StepSpec
from tracker.procurement.rules.tenders import TenderDetails, TenderStatus
from tracker.procurement.rules.thresholds import Thresholds
from tracker.projects.models import Project
from tracker.projects.queries import ProjectRef, find, may_edit, ref


@dataclass(frozen=True, slots=True)
class TenderLink:
    id: int
    no: int
    title: str
    status: TenderStatus


@dataclass(frozen=True, slots=True)
class ToldTender:
    """A tender as the page of its project shows it."""

    link: TenderLink
    method: Method
    process: Process


@dataclass(frozen=True, slots=True)
class TenderPage:
    """Everything about one tender; ``branches`` are those that may be recorded now.

    Of them ``without_contract`` are for an award that comes to no contract, which is due by
    ``sign_by``; ``formers`` won before the winner.
    """

    project: ProjectRef
    id: int
    uid: str
    no: int
    details: TenderDetails
    status: TenderStatus
    version: int
    planned_on: date
    handler: str
    process: Process
    award: AwardView | None
    savings: Savings | None
    thresholds: Thresholds
    asks_approval: bool
    branches: tuple[StepSpec, ...]
    without_contract: tuple[StepSpec, ...]
    formers: tuple[FormerView, ...]
    sign_by: date | None
    waiting: tuple[tuple[int, Label], ...]
    previous: TenderLink | None
    following: TenderLink | None
    can_log: bool
    can_sign: bool


@dataclass(frozen=True, slots=True)
class StepPage:
    """What the form of a step starts from: ``wrong`` is the record that it corrects.

    ``rows`` is how many rows its lists need at least.
    """

    project: ProjectRef
    tender_id: int
    title: str
    no: int
    ground: Ground
    step: StepSpec
    wrong: Logged | None
    waiting: tuple[tuple[int, Label], ...]

    @property
    def rows(self) -> int:
        lists = (
            (one for one in self.wrong.facts.values() if isinstance(one, list))
            if self.wrong
            else ()
        )
        return max((len(one) + 1 for one in lists), default=0)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the form of a tender starts from; ``previous`` is the failed one it follows."""

    project: ProjectRef
    previous: TenderLink | None
    details: TenderDetails | None

    @property
    def values(self) -> dict[str, object]:
        """What the fields of the form begin with; the approvals are new ones."""
        values = _values(self.details) if self.details else {}
        return {**values, "change_reference": "", "explanation": ""}


@dataclass(frozen=True, slots=True)
class EditPage:
    """What the form that changes a tender starts from."""

    project: ProjectRef
    id: int
    details: TenderDetails
    version: int
    is_begun: bool

    @property
    def values(self) -> dict[str, object]:
        return _values(self.details)


def _values(details: TenderDetails) -> dict[str, object]:
    return {field.name: getattr(details, field.name) for field in fields(details)}


def tender_page(tender_id: int, actor: Actor) -> TenderPage:
    """The tender of that id, or ``NotFound``."""
    tender = loading.find(tender_id)
    award = _awards([tender.id]).get(tender.id)
    contracts = _contracts([award] if award else [])
    ground = replace(tender.ground, is_signed=bool(contracts.get(tender.id)))
    can_log = may_log(tender.project, actor)
    branches = tuple(_branches(ground)) if can_log else ()
    waits = award is not None and award.revoked_on is None and not ground.is_signed
    return TenderPage(
        project=ref(tender.project),
        id=tender.id,
        uid=tender.uid,
        no=tender.no,
        details=tender.details,
        status=tender.status,
        version=tender.version,
        planned_on=tender.planned_on,
        handler=tender.handler.name if tender.handler else "",
        process=processes([tender], contracts)[tender.id],
        award=award_view(award) if award else None,
        savings=Savings(tender.budget, award.amount) if award and not award.revoked_on else None,
        thresholds=tender.thresholds,
        asks_approval=ground.asks_approval,
        branches=tuple(one for one in branches if not one.needs),
        without_contract=tuple(one for one in branches if one.needs),
        formers=former_winners(ground),
        sign_by=sign_by(award) if award and waits else None,
        waiting=waiting(ground),
        previous=_link(tender.previous) if tender.previous else None,
        following=_following(tender),
        can_log=can_log,
        can_sign=may_edit(tender.project_id, actor),
    )


def may_log(project: Project, actor: Actor) -> bool:
    """Whether the person may log steps for the project."""
    if project.archived_on is not None or not allows("procurement.log_step", actor.roles):
        return False
    return Role.PROCUREMENT in actor.roles or may_edit(project.id, actor)


def waiting(ground: Ground) -> tuple[tuple[int, Label], ...]:
    """Challenges and complaints that nothing answers yet: (id of the record, its name)."""
    return tuple(
        (one.id, Label(f"{one.happened_on} {name.zh}", f"{one.happened_on} {name.en}"))
        for one in unanswered(ground.spec, ground.log)
        if (name := step_label(one.step))
    )


def step_page(tender_id: int, key: str, actor: Actor) -> StepPage:
    """The form of a step not yet on record; refused as the use case would refuse the person."""
    tender = loading.find(tender_id)
    check_may_award(tender.project, actor)
    return _step_page(tender, key, None)


def correction_page(record_id: int, actor: Actor) -> StepPage:
    """The form that corrects a record."""
    record = db.session.get(StepRecord, record_id)
    if record is None:
        raise NotFound
    tender = loading.find(record.tender_id)
    check_may_award(tender.project, actor)
    return _step_page(tender, record.step, record.logged())


def plan_page(code: str, previous_id: int | None, actor: Actor) -> PlanPage:
    """The form of a new tender, which may follow an unsuccessful one."""
    project = find(code)
    check_may_award(project, actor)
    previous = db.session.get(Tender, previous_id) if previous_id else None
    if previous is None or previous.project_id != project.id:
        return PlanPage(ref(project), None, None)
    return PlanPage(ref(project), _link(previous), previous.details)


def edit_page(tender_id: int, actor: Actor) -> EditPage:
    """The form that changes a tender; refused once it is over."""
    tender = loading.find(tender_id)
    check_may_award(tender.project, actor)
    tender.check_open()
    begun = bool(tender.records)
    return EditPage(ref(tender.project), tender.id, tender.details, tender.version, begun)


def tenders_of(project_id: int) -> tuple[ToldTender, ...]:
    """The tenders of a project with their process, the newest first."""
    query = loading.loaded(select(Tender).filter_by(project_id=project_id))
    tenders = db.session.scalars(query.order_by(Tender.no.desc())).all()
    contracts = _contracts(list(_awards([one.id for one in tenders]).values()))
    told = processes(tenders, contracts)
    return tuple(ToldTender(_link(one), one.method, told[one.id]) for one in tenders)


def _step_page(tender: Tender, key: str, wrong: Logged | None) -> StepPage:
    ground = tender.ground
    step = ground.spec.step(key)
    if step is None or not ground.applies(step):
        raise NotFound
    return StepPage(
        project=ref(tender.project),
        tender_id=tender.id,
        title=tender.title,
        no=tender.no,
        ground=ground,
        step=step,
        wrong=wrong,
        waiting=tuple(
            (key_, label)
            for key_, label in waiting(ground)
            if any(one.id == key_ and one.step == step.answers for one in ground.log)
        ),
    )


def _branches(ground: Ground) -> Iterator[StepSpec]:
    """A reply where something waits for it, a setback where the state allows it; what needs the
    award, between the award and its contract."""
    open_keys = {one.step for one in unanswered(ground.spec, ground.log)}
    for step in ground.spec.branches:
        if step.answers:
            if step.answers in open_keys:
                yield step
        elif step.needs:
            if not ground.is_signed and all(found(ground.log, key) for key in step.needs):
                yield step
        elif not step.moves_to or ground.status.may_move(step.moves_to):
            yield step


def _awards(tender_ids: Sequence[int]) -> Mapping[int, Award]:
    query = select(Award).where(Award.tender_id.in_(tender_ids))
    rows = db.session.scalars(query.options(joinedload(Award.supplier)))
    return {row.tender_id: row for row in rows if row.tender_id is not None}


def _contracts(awards: Sequence[Award]) -> Mapping[int, Sequence[ContractDays]]:
    """By tender."""
    days = contract_days([award.id for award in awards])
    return {award.tender_id: days[award.id] for award in awards if award.tender_id}


def _link(tender: Tender) -> TenderLink:
    return TenderLink(tender.id, tender.no, tender.title, tender.status)


def _following(tender: Tender) -> TenderLink | None:
    row = db.session.scalars(select(Tender).filter_by(previous_id=tender.id)).first()
    return _link(row) if row else None
