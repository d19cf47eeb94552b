"""New versions, amendments and deductions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from tests.contracts.centre import SIGNED, Centre, make_centre, pay, sign
from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.accounts.rules import SYSTEM, RoleMissing
from tracker.contracts.models import Contract
from tracker.contracts.rules.facts import ChangedMeanwhile
from tracker.contracts.rules.kinds import (
    AmendmentKind,
    Basis,
    ContractKind,
    Pricing,
    ProofKind,
    Trigger,
)
from tracker.contracts.rules.terms import Amend, Proof, Revise
from tracker.contracts.service.facts import record_trigger
from tracker.contracts.service.schedule import amend, revise_schedule
from tracker.infra.db import db
from tracker.kernel.durations import DurationUnit
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import NotYourProject

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2022, 11, 15)
PROOF = Proof(ProofKind.ACCEPTANCE, "初验报告")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


def terms(contract: Contract):
    return [one.terms for one in contract.live_instalments]


def revise(contract: Contract, centre: Centre, schedule, **changes) -> None:
    usual = Revise(
        version=contract.version,
        schedule=tuple(schedule),
        on=date(2022, 11, 14),
        reason="终验期限按补充协议第二条调整",
        document="补充协议（一）",
    )
    revise_schedule(contract.id, centre.owner, replace(usual, **changes))


def change(contract: Contract, centre: Centre, kind: AmendmentKind, amount: str, **changes) -> None:
    usual = Amend(
        version=contract.version,
        kind=kind,
        amount=Money.yuan(amount),
        on=date(2022, 11, 14),
        reason="按补充协议",
        document="补充协议（一）",
        schedule=tuple(terms(contract)),
    )
    amend(contract.id, centre.finance, replace(usual, **changes))


def amounts(contract: Contract) -> list[Money]:
    return [one.amount for one in contract.live_instalments]


def test_a_new_version_keeps_the_old_one_and_names_its_paper(centre):
    contract = sign(centre)
    rows = terms(contract)

    revise(contract, centre, [*rows[:2], replace(rows[2], due_count=20), rows[3]])

    assert contract.version == 2
    assert [version.no for version in contract.versions] == [1, 2]
    assert contract.versions[1].document == "补充协议（一）"
    (amendment,) = contract.amendments
    assert (amendment.kind, amendment.amount) == (AmendmentKind.TERMS, ZERO)
    assert contract.live_instalments[2].due_on == date(2023, 6, 29)


def test_rows_are_added_and_withdrawn(centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))
    first, second, third, _ = terms(contract)
    new = make_terms(4, name="尾款", amount="104500", trigger=Trigger.TRIAL_END)

    revise(contract, centre, [first, second, third, new])

    assert [one.name for one in contract.live_instalments][3] == "尾款"
    (withdrawn,) = [one for one in contract.instalments if one.is_withdrawn]
    assert (withdrawn.name, withdrawn.withdrawn_in) == ("质保金", 2)
    assert (withdrawn.open, withdrawn.settled_on) == (ZERO, TODAY)


def test_a_paid_instalment_is_not_touched(centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))
    rows = terms(contract)

    with refused() as errors:
        revise(contract, centre, [replace(rows[0], name="预付款"), *rows[1:]])

    assert codes(errors) == ["paid_changed"]
    assert contract.version == 1


def test_a_draft_on_an_older_version_is_a_conflict(centre):
    contract = sign(centre)
    rows = terms(contract)
    revise(contract, centre, [*rows[:3], replace(rows[3], due_count=20)])

    with pytest.raises(ChangedMeanwhile):
        revise(contract, centre, rows, version=1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"document": ""}, "document_missing"),
        ({"on": date(2022, 11, 16)}, "future_date"),
        ({"on": date(2021, 10, 17)}, "before_signing"),
    ],
)
def test_a_version_after_signing_needs_its_reason_paper_and_day(centre, changes, code):
    contract = sign(centre)

    with refused() as errors:
        revise(contract, centre, terms(contract), **changes)

    assert codes(errors) == [code]


def test_what_is_used_is_listed_without_a_paper(centre):
    contract = sign(
        centre,
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        amount=Money.yuan(200_000),
        supplier_id=None,
        schedule=(make_terms(1, amount="40000"),),
    )
    more = make_terms(2, amount="39400", basis=Basis.ACTUAL)

    revise(contract, centre, [*terms(contract), more], document="")

    assert sum(amounts(contract), start=ZERO) == Money.yuan(79_400)
    assert contract.amendments == []


def test_only_new_terms_are_explained(centre):
    contract = sign(centre)
    rows = terms(contract)
    long = replace(rows[2], due_count=75, due_unit=DurationUnit.CALENDAR_DAY)

    with refused() as errors:
        revise(contract, centre, [*rows[:2], long, rows[3]])
    revise(contract, centre, [*rows[:2], long, rows[3]], explanation="财政拨款晚")
    later = terms(contract)
    revise(contract, centre, [*later[:3], replace(later[3], due_count=20)])

    assert (codes(errors), errors[0].field) == (
        ["explanation_needed"],
        "instalments-2-due_count",
    )
    assert contract.version == 3


CUMULATIVE = (
    make_terms(1, ratio=300_000, trigger=Trigger.SIGNING),
    make_terms(2, ratio=800_000, basis=Basis.CUMULATIVE_RATIO),
    make_terms(3, ratio=950_000, basis=Basis.CUMULATIVE_RATIO),
    make_terms(4, ratio=50_000),
)


def test_an_addition_of_eighty_thousand_spreads_over_cumulative_ratios(centre):
    contract = sign(centre, amount=Money.yuan(1_000_000), schedule=CUMULATIVE)
    pay(contract, 1, "300000", date(2021, 11, 5))

    change(contract, centre, AmendmentKind.ADDITION, "80000")

    assert contract.current_amount == Money.yuan(1_080_000)
    assert amounts(contract) == [
        Money.yuan(amount) for amount in (300_000, 564_000, 162_000, 54_000)
    ]


def test_an_addition_that_does_not_add_up_offers_the_difference_to_the_last(centre):
    plain = [make_terms(no, ratio=ratio) for no, ratio in ((2, 500_000), (3, 150_000), (4, 50_000))]
    contract = sign(
        centre,
        amount=Money.yuan(1_000_000),
        schedule=(CUMULATIVE[0], *plain),
    )
    pay(contract, 1, "300000", date(2021, 11, 5))

    with refused() as errors:
        change(contract, centre, AmendmentKind.ADDITION, "80000")

    assert str(errors[0]).startswith("各笔合计比合同金额少24,000.00元")
    assert errors[0].fixes[-1].no == 4


def test_additions_over_ten_per_cent_taken_together_are_explained(centre):
    contract = sign(centre, amount=Money.yuan(1_000_000), schedule=CUMULATIVE)
    change(contract, centre, AmendmentKind.ADDITION, "80000")

    with refused() as errors:
        change(contract, centre, AmendmentKind.ADDITION, "20000.01")
    change(contract, centre, AmendmentKind.ADDITION, "20000.01", explanation="主任会议同意")

    assert (codes(errors), errors[0].field) == (["explanation_needed"], "amount")
    assert contract.amendments[-1].explanation == "主任会议同意"


def test_a_reduction_lowers_the_ratios(centre):
    contract = sign(centre)

    change(contract, centre, AmendmentKind.REDUCTION, "90000")

    assert contract.amendments[0].amount == -Money.yuan(90_000)
    assert amounts(contract)[2] == Money.yuan(700_000)


def test_an_amendment_needs_an_amount(centre):
    contract = sign(centre)

    with refused() as errors:
        change(contract, centre, AmendmentKind.ADDITION, "0")

    assert "not_positive" in codes(errors)


THIRDS = tuple(make_terms(no, amount="219860.00") for no in (1, 2, 3))


def test_a_deduction_lowers_its_instalment_and_the_contract(centre):
    contract = sign(centre, amount=Money.yuan("659580.00"), schedule=THIRDS)
    second = contract.live_instalments[1]

    change(
        contract,
        centre,
        AmendmentKind.DEDUCTION,
        "10993.00",
        schedule=(),
        instalment_uid=second.uid,
    )

    assert second.amount == Money.yuan("208867.00")
    assert contract.current_amount == Money.yuan("648587.00")
    assert contract.version == 2
    assert contract.amendments[0].instalment is second


def test_a_deduction_survives_the_next_version(centre):
    contract = sign(centre, amount=Money.yuan("659580.00"), schedule=THIRDS)
    second = contract.live_instalments[1]
    change(
        contract,
        centre,
        AmendmentKind.DEDUCTION,
        "10993.00",
        schedule=(),
        instalment_uid=second.uid,
    )
    rows = [replace(row, deducted=ZERO) for row in terms(contract)]

    revise(contract, centre, [rows[0], replace(rows[1], due_count=20), rows[2]])

    assert second.amount == Money.yuan("208867.00")


def test_a_deduction_of_what_is_paid_is_refused(centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))

    with refused() as errors:
        change(
            contract,
            centre,
            AmendmentKind.DEDUCTION,
            "1",
            schedule=(),
            instalment_uid=contract.live_instalments[0].uid,
        )

    assert codes(errors) == ["paid_changed"]


def test_a_deduction_names_an_instalment_in_force(centre):
    contract = sign(centre)

    with pytest.raises(NotFound):
        change(contract, centre, AmendmentKind.DEDUCTION, "1", instalment_uid="x")


def test_another_trigger_forgets_the_old_one(centre):
    contract = sign(centre)
    rows = terms(contract)
    agreed = replace(rows[3], trigger=Trigger.ON_DATE, expected_on=date(2024, 6, 3))

    revise(contract, centre, [*rows[:3], agreed])
    last = contract.live_instalments[3]
    known = last.triggered_on
    again = replace(terms(contract)[3], trigger=Trigger.MILESTONE, expected_on=None)
    revise(contract, centre, [*terms(contract)[:3], again])

    assert known == date(2024, 6, 3)
    assert (last.triggered_on, last.evidence_kind, last.due_on) == (None, None, None)


def test_a_trigger_that_happened_stays(centre):
    contract = sign(centre)
    second = contract.live_instalments[1]
    record_trigger(second.id, centre.owner, date(2022, 11, 10), PROOF)
    rows = terms(contract)

    with refused() as errors:
        revise(contract, centre, [rows[0], replace(rows[1], trigger=Trigger.DELIVERY), *rows[2:]])

    assert codes(errors) == ["trigger_happened"]


def test_others_may_not_change_it(centre):
    contract = sign(centre)
    stranger = replace(centre.owner, id=0, uid="nobody")

    with pytest.raises(NotYourProject):
        revise_schedule(contract.id, stranger, Revise(1, (), SIGNED, "x"))
    with pytest.raises(RoleMissing):
        revise_schedule(contract.id, centre.auditor, Revise(1, (), SIGNED, "x"))


def test_a_contract_that_is_not_there_is_not_found(centre):
    with pytest.raises(NotFound):
        revise_schedule(999, centre.owner, Revise(1, (), SIGNED, "x"))


def test_of_two_versions_drafted_at_once_one_is_kept(app, centre):
    contract = sign(centre)
    contract_id, rows = contract.id, tuple(terms(contract))
    together = Barrier(2)

    def draft(name: str) -> str:
        renamed = (*rows[:3], replace(rows[3], name=name))
        command = Revise(1, renamed, TODAY, "改名", "补充协议")
        with app.app_context():
            together.wait(timeout=10)
            try:
                revise_schedule(contract_id, SYSTEM, command)
            except ChangedMeanwhile:
                return "conflict"
            return "saved"

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(draft, ("尾款", "质保款")))

    assert outcomes == ["conflict", "saved"]
    assert db.session.get_one(Contract, contract_id).version == 2
