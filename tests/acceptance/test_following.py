"""What follows a rejection, and the gate before payment."""

from __future__ import annotations

from datetime import date

import pytest

from tests.acceptance.hall import (
    TODAY,
    Hall,
    everybody_passes,
    give,
    make_hall,
    opened,
    plan,
    verdict,
)
from tests.contracts import centre as contracts
from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import drafting, opening, rectifying
from tracker.accounts.rules import SYSTEM
from tracker.contracts.rules.facts import MetByRound, RoundRequired
from tracker.contracts.rules.kinds import Basis, ContractKind, Pricing, ProofKind, Trigger
from tracker.contracts.rules.terms import Proof
from tracker.contracts.service import facts
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.payments.rules.commands import RecordPayment
from tracker.projects.models import Project
from tracker.reminders.kinds import payment_due
from tracker.settings import service as settings
from tracker.settings.queries import unit
from tracker.settings.rules import UnitDraft

pytestmark = pytest.mark.usefixtures("app")
PROOF = Proof(ProofKind.ACCEPTANCE, "验收报告")


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


@pytest.fixture
def failed(hall) -> Acceptance:
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first, verdict(acceptance, {3: "3.3 中危未整改"}))
    for one in others:
        give(acceptance, one)
    return acceptance


# --- rectification --------------------------------------------------------------------------------


def test_from_a_rejection_to_a_passed_second_round(hall, failed, frozen):
    frozen(date(2022, 12, 5))
    done = ReportRectified(date(2022, 12, 4), "两项中危已修复并复测")
    rectifying.report(failed.id, hall.centre.owner, done)

    fresh_id = rectifying.follow_up(failed.id, hall.centre.owner)
    fresh = db.session.get_one(Acceptance, fresh_id)
    again = plan(hall, sign_by=date(2022, 12, 8))
    drafting.edit(fresh_id, hall.centre.owner, again, fresh.version)
    opening.open_round(fresh_id, hall.centre.owner)

    assert everybody_passes(fresh, hall) is Outcome.ACCEPTED
    assert (fresh.number, fresh.round_no, fresh.follows) == ("YS-2021-06-2", 2, failed)
    assert (failed.state, fresh.state) == (RoundState.REJECTED, RoundState.ACCEPTED)
    assert hall.part(2).triggered_on == date(2022, 12, 5)
    assert "acceptance" not in db.session.get_one(Project, hall.centre.project_id).claims


def test_there_is_no_second_round_before_it_was_put_right(hall, failed):
    with pytest.raises(errors.NotRectified, match="2022-12-13"):
        rectifying.follow_up(failed.id, hall.centre.owner)


def test_a_round_that_passed_is_not_accepted_again(hall):
    acceptance = opened(hall)
    everybody_passes(acceptance, hall)

    with pytest.raises(errors.NotRejected):
        rectifying.follow_up(acceptance.id, hall.centre.owner)


def test_one_second_round_at_a_time(hall, failed):
    rectifying.report(failed.id, hall.centre.owner, ReportRectified(TODAY, "已修复"))
    rectifying.follow_up(failed.id, hall.centre.owner)

    with pytest.raises(errors.HasFollower):
        rectifying.follow_up(failed.id, hall.centre.owner)


@pytest.mark.parametrize(
    ("on", "note", "expected"),
    [
        (TODAY, " ", [("note_missing", "note")]),
        (date(2022, 11, 29), "好了", [("done_later", "on")]),
        (date(2022, 11, 27), "好了", [("done_before", "on")]),
    ],
)
def test_a_report_tells_what_was_done_on_a_possible_day(hall, failed, on, note, expected):
    with refused() as found:
        rectifying.report(failed.id, hall.centre.owner, ReportRectified(on, note))

    assert [(error.code, error.field) for error in found] == expected


def test_the_owner_and_the_limit_may_be_changed_with_a_reason_until_it_is_done(hall, failed):
    member = hall.signers[1]
    change = ChangeRectification(member.id, date(2022, 12, 20), "修复并复测", "供应商申请延期")
    rectifying.change(failed.id, hall.centre.owner, change)

    demand = failed.rectification
    assert (demand.owner_id, demand.due_on) == (member.id, date(2022, 12, 20))

    rectifying.report(failed.id, member, ReportRectified(TODAY, "已修复"))
    with refused() as found:
        rectifying.change(failed.id, hall.centre.owner, change)
    assert codes(found) == ["already_done"]


# --- the gate before payment ----------------------------------------------------------------------


def test_a_condition_that_needs_a_round_is_not_recorded_by_hand(hall):
    with pytest.raises(RoundRequired) as caught:
        facts.record_trigger(hall.part(2).id, hall.centre.owner, TODAY, PROOF)

    assert caught.value.field == "on"
    assert "发起验收" in str(caught.value)
    assert hall.part(2).triggered_on is None


def test_what_happened_before_the_units_day_is_entered_with_its_paper(hall):
    facts.record_trigger(hall.part(2).id, hall.centre.owner, date(2021, 12, 31), PROOF)

    assert hall.part(2).triggered_on == date(2021, 12, 31)


def test_without_a_day_conditions_are_recorded_as_before(hall):
    settings.set_unit(UnitDraft(unit().name), SYSTEM)

    facts.record_trigger(hall.part(2).id, hall.centre.owner, TODAY, PROOF)

    assert hall.part(2).triggered_on == TODAY


def test_a_new_unit_signs_from_its_first_day_on(app, frozen):
    frozen(TODAY)

    settings.set_unit(UnitDraft("区数据局"), SYSTEM)

    assert unit().rounds_from == TODAY


def test_a_spending_order_needs_no_certificate(hall):
    order = contracts.sign(
        hall.centre,
        number="LX-1",
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        amount=Money.yuan(1000),
        supplier_id=None,
        schedule=(
            make_terms(
                1,
                basis=Basis.ACTUAL,
                ratio=None,
                amount="500",
                trigger=Trigger.ASSESSMENT,
                expected_on=None,
            ),
        ),
        warranty_months=0,
    )
    facts.record_trigger(order.live_instalments[0].id, hall.centre.owner, TODAY, PROOF)

    assert order.live_instalments[0].triggered_on == TODAY


def test_what_everybody_signed_is_not_taken_back_by_hand(hall):
    everybody_passes(opened(hall), hall)

    with pytest.raises(MetByRound):
        facts.retract_trigger(hall.part(2).id, hall.centre.owner, "登记错了")


def test_it_is_payable_and_finance_is_told_on_the_day_of_the_last_signature(hall):
    part = hall.part(2)
    early = RecordPayment(part.amount, TODAY, "凭证-2", explanation="测试")
    with refused() as found:
        payments.record(part.id, hall.centre.finance, early)
    everybody_passes(opened(hall), hall)

    told = {item.subject_uid: item for item in payment_due.outstanding(date.max, TODAY)}
    item = told[part.uid]
    payments.record(part.id, hall.centre.finance, early)

    assert codes(found) == ["not_triggered"]
    assert (item.step.endpoint, item.waits) == ("payments.new", False)
    assert hall.part(2).open == Money.yuan(0)
