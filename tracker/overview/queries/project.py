"""项目详情: everything about one project on one page, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tracker.acceptance.queries.register import RoundCard, cards_of_project
from tracker.acceptance.rules.kinds import RoundState
from tracker.accounts.queries import person
from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.clocks import clocks_of
from tracker.overview.queries.contracts import contracts_of
from tracker.overview.queries.figures import rows_of_project
from tracker.overview.queries.history import Change, changes_of_project
from tracker.overview.queries.plans import Plan, Reading, read_plan
from tracker.overview.queries.progress import Progress, progress_of
from tracker.overview.queries.reckoning import kept
from tracker.overview.queries.upcoming import first_steps, standing_of
from tracker.overview.rules.actions import Rights
from tracker.overview.rules.clocks import Clock
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.stages import Step, steps
from tracker.procurement.queries import ToldTender, may_log, negotiations, tenders_of
from tracker.procurement.queries.negotiation import RecordView
from tracker.procurement.rules import Method
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.queries import Shelf, YearBudget
from tracker.projects.queries.register import find


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """``plans`` are those on which something may still happen, ``past`` the others."""

    code: str
    uid: str
    name: str
    aliases: tuple[str, ...]
    department: str
    owner: str
    methods: tuple[Method, ...]
    archived_on: date | None
    years: tuple[int, ...]
    steps: tuple[Step, ...]
    next: NextStep | None
    next_who: str | Label
    is_mine: bool
    plans: tuple[Plan, ...]
    past: tuple[Plan, ...]
    clocks: tuple[Clock, ...]
    budgets: tuple[YearBudget, ...]
    tenders: tuple[ToldTender, ...]
    negotiations: Mapping[int, tuple[RecordView, ...]]
    rounds: tuple[RoundCard, ...]
    files: Shelf
    changes: tuple[Change, ...]
    can_edit: bool
    can_procure: bool

    @property
    def amount(self) -> Money:
        return _sum(plan.amount for plan in (*self.plans, *self.past))

    @property
    def paid(self) -> Money:
        return _sum(plan.paid for plan in (*self.plans, *self.past))

    @property
    def paid_share(self) -> Decimal | None:
        return self.paid.decimal / self.amount.decimal if self.amount else None


def project_page(code: str, actor: Actor, today: date) -> ProjectPage:
    """The project of that number; ``NotFound`` if there is none."""
    project = find(code)
    progress = progress_of([project])[project.id]
    contracts = contracts_of(project.id)
    edits = projects.may_edit(project.id, actor)
    reading = Reading.by(Rights.of(actor, edits=edits), project.id, today)
    plans = _plans(project, contracts, reading)
    rounds = cards_of_project(project.id)
    step = _next(project, progress, today)
    told = tenders_of(project.id)
    return ProjectPage(
        code=project.code,
        uid=project.uid,
        name=project.name,
        aliases=project.aliases,
        department=project.department.name,
        owner=project.owner.name,
        methods=tuple(dict.fromkeys(award.method for award in progress.awards)),
        archived_on=project.archived_on,
        years=_years(plans),
        steps=steps(replace(progress.stage_facts(today), signing=_told(rounds))),
        next=step,
        next_who=_who(step),
        is_mine=step is not None and step.is_of(actor),
        plans=tuple(plan for plan in plans if plan.is_current),
        past=tuple(plan for plan in plans if not plan.is_current),
        clocks=clocks_of(project.id, contracts, rounds, actor, today),
        budgets=projects.budget_page(code).years,
        tenders=told,
        negotiations=negotiations([one.link.id for one in told]),
        rounds=rounds,
        files=projects.shelf(project, actor),
        changes=changes_of_project(project.uid),
        can_edit=edits,
        can_procure=may_log(project, actor),
    )


def _plans(project: Project, contracts: Sequence[Contract], reading: Reading) -> list[Plan]:
    rows = rows_of_project(project.id, reading.today)
    return [read_plan(one, rows.get(one.id), reading) for one in contracts]


def _years(plans: Iterable[Plan]) -> tuple[int, ...]:
    """Years on the chips: those in which something of the present contracts falls."""
    found = {
        row.band.year
        for plan in plans
        if plan.is_current
        for row in plan.bands
        if row.band.year is not None
    }
    return tuple(sorted(found))


def _next(project: Project, progress: Progress, today: date) -> NextStep | None:
    outstanding = first_steps([one.entry for one in kept([project.id]).values()], today)
    return standing_of(project, progress, outstanding.get(project.code, []))


def _who(step: NextStep | None) -> str | Label:
    """The name of whose turn it is, or of the role."""
    if step is None or step.turn is None:
        return ""
    if step.turn.role is not None:
        return step.turn.role.label
    return "、".join(person(user_id).name for user_id in step.turn.user_ids)


def _told(rounds: Iterable[RoundCard]) -> Label | None:
    """How far the signing of the open round has got: 初验：3/5已签."""
    row = next((card.row for card in rounds if card.row.state is RoundState.OPEN), None)
    if row is None:
        return None
    kind, share = row.kind.label, f"{row.signed}/{row.signers}"
    return Label(f"{kind.zh}：{share}已签", f"{kind.en}: {share} signed")


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
