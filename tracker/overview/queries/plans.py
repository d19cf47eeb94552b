"""The payment plan of one loaded contract: bands and rows, with the words that stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.acceptance.queries.answers import is_by_round
from tracker.contracts.models import Contract, Instalment
from tracker.funding.rules.cells import Check
from tracker.funding.rules.matrix import Row
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries.contracts import ContractCard, card
from tracker.overview.rules import plan, words
from tracker.overview.rules.actions import Action, Rights, Situation, further, offered
from tracker.overview.rules.plan import Band, Part
from tracker.overview.rules.words import Look
from tracker.payments.queries import applied_in
from tracker.payments.rules.applying import Applied, Mark
from tracker.settings.queries import unit


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one instalment puts into a band; ``whole`` is its full amount."""

    id: int
    no: int
    name: str
    share: Label
    condition: Label
    part: Part
    whole: Money
    due_on: date | None
    look: Look
    notes: tuple[Label, ...]
    applications: tuple[Mark, ...]
    actions: tuple[Action, ...]
    further: tuple[Action, ...]

    @property
    def is_partly_paid(self) -> bool:
        """Whether a part was paid, in this year or another, and the rest is still open."""
        return not self.part.is_paid and not self.part.is_whole


@dataclass(frozen=True, slots=True)
class PlanBand:
    band: Band
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule in force; ``check`` proves that it adds up to the contract.

    ``is_current``: something is open, or the service still goes on.
    """

    contract: ContractCard
    bands: tuple[PlanBand, ...]
    check: Check | None
    count: int
    amount: Money
    paid: Money
    made_on: date | None
    is_current: bool

    @property
    def open(self) -> Money:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading the plans of one page shares; ``rounds_from``: 验收签署启用日."""

    rights: Rights
    rounds_from: date | None
    applied: Applied
    today: date

    @classmethod
    def by(cls, rights: Rights, project_id: int, today: date) -> Reading:
        """Reading a project as somebody with these rights."""
        return cls(rights, unit().rounds_from, applied_in(project_id, today), today)


def read_plan(contract: Contract, row: Row | None, reading: Reading) -> Plan:
    """The plan of a loaded contract; ``row`` is its line of the funding matrix."""
    today = reading.today
    live = {one.id: one for one in contract.live_instalments}
    known = {one.id: one for one in contract.instalments}
    bands = plan.bands(row, today) if row else ()
    goes_on = contract.ended_on is None and (contract.service_to or contract.signed_on) >= today
    return Plan(
        contract=card(contract),
        bands=tuple(PlanBand(band, tuple(_rows(band, known, reading))) for band in bands),
        check=row.check if row else None,
        count=len(live),
        amount=_sum(one.amount for one in live.values()),
        paid=_sum(one.paid for one in known.values()),
        made_on=contract.versions[-1].made_on if contract.versions else None,
        is_current=goes_on or any(one.open for one in live.values()),
    )


def _rows(band: Band, known: dict[int, Instalment], reading: Reading) -> Iterable[PlanRow]:
    for part in band.parts:
        yield _row(part, known[part.instalment_id], band, reading)


def _row(part: Part, one: Instalment, band: Band, reading: Reading) -> PlanRow:
    rights, today = reading.rights, reading.today
    look = words.open_look(one.facts, one.trigger, today)
    if part.is_paid:
        days = [p.paid_on for p in one.payments if p.fiscal_year == band.year and p.amount > ZERO]
        look = words.paid_look(max(days, default=None))
    return PlanRow(
        id=one.id,
        no=one.no,
        name=one.name,
        share=plan.share(one.terms),
        condition=words.condition(one.terms, one.facts),
        part=part,
        whole=one.amount,
        due_on=one.due_on,
        look=look,
        notes=() if part.is_paid else tuple(_notes(one)),
        applications=() if part.is_paid else reading.applied.of(one.id),
        actions=() if part.is_paid else offered(_situation(one, reading), rights, today),
        further=() if part.is_paid else further(one.facts, rights),
    )


def _situation(one: Instalment, reading: Reading) -> Situation:
    return Situation(
        facts=one.facts,
        trigger=one.trigger,
        uninvoiced=one.uninvoiced,
        is_overridden=bool(one.override_reason),
        approval_is_on=reading.applied.is_on,
        marks=reading.applied.of(one.id),
        by_round=is_by_round(one, reading.today, reading.rounds_from),
    )


def _notes(one: Instalment) -> Iterable[Label]:
    if one.disputed_on:
        yield Label(
            f"{one.disputed_on}起冻结：{one.dispute_reason}",
            f"Disputed since {one.disputed_on}: {one.dispute_reason}",
        )
    if one.override_reason:
        yield Label(
            f"{one.override_by}特批提前付款：{one.override_reason}",
            f"Early payment approved by {one.override_by}: {one.override_reason}",
        )
    if one.deducted:
        yield Label(f"已扣款{one.deducted}元", f"{one.deducted} yuan deducted")


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
