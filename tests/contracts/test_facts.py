"""Estimates, triggers, invoices, publication and filing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.contracts.centre import Centre, make_centre, other_supplier, pay, sign
from tests.contracts.refusals import codes, refused
from tests.contracts.terms import make_terms
from tracker.accounts.rules import RoleMissing
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import ContractKind, DueFrom, Pricing, ProofKind, Trigger
from tracker.contracts.rules.state import InstalmentState
from tracker.contracts.rules.terms import Proof, RecordInvoice
from tracker.contracts.service import facts
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db, transaction
from tracker.kernel.durations import DurationUnit
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.projects.models import Project
from tracker.projects.rules import Stage
from tracker.settings.queries import work_calendar

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2022, 11, 28)
PROOF = Proof(ProofKind.ACCEPTANCE, "初验报告 2022-11-28")


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


def instalment(contract: Contract, no: int) -> Instalment:
    return next(one for one in contract.live_instalments if one.no == no)


def test_an_estimate_that_slips_moves_the_payment_into_the_next_year(centre):
    second = instalment(sign(centre), 2)

    facts.estimate(second.id, centre.owner, date(2022, 12, 12), "承建方延期")

    assert (second.due_on, second.fiscal_year) == (date(2023, 1, 3), 2023)
    assert not second.due_is_fixed
    assert second.contract.version == 1


def test_an_estimate_is_one_entry_with_before_and_after(centre):
    second = instalment(sign(centre), 2)

    facts.estimate(second.id, centre.owner, date(2022, 12, 12), "承建方延期")

    entry = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert (entry.action, entry.reason) == ("contracts.estimate", "承建方延期")
    assert '"due_on":["2022-12-30","2023-01-03"]' in entry.payload


def test_the_end_of_warranty_slips_with_the_final_acceptance(centre):
    contract = sign(centre)

    facts.estimate(instalment(contract, 3).id, centre.owner, date(2023, 12, 15))

    assert instalment(contract, 3).due_on == date(2024, 1, 8)
    assert instalment(contract, 4).expected_day == date(2024, 12, 15)
    assert instalment(contract, 4).fiscal_year == 2025


def test_without_an_estimate_a_payment_is_in_no_year(centre):
    second = instalment(sign(centre), 2)

    facts.estimate(second.id, centre.owner, None)

    assert (second.due_on, second.fiscal_year) == (None, None)
    assert second.state(TODAY) is InstalmentState.UNDATED


@pytest.mark.parametrize(
    ("no", "day", "code"),
    [
        (1, date(2022, 12, 1), "already_triggered"),
        (4, date(2024, 1, 1), "estimate_is_derived"),
        (2, date(2022, 11, 27), "estimate_in_past"),
    ],
)
def test_what_cannot_be_estimated(centre, no, day, code):
    contract = sign(centre)

    with refused() as errors:
        facts.estimate(instalment(contract, no).id, centre.owner, day)

    assert codes(errors) == [code]


def test_an_agreed_date_is_not_estimated(centre):
    row = make_terms(1, amount="9", trigger=Trigger.ON_DATE, expected_on=date(2023, 1, 5))
    contract = sign(centre, amount=Money.yuan(9), schedule=(row,))

    with refused() as errors:
        facts.estimate(instalment(contract, 1).id, centre.owner, date(2023, 2, 1))

    assert codes(errors) == ["trigger_is_agreed"]


def test_a_trigger_is_a_fact_with_its_proof(centre):
    contract = sign(centre)
    second = instalment(contract, 2)

    facts.record_trigger(second.id, centre.owner, date(2022, 11, 25), PROOF)

    assert (second.triggered_on, second.evidence) == (date(2022, 11, 25), PROOF.text)
    assert (second.due_on, second.due_is_fixed) == (date(2022, 12, 16), True)
    assert second.state(TODAY) is InstalmentState.PAYABLE


def test_the_final_acceptance_fixes_the_warranty(centre, frozen):
    contract = sign(centre)
    frozen(date(2023, 6, 30))

    facts.record_trigger(instalment(contract, 3).id, centre.owner, date(2023, 6, 12), PROOF)

    assert instalment(contract, 4).expected_day == date(2024, 6, 12)


@pytest.mark.parametrize(
    ("day", "proof", "code"),
    [
        (date(2022, 11, 29), PROOF, "future_date"),
        (date(2021, 10, 17), PROOF, "before_signing"),
        (date(2022, 11, 28), Proof(ProofKind.OTHER, " "), "proof_missing"),
    ],
)
def test_a_trigger_that_cannot_be(centre, day, proof, code):
    second = instalment(sign(centre), 2)

    with refused() as errors:
        facts.record_trigger(second.id, centre.owner, day, proof)

    assert codes(errors) == [code]
    assert second.triggered_on is None


def test_meeting_a_trigger_again_changes_nothing(centre):
    second = instalment(sign(centre), 2)
    facts.record_trigger(second.id, centre.owner, date(2022, 11, 25), PROOF)
    other = Proof(ProofKind.OTHER, "另一份")

    with transaction():
        second.meet_trigger(TODAY, other, work_calendar())

    assert (second.triggered_on, second.evidence) == (date(2022, 11, 25), PROOF.text)


def test_a_trigger_happens_once(centre):
    second = instalment(sign(centre), 2)
    facts.record_trigger(second.id, centre.owner, TODAY, PROOF)

    with refused() as errors:
        facts.record_trigger(second.id, centre.owner, TODAY, PROOF)

    assert codes(errors) == ["already_triggered"]


def test_a_trigger_recorded_in_error_is_taken_back_with_a_reason(centre):
    second = instalment(sign(centre), 2)
    facts.record_trigger(second.id, centre.owner, TODAY, PROOF)

    facts.retract_trigger(second.id, centre.owner, "登记错了项目")

    assert (second.triggered_on, second.evidence) == (None, "")
    assert second.due_on == date(2022, 12, 30)


@pytest.mark.parametrize(
    ("no", "reason", "code"),
    [
        (1, "错", "trigger_is_agreed"),
        (2, "错", "paid_already"),
        (3, "错", "not_triggered"),
        (2, " ", "reason_missing"),
    ],
)
def test_what_cannot_be_taken_back(centre, no, reason, code):
    contract = sign(centre)
    second = instalment(contract, 2)
    facts.record_trigger(second.id, centre.owner, TODAY, PROOF)
    pay(contract, 2, "1", TODAY)

    with refused() as errors:
        facts.retract_trigger(instalment(contract, no).id, centre.owner, reason)

    assert codes(errors) == [code]


def test_the_trigger_of_a_withdrawn_or_unknown_instalment_is_refused(centre):
    with pytest.raises(NotFound):
        facts.record_trigger(999, centre.owner, TODAY, PROOF)


# --- invoices -------------------------------------------------------------------------------------


def invoice(number: str = "24430001", amount: str = "627000", **days: date) -> RecordInvoice:
    issued, received = days.get("issued", date(2022, 11, 20)), days.get("received", TODAY)
    return RecordInvoice(number, issued, received, Money.yuan(amount))


def counted_from_invoice(centre: Centre) -> Contract:
    rows = (
        make_terms(
            1,
            amount="627000",
            expected_on=date(2022, 11, 20),
            due_from=DueFrom.INVOICE,
            due_count=10,
            due_unit=DurationUnit.WORKING_DAY,
        ),
    )
    return sign(centre, amount=Money.yuan(627_000), schedule=rows)


def test_an_invoice_starts_the_clock_where_the_contract_says_so(centre):
    first = instalment(counted_from_invoice(centre), 1)
    facts.record_trigger(first.id, centre.owner, date(2022, 11, 21), PROOF)
    waiting = (first.state(TODAY), first.due_on, first.due_is_fixed)

    facts.record_invoice(first.id, centre.finance, invoice())

    assert waiting == (InstalmentState.AWAITING_INVOICE, date(2022, 12, 5), False)
    assert (first.due_on, first.due_is_fixed) == (date(2022, 12, 12), True)
    assert first.state(TODAY) is InstalmentState.PAYABLE


def test_invoices_never_exceed_their_instalment(centre):
    second = instalment(sign(centre), 2)
    facts.record_invoice(second.id, centre.finance, invoice(amount="600000"))

    with refused() as errors:
        facts.record_invoice(second.id, centre.finance, invoice("2", "27000.01"))
    facts.record_invoice(second.id, centre.finance, invoice("2", "27000"))

    assert str(errors[0]) == "发票金额比本笔未开票金额多0.01元"
    assert second.uninvoiced == Money(0)


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (invoice(amount="0"), "not_positive", "amount"),
        (invoice(received=date(2022, 11, 29)), "future_date", "received_on"),
        (invoice(received=date(2022, 11, 19)), "received_before_issued", "received_on"),
    ],
)
def test_an_invoice_that_cannot_be(centre, bad, code, field):
    second = instalment(sign(centre), 2)

    with refused() as errors:
        facts.record_invoice(second.id, centre.finance, bad)

    assert [(error.code, error.field) for error in errors] == [(code, field)]


def test_an_invoice_number_is_used_once_for_one_supplier(centre):
    contract = sign(centre)
    facts.record_invoice(instalment(contract, 2).id, centre.finance, invoice())

    with refused() as errors:
        facts.record_invoice(instalment(contract, 3).id, centre.finance, invoice(" 24430001 "))

    assert (codes(errors), errors[0].field) == (["duplicate_invoice"], "number")


@pytest.mark.parametrize("again", ["2443-0001", "２４４３０００１", "No.24430001", "№ 24430001"])
def test_another_way_of_typing_the_same_number_is_the_same_invoice(centre, again):
    contract = sign(centre)
    facts.record_invoice(instalment(contract, 2).id, centre.finance, invoice())

    with refused() as errors:
        facts.record_invoice(instalment(contract, 3).id, centre.finance, invoice(again))

    assert codes(errors) == ["duplicate_invoice"]
    assert "第2笔" in str(errors[0])


def test_the_same_number_of_another_code_or_supplier_is_explained(centre):
    contract = sign(centre)
    coded = replace(invoice(), code="4300221130")
    facts.record_invoice(instalment(contract, 2).id, centre.finance, coded)
    other = replace(invoice(), code="4300221131")
    elsewhere = sign(centre, number="HT-2022-002", supplier_id=other_supplier())

    for contract_of, wanted in ((contract, other), (elsewhere, invoice())):
        with refused() as errors:
            facts.record_invoice(instalment(contract_of, 3).id, centre.finance, wanted)
        assert (codes(errors), errors[0].field) == (["similar_invoice"], "explanation")
        explained = replace(wanted, explanation="两张票，代码不同")
        facts.record_invoice(instalment(contract_of, 3).id, centre.finance, explained)


def test_a_spending_order_knows_its_own_invoice_numbers(centre):
    contract = sign(
        centre,
        kind=ContractKind.SPENDING_ORDER,
        pricing=Pricing.ACTUAL,
        supplier_id=None,
        schedule=(make_terms(1, amount="1000"),),
    )
    first = instalment(contract, 1)
    facts.record_invoice(first.id, centre.finance, invoice(amount="400"))

    with refused() as errors:
        facts.record_invoice(first.id, centre.finance, invoice(amount="400"))

    assert codes(errors) == ["duplicate_invoice"]


def test_a_voided_invoice_counts_no_more_and_its_number_is_free(centre):
    first = instalment(counted_from_invoice(centre), 1)
    wrong = facts.record_invoice(first.id, centre.finance, invoice(amount="600000"))

    facts.void_invoice(wrong, centre.finance, "金额录错")
    facts.record_invoice(first.id, centre.finance, invoice())

    assert [one.is_valid for one in first.invoices] == [False, True]
    assert first.uninvoiced == Money(0)


def test_an_invoice_is_voided_once_and_with_a_reason(centre):
    first = instalment(counted_from_invoice(centre), 1)
    wrong = facts.record_invoice(first.id, centre.finance, invoice())

    with refused() as nameless:
        facts.void_invoice(wrong, centre.finance, "")
    facts.void_invoice(wrong, centre.finance, "录错")
    with refused() as twice:
        facts.void_invoice(wrong, centre.finance, "录错")
    with pytest.raises(NotFound):
        facts.void_invoice(999, centre.finance, "录错")

    assert codes(nameless) == ["reason_missing"]
    assert codes(twice) == ["already_voided"]


# --- publication and filing -----------------------------------------------------------------------


def test_a_published_and_filed_contract_waits_for_nothing(centre, frozen):
    contract = sign(centre, signed_on=date(2022, 11, 25))

    facts.publish(contract.id, centre.owner, TODAY)
    facts.file(contract.id, centre.owner, TODAY)

    project = db.session.get_one(Project, centre.project_id)
    assert (contract.published_on, contract.filed_on) == (TODAY, TODAY)
    assert Stage.CONTRACT not in project.claims


def test_late_publication_is_explained(centre):
    contract = sign(centre)

    with refused() as errors:
        facts.publish(contract.id, centre.owner, TODAY)
    facts.publish(contract.id, centre.owner, TODAY, "系统升级")

    assert (codes(errors), errors[0].field) == (["explanation_needed"], "on")
    assert contract.published_on == TODAY


def test_filing_before_signing_is_impossible(centre):
    contract = sign(centre)

    with refused() as errors:
        facts.file(contract.id, centre.owner, date(2021, 10, 17))

    assert codes(errors) == ["before_signing"]


def test_an_auditor_records_no_fact(centre):
    second = instalment(sign(centre), 2)

    with pytest.raises(RoleMissing):
        facts.record_trigger(second.id, centre.auditor, TODAY, PROOF)
