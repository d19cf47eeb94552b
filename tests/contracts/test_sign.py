"""Signing a contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.centre import (
    SIGNED,
    award,
    command,
    make_centre,
    other_project,
    other_supplier,
    sign,
    worked_example,
)
from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.accounts.rules import RoleMissing
from tracker.contracts.models import Contract
from tracker.contracts.rules.kinds import BondForm, ContractKind, Pricing, ProofKind, Trigger
from tracker.contracts.rules.state import ContractStatus
from tracker.contracts.rules.terms import Bond
from tracker.contracts.service.sign import sign_contract
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules import SupplierSize
from tracker.projects.models import Project
from tracker.projects.rules import Stage

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _today(frozen):
    frozen(date(2021, 10, 20))


def test_the_worked_example_falls_due_on_its_days():
    contract = sign(make_centre())

    assert [(one.amount, one.due_on, one.fiscal_year) for one in contract.live_instalments] == [
        (Money.yuan(627_000), date(2021, 11, 8), 2021),
        (Money.yuan(627_000), date(2022, 12, 30), 2022),
        (Money.yuan(731_500), date(2023, 6, 21), 2023),
        (Money.yuan(104_500), date(2024, 6, 24), 2024),
    ]


def test_signing_is_the_trigger_of_its_instalment():
    first, *others = sign(make_centre()).live_instalments

    assert (first.triggered_on, first.evidence_kind) == (SIGNED, ProofKind.CONTRACT)
    assert first.due_is_fixed
    assert not any(one.triggered_on or one.due_is_fixed for one in others)


def test_a_contract_keeps_its_first_version_and_the_supplier_as_it_was():
    centre = make_centre(SupplierSize.MICRO)

    contract = sign(centre)

    assert contract.status is ContractStatus.ACTIVE
    assert contract.version == 1
    assert [version.no for version in contract.versions] == [1]
    assert contract.supplier_size is SupplierSize.MICRO
    assert contract.is_sme


def test_signing_is_one_entry_in_the_history():
    centre = make_centre()
    before = db.session.query(AuditEntry).count()

    sign(centre)

    entry = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert db.session.query(AuditEntry).count() == before + 1
    assert (entry.action, entry.actor_name) == ("contracts.sign", "owner")


def test_a_triggered_instalment_puts_the_project_into_payment():
    centre = make_centre()

    sign(centre)

    project = db.session.get_one(Project, centre.project_id)
    assert project.stage is Stage.PAYMENT
    assert project.claims == {"payment", "contract", "performance"}


def test_thirty_times_four_is_refused_and_nothing_is_saved():
    centre = make_centre()
    rows = tuple(make_terms(no, ratio=300_000) for no in (1, 2, 3, 4))

    with refused() as errors:
        sign(centre, schedule=rows)

    assert str(errors[0]) == "各笔合计比合同金额多418,000.00元（20.00%）"
    assert db.session.query(Contract).count() == 0


def test_everything_that_is_wrong_is_told_at_once():
    centre = make_centre()
    rows = (*worked_example()[:3], replace(worked_example()[3], ratio=40_000, name=""))

    with refused() as errors:
        sign(
            centre,
            number=" ",
            supplier_id=None,
            signed_on=date(2021, 10, 21),
            service_from=date(2022, 1, 2),
            service_to=date(2022, 1, 1),
            schedule=rows,
        )

    assert codes(errors) == [
        "text_missing",
        "future_date",
        "end_before_start",
        "supplier_missing",
        "name_missing",
        "schedule_total",
    ]


def test_a_number_is_used_once():
    centre = make_centre()
    sign(centre)

    with refused() as errors:
        sign(centre, number=" HT-2021-001 ")

    assert codes(errors) == ["duplicate_number"]
    assert errors[0].field == "number"


def test_amounts_must_be_positive():
    bond = Bond(ZERO, BondForm.GUARANTEE)

    with refused() as errors:
        sign(make_centre(), amount=ZERO, annual_fee=ZERO, bond=bond)

    assert [error.field for error in errors[:3]] == ["amount", "annual_fee", "bond_amount"]


def test_a_term_over_sixty_days_for_an_sme_needs_an_explanation():
    centre = make_centre()
    rows = worked_example()
    long = replace(rows[1], due_count=75, due_unit=DurationUnit.CALENDAR_DAY)
    schedule = (rows[0], long, *rows[2:])

    with refused() as errors:
        sign(centre, schedule=schedule)
    contract = sign(centre, schedule=schedule, explanation="补充协议第二条")

    assert codes(errors) == ["explanation_needed"]
    assert errors[0].field == "instalments-1-due_count"
    assert contract.versions[0].explanation == "补充协议第二条"


def test_a_large_supplier_may_agree_any_term():
    rows = worked_example()
    long = replace(rows[1], due_count=75, due_unit=DurationUnit.CALENDAR_DAY)

    contract = sign(make_centre(SupplierSize.LARGE), schedule=(rows[0], long, *rows[2:]))

    assert contract.version == 1


def test_a_bond_over_ten_per_cent_needs_an_explanation():
    centre = make_centre()
    bond = Bond(Money.yuan("209000.01"), BondForm.GUARANTEE, date(2024, 1, 1))

    with refused() as errors:
        sign(centre, bond=bond)

    assert (codes(errors), errors[0].field) == (["explanation_needed"], "bond_amount")


def test_a_date_that_was_agreed_is_known_from_the_beginning(frozen):
    agreed = date(2021, 12, 1)
    rows = (make_terms(1, amount="2090000", trigger=Trigger.ON_DATE, expected_on=agreed),)

    (instalment,) = sign(make_centre(), schedule=rows).live_instalments

    assert (instalment.triggered_on, instalment.evidence_kind) == (agreed, ProofKind.DATE)
    assert not instalment.is_triggered(date(2021, 11, 30))
    assert instalment.is_triggered(agreed)


def test_spending_without_a_contract_has_no_supplier_and_a_ceiling():
    centre = make_centre()
    rows = (make_terms(1, amount="45640", trigger=Trigger.MILESTONE),)

    contract = sign(
        centre,
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        amount=Money.yuan(200_000),
        supplier_id=None,
        schedule=rows,
    )

    assert contract.supplier_size is None
    assert contract.current_amount == Money.yuan(200_000)


def test_a_spending_order_with_a_supplier_and_a_fixed_price_is_refused():
    with refused() as errors:
        sign(make_centre(), kind=ContractKind.SPENDING_ORDER)

    assert codes(errors) == ["spending_order_has_supplier", "spending_order_is_actual"]


YEARLY = {
    "amount": Money.yuan("659580.00"),
    "schedule": (make_terms(1, amount="659580.00"),),
    "signed_on": date(2021, 9, 14),
}


def test_yearly_contracts_stand_under_one_award():
    centre = make_centre()
    award_id = award(centre)

    first = sign(centre, award_id=award_id, service_year=1, **YEARLY)
    second = sign(centre, award_id=award_id, service_year=2, number="2", **YEARLY)

    assert [first.service_year, second.service_year] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service_year": 1}, "year_taken"),
        ({"service_year": 4}, "no_such_year"),
        ({"service_year": 2, "supplier_id": "other"}, "other_supplier"),
        ({"service_year": 2, "amount": Money.yuan("659580.01")}, "amount_differs"),
    ],
)
def test_a_contract_fits_its_award(changes, code):
    centre = make_centre()
    award_id = award(centre)
    sign(centre, award_id=award_id, **YEARLY)
    if "supplier_id" in changes:
        changes = {**changes, "supplier_id": other_supplier()}

    with refused() as errors:
        sign(centre, **{**YEARLY, "number": "2", "award_id": award_id, **changes})

    assert code in codes(errors)


def test_a_contract_signed_late_after_its_award_is_explained():
    centre = make_centre()
    award_id = award(centre)
    late = {**YEARLY, "signed_on": date(2021, 10, 9)}  # the 30th day, 10-01, moves to 10-08

    with refused() as errors:
        sign(centre, award_id=award_id, **late)

    assert (codes(errors), errors[0].field) == (["explanation_needed"], "signed_on")


def test_an_award_of_another_project_is_refused():
    centre = make_centre()
    award_id = award(replace(centre, project_id=other_project(centre)))

    with refused() as errors:
        sign(centre, award_id=award_id, **YEARLY)

    assert (codes(errors), errors[0].field) == (["other_project"], "award_id")


def test_an_auditor_cannot_sign():
    centre = make_centre()

    with pytest.raises(RoleMissing):
        sign_contract(centre.project_id, centre.auditor, command(centre))
