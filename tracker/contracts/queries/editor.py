"""What the editor of a schedule stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules import due as due_rules
from tracker.contracts.rules.due import DueFacts, Landmarks, carrying_year
from tracker.contracts.rules.preview import Ground, Known
from tracker.contracts.rules.schedule import Price
from tracker.contracts.rules.state import year_starts_on
from tracker.contracts.rules.terms import Terms
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.kernel.workdays import ONE_DAY
from tracker.procurement.models import Supplier
from tracker.procurement.queries import awards_of
from tracker.procurement.rules import Method
from tracker.settings.queries import fiscal_year, work_calendar


@dataclass(frozen=True)
class Editor:
    """A contract whose schedule is to change: the rows in force, and what a draft stands on."""

    contract_id: int
    version: int
    terms: tuple[Terms, ...]
    ground: Ground


@dataclass(frozen=True)
class OpenAward:
    """One service year of an award that waits for its contract."""

    award_id: int
    year: int
    years: int
    method: Method
    supplier_id: int
    supplier: str
    amount: Money
    service_from: date
    service_to: date

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.award_id}-{self.year}"


@dataclass(frozen=True)
class Landing:
    """A due day with the year that must hold it, and those in force now."""

    due_on: date
    year: int | None
    due_before: date | None
    year_before: int | None

    @property
    def changes_year(self) -> bool:
        return self.year_before is not None and self.year != self.year_before


def editor(contract_id: int, today: date) -> Editor:
    """The version in force of a contract, or ``NotFound``."""
    contract = db.session.get(Contract, contract_id)
    if contract is None:
        raise NotFound
    live = contract.live_instalments
    ground = Ground(
        price=contract.price,
        landmarks=contract.landmarks,
        law=law(),
        today=today,
        closing_day=_closing_day,
        is_sme=contract.is_sme,
        known=tuple(_known(one, today) for one in live),
    )
    return Editor(contract.id, contract.version, tuple(one.terms for one in live), ground)


def new_ground(price: Price, landmarks: Landmarks, supplier_id: int | None, today: date) -> Ground:
    """What the draft of a new contract stands on."""
    supplier = db.session.get(Supplier, supplier_id) if supplier_id else None
    return Ground(
        price=price,
        landmarks=landmarks,
        law=law(),
        today=today,
        closing_day=_closing_day,
        is_sme=supplier.size.is_sme if supplier else False,
    )


def open_awards(project_id: int) -> tuple[OpenAward, ...]:
    """Every service year of the project's awards that has no contract yet."""
    taken = {
        (row.award_id, row.service_year)
        for row in db.session.execute(
            select(Contract.award_id, Contract.service_year).filter_by(project_id=project_id)
        )
    }
    return tuple(
        OpenAward(
            award_id=award.id,
            year=year,
            years=award.years,
            method=award.method,
            supplier_id=award.supplier_id,
            supplier=award.supplier,
            amount=award.annual_amount,
            service_from=year_starts_on(award.starts_on, year),
            service_to=year_starts_on(award.starts_on, year + 1) - ONE_DAY,
        )
        for award in awards_of(project_id)
        for year in range(1, award.years + 1)
        if (award.id, year) not in taken
    )


def landing(instalment_id: int, day: date | None, today: date) -> Landing | None:
    """Where an instalment would fall due if its trigger happened on ``day``."""
    instalment = db.session.get(Instalment, instalment_id)
    if instalment is None:
        raise NotFound
    facts = DueFacts(
        due=instalment.terms.due,
        due_from=instalment.due_from,
        expected_on=day,
        invoiced_on=instalment.invoiced_on,
    )
    due = due_rules.due_day(facts, work_calendar())
    if due is None:
        return None
    year = carrying_year(due.on.year, today)
    return Landing(due.on, year, instalment.due_on, instalment.fiscal_year)


def _closing_day(year: int) -> date:
    return fiscal_year(year).payment_deadline_on


def _known(instalment: Instalment, today: date) -> Known:
    return Known(
        existing=instalment.existing(today),
        share=instalment.share,
        triggered_on=instalment.triggered_on,
        invoiced_on=instalment.invoiced_on,
    )
