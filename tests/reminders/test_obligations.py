"""How an obligation follows its subject, and the state tables cell by cell."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.kernel.states import IllegalTransition
from tracker.reminders.rules.obligations import Absence, Record, Standing
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.states import (
    DELIVERY_STATES,
    OBLIGATION_STATES,
    DeliveryStatus,
    ObligationState,
)

DUE, LATER, TODAY = date(2022, 11, 30), date(2022, 12, 20), date(2022, 11, 15)
SEAT = Seat(Label("你负责", "You are in charge"), user_ids=(1,))
STANDING = Standing(DUE, (SEAT,), Money(100))
OPEN = Record(ObligationState.OPEN, 1, DUE, Money(100), date(2022, 10, 1))
CLOSED = replace(OPEN, state=ObligationState.CLOSED)
VOID = replace(OPEN, state=ObligationState.VOID)


def test_nothing_changes_while_day_and_amount_stay() -> None:
    assert OPEN.follow(STANDING, TODAY) == OPEN
    assert OPEN.follow(replace(STANDING, estimated=True, seats=()), TODAY) == OPEN


@pytest.mark.parametrize(
    "standing", [replace(STANDING, due_on=LATER), replace(STANDING, amount=Money(40))]
)
def test_another_day_or_amount_raises_the_revision(standing: Standing) -> None:
    after = OPEN.follow(standing, TODAY)

    assert after.revision == 2
    assert (after.due_on, after.amount) == (standing.due_on, standing.amount)
    assert after.armed_on == TODAY


def test_payment_closes_and_a_reversal_opens_it_again_as_a_new_revision() -> None:
    closed = OPEN.follow(Absence.DONE, TODAY)
    again = closed.follow(STANDING, LATER)

    assert closed == CLOSED
    assert again == Record(ObligationState.OPEN, 2, DUE, Money(100), LATER)


def test_what_is_withdrawn_is_void_for_good() -> None:
    assert OPEN.follow(Absence.WITHDRAWN, TODAY) == VOID
    assert VOID.follow(STANDING, LATER) == VOID


def test_on_hold_it_stays_open_without_a_day_and_is_armed_anew_afterwards() -> None:
    held = OPEN.follow(Absence.ON_HOLD, TODAY)

    assert (held.state, held.revision, held.due_on) == (ObligationState.OPEN, 2, None)
    assert held.follow(Absence.ON_HOLD, LATER) == held
    assert held.follow(STANDING, LATER).revision == 3


@pytest.mark.parametrize("found", [Absence.DONE, Absence.ON_HOLD, Absence.WITHDRAWN])
def test_what_is_closed_stays_closed_until_something_is_open_again(found: Absence) -> None:
    assert CLOSED.follow(found, TODAY) == CLOSED


@pytest.mark.parametrize("before", ObligationState)
@pytest.mark.parametrize("after", ObligationState)
def test_obligation_moves(before: ObligationState, after: ObligationState) -> None:
    allowed = {("open", "closed"), ("open", "void"), ("closed", "open")}
    refused = nullcontext() if (before, after) in allowed else pytest.raises(IllegalTransition)

    with refused:
        OBLIGATION_STATES.check(before, after)


@pytest.mark.parametrize("before", DeliveryStatus)
@pytest.mark.parametrize("after", DeliveryStatus)
def test_delivery_moves(before: DeliveryStatus, after: DeliveryStatus) -> None:
    allowed = {
        *(("queued", "sending"), ("queued", "cancelled"), ("sending", "sent")),
        *(("sending", "queued"), ("sending", "dead"), ("sending", "cancelled")),
        *(("dead", "queued"), ("cancelled", "queued")),
    }
    refused = nullcontext() if (before, after) in allowed else pytest.raises(IllegalTransition)

    with refused:
        DELIVERY_STATES.check(before, after)
