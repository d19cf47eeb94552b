"""项目详情: everything about one project on one page, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tracker.acceptance.queries.register import RoundCard, cards_of_project
from tracker.acceptance.rules.kinds import RoundState
from tracker.accounts.queries import person
from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import ContractKind
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.overview.queries.contracts import contracts_of
from tracker.overview.queries.figures import rows_of_project
from tracker.overview.queries.history import Change, changes_of_project
from tracker.overview.queries.plans import Plan, Reading, read_plan
from tracker.overview.queries.progress import Progress, progress_of
from tracker.overview.queries.upcoming import standing_of, steps_by_project
from tracker.overview.rules.actions import Rights
from tracker.overview.rules.clocks import Clock, Owed, Running, clocks, signing_clock
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.stages import Step, steps
from tracker.procurement.rules import Method
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.queries import Shelf, YearBudget
from tracker.projects.queries.register import find
from tracker.settings.queries import work_calendar


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
    rounds: tuple[RoundCard, ...]
    files: Shelf
    changes: tuple[Change, ...]
    can_edit: bool

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
    calendar = work_calendar()
    rounds = cards_of_project(project.id)
    running = [clock for one in contracts for clock in _clocks(one, calendar, today)]
    running += _signing(rounds)
    step = _next(project, progress, calendar, today)
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
        clocks=tuple(sorted(running, key=lambda clock: clock.ends_on)),
        budgets=projects.budget_page(code).years,
        rounds=rounds,
        files=projects.shelf(project, actor),
        changes=changes_of_project(project.uid),
        can_edit=edits,
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


def _next(
    project: Project, progress: Progress, calendar: WorkCalendar, today: date
) -> NextStep | None:
    outstanding = steps_by_project(today, [project.id]).get(project.code, [])
    return standing_of(project, progress, outstanding, calendar)


def _who(step: NextStep | None) -> str | Label:
    """The name of whose turn it is, or of the role."""
    if step is None or step.turn is None:
        return ""
    if step.turn.role is not None:
        return step.turn.role.label
    return "、".join(person(user_id).name for user_id in step.turn.user_ids)


def _clocks(contract: Contract, calendar: WorkCalendar, today: date) -> Iterable[Clock]:
    if contract.ended_on is not None:
        return ()
    is_order = contract.kind is ContractKind.SPENDING_ORDER
    owed = (
        Owed(one.no, one.triggered_on, one.due_on, one.terms.condition)
        for one in contract.live_instalments
        if one.open and one.triggered_on and one.triggered_on <= today and one.due_on
    )
    running = Running(
        contract_id=contract.id,
        signed_on=contract.signed_on,
        is_sme=contract.is_sme,
        is_published=is_order or contract.published_on is not None,
        is_filed=is_order or contract.filed_on is not None,
        owed=tuple(owed),
    )
    return clocks(running, calendar)


def _signing(rounds: Iterable[RoundCard]) -> list[Clock]:
    """The last day to sign, of each round that is open."""
    return [
        signing_clock(card.row.kind.label, card.row.sign_by, card.row.contract_id)
        for card in rounds
        if card.row.state is RoundState.OPEN and card.row.sign_by
    ]


def _told(rounds: Iterable[RoundCard]) -> Label | None:
    """How far the signing of the open round has got: 初验：3/5已签."""
    row = next((card.row for card in rounds if card.row.state is RoundState.OPEN), None)
    if row is None:
        return None
    kind, share = row.kind.label, f"{row.signed}/{row.signers}"
    return Label(f"{kind.zh}：{share}已签", f"{kind.en}: {share} signed")


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
