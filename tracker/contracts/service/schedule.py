"""A new version of a schedule, with or without an amendment of the amount (MODEL 5.3 and 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.accounts.rules import Actor, allow
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Amendment, Contract, ScheduleVersion
from tracker.contracts.rules import facts, limits
from tracker.contracts.rules.collected import Problems
from tracker.contracts.rules.kinds import AmendmentKind
from tracker.contracts.rules.limits import Excess
from tracker.contracts.rules.papers import paper_of_amendment
from tracker.contracts.rules.terms import Amend, Revise, Terms
from tracker.contracts.rules.versions import (
    Existing,
    Revision,
    deduct,
    next_version,
    renewed,
    with_deductions,
)
from tracker.contracts.service.locking import check_version, keep_stage, locked_contract
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.deadlines import Law
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing


def revise_schedule(
    contract_id: int, actor: Actor, command: Revise, files: Sequence[Incoming] = ()
) -> None:
    """Make a new version of the schedule; raises ``ChangedMeanwhile`` on an older base."""
    allow("contracts.revise", actor)
    change = Amend(
        version=command.version,
        kind=AmendmentKind.TERMS,
        amount=ZERO,
        on=command.on,
        reason=command.reason,
        document=command.document,
        schedule=command.schedule,
        explanation=command.explanation,
    )
    _change("contracts.revise", contract_id, actor, change, files)


def amend(contract_id: int, actor: Actor, command: Amend, files: Sequence[Incoming] = ()) -> None:
    """Add to, reduce or deduct from a contract, or change its terms, with the new schedule."""
    allow("contracts.amend", actor)
    _change("contracts.amend", contract_id, actor, command, files)


def _change(
    action: str, contract_id: int, actor: Actor, command: Amend, files: Sequence[Incoming]
) -> None:
    today = clock.today()
    with received(files) as uploads, transaction():
        contract = locked_contract(contract_id, actor)
        check_version(contract, command.version)
        ground = law()
        revision = _checked(contract, command, today, ground)
        version = ScheduleVersion(
            reason=command.reason.strip(),
            document=command.document.strip(),
            explanation=command.explanation.strip(),
            amendment=_amendment(contract, command),
            made_on=today,
            made_by=actor.name,
        )
        contract.take_over(revision, version, ground.calendar)
        keep_contract_clocks(contract, ground)
        keep_stage(contract.project, today)
        filing = Filing(target(version.amendment or contract), paper_of_amendment(command.kind))
        put_on_record(contract.project, filing, uploads, actor)
        audit.record(action, contract, actor, reason=command.reason, project=contract.project)


def _checked(contract: Contract, command: Amend, today: date, ground: Law) -> Revision:
    """The revision this change comes to; raises everything that is wrong with it at once."""
    before = contract.existing(today)
    proposal = _proposal(before, command)
    problems = Problems()
    signed, revision = ZERO, Revision({}, (), frozenset())
    with problems.collect():
        facts.check_reason(command.reason)
    with problems.collect():
        facts.check_document(command.document, contract.pricing)
    with problems.collect():
        facts.check_fact_day(command.on, contract.signed_on, today, "on")
    with problems.collect():
        signed = facts.signed_amount(command)
    with problems.collect():
        price = facts.changed_price(contract.price, command.kind, signed)
        revision = next_version(before, proposal, price)
    with problems.collect():
        found = _excesses(contract, command, before, proposal, ground)
        limits.check_explained(found, command.explanation)
    problems.raise_any()
    return revision


def _proposal(before: Sequence[Existing], command: Amend) -> tuple[Terms, ...]:
    if command.kind is not AmendmentKind.DEDUCTION:
        return with_deductions(command.schedule, before)
    if command.instalment_uid not in {old.uid for old in before}:
        raise NotFound
    return deduct(before, command.instalment_uid, command.amount)


def _excesses(
    contract: Contract,
    command: Amend,
    before: Sequence[Existing],
    proposal: Sequence[Terms],
    ground: Law,
) -> tuple[Excess, ...]:
    """The statutory limits that the change exceeds; terms explained before are not asked again."""
    found: tuple[Excess, ...] = ()
    if command.kind is AmendmentKind.ADDITION:
        added = _added(contract) + command.amount
        limit = ground.book.in_force("additions", command.on)
        found += limits.share_excess(limit, added, contract.amount, "amount")
    if contract.is_sme:
        new = renewed(proposal, before)
        fields = {f"instalments-{place}-due_count" for place in new}
        terms = limits.term_excesses(proposal, contract.signed_on, ground)
        found += tuple(excess for excess in terms if excess.field in fields)
    return found


def _added(contract: Contract) -> Money:
    additions = [one.amount for one in contract.amendments if one.kind is AmendmentKind.ADDITION]
    return sum(additions, start=ZERO)


def _amendment(contract: Contract, command: Amend) -> Amendment | None:
    """The paper behind the change; as-used contracts list what is used without one."""
    if command.kind is AmendmentKind.TERMS and not command.document.strip():
        return None
    deducted = next(
        (one for one in contract.live_instalments if one.uid == command.instalment_uid), None
    )
    amendment = Amendment(
        kind=command.kind,
        amount=facts.signed_amount(command),
        on=command.on,
        reason=command.reason.strip(),
        document=command.document.strip(),
        explanation=command.explanation.strip(),
        instalment=deducted if command.kind is AmendmentKind.DEDUCTION else None,
    )
    contract.amendments.append(amendment)
    return amendment
