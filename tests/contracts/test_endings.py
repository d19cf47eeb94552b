"""Disputes, the end of a contract, and what time changes by itself."""

from __future__ import annotations

from datetime import date

import pytest

from tests.contracts.centre import Centre, make_centre, pay, sign
from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.accounts.rules import SYSTEM, RoleMissing
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import AmendmentKind, ProofKind, Trigger
from tracker.contracts.rules.state import ContractStatus, InstalmentState
from tracker.contracts.rules.terms import Dispute, Proof, Revise, Terminate
from tracker.contracts.service import disputes, ending, facts, upkeep
from tracker.contracts.service.schedule import revise_schedule
from tracker.infra import audit, lease
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db, transaction
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar
from tracker.projects.models import Project

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2022, 11, 28)
PROOF = Proof(ProofKind.ACCEPTANCE, "初验报告")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


def instalment(contract: Contract, no: int) -> Instalment:
    return next(one for one in contract.live_instalments if one.no == no)


# --- disputes -------------------------------------------------------------------------------------


def test_a_whole_instalment_is_frozen_as_it_is(centre):
    second = instalment(sign(centre), 2)

    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(627_000), TODAY, "功能未实现"))

    assert second.state(TODAY) is InstalmentState.DISPUTED
    assert second.contract.version == 1


def test_the_undisputed_part_stays_payable(centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    facts.record_trigger(second.id, centre.owner, date(2022, 11, 25), PROOF)
    pay(contract, 2, "100000", TODAY)

    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(200_000), TODAY, "功能未实现"))

    part = instalment(contract, 3)
    assert (second.amount, second.open) == (Money.yuan(427_000), Money.yuan(327_000))
    assert second.state(TODAY) is InstalmentState.PAYABLE
    assert (part.amount, part.state(TODAY)) == (Money.yuan(200_000), InstalmentState.DISPUTED)
    assert (part.triggered_on, part.evidence) == (second.triggered_on, PROOF.text)
    assert contract.version == 2
    assert [one.no for one in contract.live_instalments] == [1, 2, 3, 4, 5]


def test_what_is_left_of_a_partly_paid_instalment_can_be_disputed(centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    facts.record_trigger(second.id, centre.owner, date(2022, 11, 25), PROOF)
    pay(contract, 2, "600000", TODAY)

    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(27_000), TODAY, "功能未实现"))

    assert second.state(TODAY) is InstalmentState.PAID
    assert second.settled_on == TODAY


def test_a_dispute_ends(centre):
    second = instalment(sign(centre), 2)
    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(627_000), TODAY, "功能未实现"))

    disputes.undispute(second.id, centre.owner, "已补齐")

    assert second.disputed_on is None


@pytest.mark.parametrize(
    ("amount", "code"), [("0", "not_positive"), ("627000.01", "more_than_open")]
)
def test_a_dispute_is_about_what_is_open(centre, amount, code):
    second = instalment(sign(centre), 2)

    with refused() as errors:
        disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(amount), TODAY, "错"))

    assert codes(errors) == [code]


def test_a_dispute_begins_and_ends_once(centre):
    second = instalment(sign(centre), 2)

    with refused() as early:
        disputes.undispute(second.id, centre.owner, "没有")
    disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(627_000), TODAY, "错"))
    with refused() as twice:
        disputes.dispute(second.id, centre.owner, Dispute(Money.yuan(1), TODAY, "错"))

    assert codes(early) == ["not_disputed"]
    assert codes(twice) == ["already_disputed"]


# --- the end --------------------------------------------------------------------------------------


def test_a_contract_ends_when_nothing_is_open_and_the_service_is_over(centre):
    contract = sign(
        centre,
        amount=Money.yuan(100),
        schedule=(make_terms(1, amount="100", trigger=Trigger.SIGNING),),
        service_from=date(2021, 10, 18),
        service_to=date(2022, 10, 17),
    )
    pay(contract, 1, "100", date(2021, 11, 5))

    ending.terminate(contract.id, centre.owner, Terminate(TODAY, ""))

    assert contract.status is ContractStatus.TERMINATED
    assert (contract.ended_on, contract.ended_early) == (TODAY, False)


def test_a_contract_with_something_open_is_not_completed(centre):
    contract = sign(centre, service_from=date(2021, 10, 18), service_to=date(2023, 5, 31))

    with refused() as errors:
        ending.terminate(contract.id, centre.owner, Terminate(TODAY, ""))

    assert codes(errors) == ["still_open", "service_runs"]


def test_an_early_end_writes_off_what_was_not_paid(centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))
    facts.record_trigger(instalment(contract, 2).id, centre.owner, date(2022, 11, 25), PROOF)
    pay(contract, 2, "100000", TODAY)

    ending.terminate(
        contract.id, centre.owner, Terminate(TODAY, "供应商破产", early=True, document="解除协议")
    )

    assert contract.current_amount == Money.yuan(727_000)
    assert [one.amount for one in contract.live_instalments] == [
        Money.yuan(627_000),
        Money.yuan(100_000),
    ]
    assert all(not one.open and one.settled_on for one in contract.instalments)
    assert contract.amendments[0].kind is AmendmentKind.REDUCTION
    assert db.session.get_one(Project, centre.project_id).claims == frozenset()


def test_a_contract_of_which_nothing_was_paid_comes_to_nothing(centre):
    contract = sign(centre)

    ending.terminate(
        contract.id, centre.owner, Terminate(TODAY, "未履行", early=True, document="解除协议")
    )

    assert contract.current_amount == ZERO
    assert contract.live_instalments == []


def test_an_early_end_needs_its_reason_and_its_paper(centre):
    contract = sign(centre)

    with refused() as errors:
        ending.terminate(contract.id, centre.owner, Terminate(TODAY, "", early=True))

    assert codes(errors) == ["reason_missing", "document_missing"]


def test_after_its_end_nothing_changes(centre):
    contract = sign(centre)
    second = instalment(contract, 2)
    ending.terminate(
        contract.id, centre.owner, Terminate(TODAY, "未履行", early=True, document="解除协议")
    )

    with refused() as errors:
        facts.estimate(second.id, centre.owner, date(2022, 12, 12))

    assert codes(errors) == ["contract_ended"]


def test_a_withdrawn_instalment_takes_no_facts(centre):
    contract = sign(centre)
    rows = [one.terms for one in contract.live_instalments]
    last = instalment(contract, 4)
    schedule = (*rows[:3], make_terms(4, amount="104500"))
    revise_schedule(contract.id, centre.owner, Revise(1, schedule, TODAY, "换成尾款", "补充协议"))

    with refused() as errors:
        facts.record_trigger(last.id, centre.owner, TODAY, PROOF)

    assert codes(errors) == ["not_in_force"]


# --- time -----------------------------------------------------------------------------------------


def test_time_changes_the_stage_and_nothing_else(centre, frozen):
    agreed = make_terms(1, amount="9", trigger=Trigger.ON_DATE, expected_on=date(2022, 12, 1))
    sign(centre, amount=Money.yuan(9), schedule=(agreed,))
    project = db.session.get_one(Project, centre.project_id)
    before = project.claims

    frozen(date(2022, 12, 1))
    changed = upkeep.refresh(SYSTEM)

    assert "payment" not in before
    assert (changed, "payment" in project.claims) == (1, True)


def test_what_is_up_to_date_is_left_alone(centre):
    sign(centre)
    entries = db.session.query(AuditEntry).count()

    assert upkeep.refresh(SYSTEM) == 0
    assert db.session.query(AuditEntry).count() == entries


def test_the_scheduled_run_leaves_its_heartbeat(centre):
    sign(centre)

    upkeep.tick()

    assert lease.last_run(upkeep.JOB).summary == "0 changed"


def test_only_the_system_keeps_up(centre):
    with pytest.raises(RoleMissing):
        upkeep.refresh(centre.finance)


def test_due_days_follow_a_new_calendar(centre):
    contract = sign(centre)
    no_rest = WorkCalendar(frozenset(), frozenset(), frozenset({2022, 2023, 2024}))

    with transaction():
        moved = upkeep.reckon_open(no_rest)
        audit.record("settings.manage", db.session.get_one(Contract, contract.id), SYSTEM)

    assert moved == 1
    assert instalment(contract, 4).due_on == date(2024, 6, 21)
