"""States by the first row that holds, and the stages that contracts claim."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.contracts.rules.kinds import DueFrom
from tracker.contracts.rules.state import (
    CONTRACT_STATES,
    HORIZON_DAYS,
    AwardFacts,
    Claims,
    ContractFacts,
    ContractStatus,
    InstalmentFacts,
    InstalmentState,
    claims,
    instalment_state,
    is_estimate_late,
    year_starts_on,
)
from tracker.kernel.money import Money
from tracker.kernel.states import IllegalTransition

TODAY = date(2022, 11, 15)
ONE = timedelta(days=1)
FACTS = InstalmentFacts(Money(100), due_on=TODAY, expected_on=TODAY)
TRIGGERED = replace(FACTS, triggered_on=TODAY - ONE)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (replace(FACTS, is_withdrawn=True, paid=Money(0)), InstalmentState.WITHDRAWN),
        (replace(FACTS, paid=Money(100), is_disputed=True), InstalmentState.PAID),
        (replace(TRIGGERED, is_disputed=True), InstalmentState.DISPUTED),
        (replace(FACTS, due_on=None), InstalmentState.UNDATED),
        (replace(TRIGGERED, due_on=TODAY - ONE), InstalmentState.OVERDUE),
        (replace(TRIGGERED, due_on=TODAY), InstalmentState.PAYABLE),
        (replace(TRIGGERED, due_from=DueFrom.INVOICE), InstalmentState.AWAITING_INVOICE),
        (
            replace(TRIGGERED, due_from=DueFrom.INVOICE, is_invoiced=True),
            InstalmentState.PAYABLE,
        ),
        (replace(FACTS, due_on=TODAY - ONE), InstalmentState.AWAITING_TRIGGER),
        (replace(FACTS, expected_on=TODAY - ONE), InstalmentState.AWAITING_TRIGGER),
        (
            replace(FACTS, expected_on=TODAY + timedelta(days=HORIZON_DAYS)),
            InstalmentState.AWAITING_TRIGGER,
        ),
        (
            replace(FACTS, expected_on=TODAY + timedelta(days=HORIZON_DAYS + 1)),
            InstalmentState.SCHEDULED,
        ),
        (replace(FACTS, triggered_on=TODAY), InstalmentState.PAYABLE),
        (replace(FACTS, triggered_on=TODAY + ONE), InstalmentState.AWAITING_TRIGGER),
    ],
)
def test_the_first_state_that_holds(facts, state):
    assert instalment_state(facts, TODAY) is state


def test_an_instalment_is_partly_paid_beside_its_state():
    assert replace(FACTS, paid=Money(1)).is_partly_paid
    assert not replace(FACTS, paid=Money(100)).is_partly_paid
    assert not FACTS.is_partly_paid


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        (replace(FACTS, expected_on=TODAY - ONE), True),
        (FACTS, False),
        (replace(TRIGGERED, expected_on=TODAY - ONE), False),
        (replace(FACTS, expected_on=TODAY - ONE, paid=Money(100)), False),
        (replace(FACTS, expected_on=TODAY - ONE, is_withdrawn=True), False),
    ],
)
def test_an_estimate_is_late_once_its_day_has_passed(facts, late):
    assert is_estimate_late(facts, TODAY) is late


@pytest.mark.parametrize("before", ContractStatus)
@pytest.mark.parametrize("after", ContractStatus)
def test_contract_moves(before, after):
    allowed = {("pending", "active"), ("pending", "cancelled"), ("active", "terminated")}
    refused = nullcontext() if (before, after) in allowed else pytest.raises(IllegalTransition)

    with refused:
        CONTRACT_STATES.check(before, after)


def contract(**changes):
    facts = ContractFacts(ContractStatus.ACTIVE, True, True, None, (FACTS,))
    return replace(facts, **changes)


NOTHING = Claims(payment=False, contract=False, performance=False)


@pytest.mark.parametrize(
    ("contracts", "held"),
    [
        ([], NOTHING),
        ([contract()], replace(NOTHING, performance=True)),
        ([contract(instalments=(TRIGGERED,))], Claims(True, False, True)),
        ([contract(is_filed=False)], Claims(False, True, True)),
        ([contract(is_published=False)], Claims(False, True, True)),
        ([contract(instalments=(replace(FACTS, paid=Money(100)),))], NOTHING),
        (
            [contract(instalments=(), service_to=TODAY)],
            replace(NOTHING, performance=True),
        ),
        ([contract(instalments=(), service_to=TODAY - ONE)], NOTHING),
        (
            [contract(status=ContractStatus.TERMINATED, instalments=(), is_filed=False)],
            NOTHING,
        ),
    ],
)
def test_what_contracts_claim(contracts, held):
    assert claims(contracts, [], TODAY) == held


@pytest.mark.parametrize(
    ("signed", "today", "waits"),
    [
        (frozenset(), date(2021, 9, 1), True),
        (frozenset({1}), date(2022, 9, 14), False),
        (frozenset({1}), date(2022, 9, 15), True),
        (frozenset({1, 2}), date(2022, 9, 15), False),
        (frozenset({1, 2, 3}), date(2024, 9, 15), False),
    ],
)
def test_an_award_waits_for_the_contract_of_a_year_that_has_come(signed, today, waits):
    award = AwardFacts(date(2021, 9, 15), 3, signed)

    assert claims([], [award], today).contract is waits


def test_service_years_start_on_the_same_day():
    assert year_starts_on(date(2020, 2, 29), 2) == date(2021, 2, 28)
