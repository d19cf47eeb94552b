"""The time limits that run on a project: statutory ones, and those of the payments owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.acceptance.queries.register import RoundCard
from tracker.acceptance.rules.kinds import RoundState
from tracker.accounts.rules import Actor, allows
from tracker.contracts.models import Contract
from tracker.deadlines.queries import ClockView, law, running_of
from tracker.kernel.deadlines import Law
from tracker.kernel.labels import Label
from tracker.overview.rules.clocks import Clock, Owed, Running, payments, signing_clock
from tracker.projects.queries import may_edit


def clocks_of(
    project_id: int,
    contracts: Sequence[Contract],
    rounds: Iterable[RoundCard],
    actor: Actor,
    today: date,
) -> tuple[Clock, ...]:
    """Everything that runs on the project, the first to end first, with the actor's pages."""
    by, edits = law(), may_edit(project_id, actor)
    found = [_statutory(view, actor, edits=edits) for view in running_of(project_id, today)]
    for contract in contracts:
        found += _payments(contract, by, today)
    found += _signing(rounds)
    return tuple(sorted(found, key=lambda clock: clock.ends_on))


def _signing(rounds: Iterable[RoundCard]) -> list[Clock]:
    """The last day to sign, of each round that is open."""
    return [
        signing_clock(card.row.kind.label, card.row.sign_by, card.row.contract_id)
        for card in rounds
        if card.row.state is RoundState.OPEN and card.row.sign_by
    ]


def _statutory(view: ClockView, actor: Actor, *, edits: bool) -> Clock:
    """Steps are logged by the procurement group on any project; its contracts are not its own."""
    limit, stop = view.limit, view.stop
    is_his = stop is not None and allows(stop.permission, actor.roles)
    if stop is not None and stop.permission.startswith("contracts."):
        is_his = is_his and edits
    rule = Label(
        f"{view.since}起{limit.bound.zh}，{limit.citation}",
        f"{limit.bound.en} from {view.since}, {limit.citation}",
    )
    return Clock(
        name=view.name,
        since=view.since,
        ends_on=view.ends_on,
        rule=rule,
        contract_id=0,
        story=view.reckoning.story,
        waits=view.waits,
        is_verified=limit.verified,
        is_provisional=view.is_provisional,
        stop=stop if is_his else None,
    )


def _payments(contract: Contract, by: Law, today: date) -> Iterable[Clock]:
    if contract.ended_on is not None:
        return ()
    owed = (
        Owed(one.no, one.triggered_on, one.due_on, one.terms.condition)
        for one in contract.live_instalments
        if one.open and one.triggered_on and one.triggered_on <= today and one.due_on
    )
    running = Running(
        contract_id=contract.id,
        signed_on=contract.signed_on,
        is_sme=contract.is_sme,
        owed=tuple(owed),
    )
    return payments(running, by.book, by.calendar)
