"""Use cases of the turn of the year. Each public function is one transaction.

A decision explains and changes no figure; only entries on budget lines do (MODEL 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.contracts.models import Contract, Instalment, YearEndDecision
from tracker.funding.rules import carrying
from tracker.funding.rules.carrying import CarryOver, Decide, Return
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, new_uid, transaction
from tracker.kernel.errors import NotFound, RuleViolation, Violations
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import EntryKind, NewEntry, NewLine, YearIsClosed
from tracker.settings import queries as settings
from tracker.settings.models import FiscalYear


def decide(instalment_id: int, year: int, actor: Actor, command: Decide) -> int:
    """Record what is to become of an open instalment at the turn of ``year``; return its id."""
    allow("funding.decide", actor)
    with transaction():
        found = db.session.get(Instalment, instalment_id)
        if found is None:
            raise NotFound
        project = lock(Project, found.project_id)
        contract = lock(Contract, found.contract_id)
        instalment = lock(Instalment, instalment_id)
        _refuse(carrying.decision_violations(command, instalment.open))
        decision = YearEndDecision(
            instalment=instalment,
            year=year,
            choice=command.choice,
            amount=command.amount,
            reason=command.reason.strip(),
            decided_on=clock.today(),
            decided_by=actor.name,
        )
        db.session.add(decision)
        decided = f"{command.choice.label.zh} {command.amount}元"
        audit.record(
            "funding.decide",
            decision,
            actor,
            reason=decision.reason,
            detail=f"{contract.number} 第{instalment.no}笔 {decided}",
            project=project,
        )
    return decision.id


def carry_over(line_id: int, actor: Actor, command: CarryOver) -> str:
    """Move money of a line to the same line of the next year, made if there is none.

    Both entries carry one uid, which is returned.
    """
    allow("funding.carry_over", actor)
    with transaction():
        line = _locked_line(line_id)
        today = clock.today()
        _refuse(_movement_violations(line, command, today, line.year, line.year + 1))
        target = _same_line(line, line.year + 1, today)
        carry_uid = new_uid()
        _post(line, EntryKind.CARRIED_OUT, command, carry_uid)
        _post(target, EntryKind.CARRIED_IN, command, carry_uid)
        _record("funding.carry_over", line, actor, command)
    return carry_uid


def return_unspent(line_id: int, actor: Actor, command: Return) -> None:
    """Record that the bureau took money of a line back (two years unspent, or sooner)."""
    allow("funding.return_unspent", actor)
    with transaction():
        line = _locked_line(line_id)
        _refuse(_movement_violations(line, command, clock.today(), line.year))
        _post(line, EntryKind.RETURNED, command)
        _record("funding.return_unspent", line, actor, command)


def close_year(year: int, actor: Actor) -> None:
    """Close a fiscal year: its figures never change again (MODEL invariant 6)."""
    allow("funding.close_year", actor)
    with transaction():
        # Whoever books into a year holds his project or line: wait for all of them.
        db.session.scalars(select(Project.id).order_by(Project.id).with_for_update()).all()
        lines = select(BudgetLine.id).filter_by(year=year, project_id=None).order_by(BudgetLine.id)
        db.session.scalars(lines.with_for_update()).all()
        row = db.session.scalars(select(FiscalYear).filter_by(year=year).with_for_update()).first()
        if row is None:
            row = FiscalYear.usual(year)
            db.session.add(row)
        today = clock.today()
        carrying.check_closing(year, row.payment_deadline_on, row.closed_on, today)
        row.closed_on = today
        audit.record("funding.close_year", row, actor, detail=str(year))


def _refuse(found: Sequence[RuleViolation]) -> None:
    if len(found) == 1:
        raise found[0]
    if found:
        raise Violations(found)


def _locked_line(line_id: int) -> BudgetLine:
    found = db.session.get(BudgetLine, line_id)
    if found is None:
        raise NotFound
    if found.project_id is not None:
        lock(Project, found.project_id)
    return lock(BudgetLine, line_id)


def _movement_violations(
    line: BudgetLine, command: CarryOver | Return, today: date, *years: int
) -> list[RuleViolation]:
    left = line.figures.allotted - line.spent
    found = carrying.movement_violations(command, left, today)
    closed = (year for year in years if settings.fiscal_year(year).is_closed)
    return [*found, *(YearIsClosed(field="on", year=year) for year in closed)]


def _same_line(line: BudgetLine, year: int, today: date) -> BudgetLine:
    """The line of another year with the same source and codes; a new one if there is none."""
    wanted = NewLine(
        year=year,
        fund_source=line.fund_source,
        quota_number=line.quota_number,
        functional_code=line.functional_code,
        economic_code=line.economic_code,
        category=line.basic_category,
    )
    query = (
        select(BudgetLine)
        .filter_by(project_id=line.project_id, category=line.category, year=year)
        .order_by(BudgetLine.id)
        .with_for_update()
    )
    for each in db.session.scalars(query):
        if each.identity == wanted.identity:
            return each
    made = BudgetLine.of(wanted, today)
    made.project = line.project
    db.session.add(made)
    return made


def _post(
    line: BudgetLine, kind: EntryKind, command: CarryOver | Return, carry_uid: str = ""
) -> None:
    entry = NewEntry(
        kind=kind,
        amount=command.amount,
        on=command.on,
        reason=command.reason.strip(),
        document_number=command.document_number.strip(),
    )
    line.post(entry, carry_uid)


def _record(action: str, line: BudgetLine, actor: Actor, command: CarryOver | Return) -> None:
    audit.record(
        action,
        line,
        actor,
        reason=command.reason.strip(),
        detail=f"{line.year}年 {line.fund_source} {command.amount}元，{command.document_number}",
        project=line.project,
    )
