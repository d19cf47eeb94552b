"""What pages and features above read of contracts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.contracts.centre import Centre, award, make_centre, pay, sign
from tracker.accounts.rules import SYSTEM
from tracker.contracts import queries
from tracker.contracts.rules.kinds import BondForm
from tracker.contracts.rules.state import InstalmentState
from tracker.contracts.rules.terms import Bond
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import Payment
from tracker.payments.rules.commands import PaymentKind, ReversePayment
from tracker.payments.service import reverse

TODAY = date(2022, 11, 15)


@pytest.fixture
def centre(app, frozen) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_a_contract_reads_with_its_instalments_and_years(centre):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))

    view = queries.contract_facts(contract.id, TODAY)

    assert (view.current_amount, view.paid) == (Money.yuan(2_090_000), Money.yuan(627_000))
    assert view.years == {
        2021: Money.yuan(627_000),
        2022: Money.yuan(627_000),
        2023: Money.yuan(731_500),
        2024: Money.yuan(104_500),
    }
    assert [one.state for one in view.instalments] == [
        InstalmentState.PAID,
        InstalmentState.AWAITING_TRIGGER,
        InstalmentState.SCHEDULED,
        InstalmentState.SCHEDULED,
    ]
    assert view.instalments[1].state_label.zh == "待初验"
    assert view.instalments[1].pay_by_on == date(2022, 12, 23)
    assert view.is_sme


def test_the_check_holds_when_money_comes_back_in_a_later_year(centre, frozen):
    contract = sign(centre)
    pay(contract, 1, "627000", date(2021, 11, 5))
    payment = db.session.query(Payment).one()
    back = ReversePayment(Money.yuan(627_000), PaymentKind.REFUND, TODAY, "账号有误退回")
    reverse(payment.id, SYSTEM, back)

    view = queries.contract_facts(contract.id, TODAY)

    total = sum(view.years.values(), start=ZERO)
    assert view.years[2021] == Money.yuan(627_000)
    assert view.years[2022] == Money.yuan(1_254_000)
    assert total - Money.yuan(627_000) == view.current_amount
    assert view.instalments[0].settled_on is None


def test_a_contract_reads_with_its_bond_and_its_award(centre):
    bond = Bond(Money.yuan(10_000), BondForm.GUARANTEE, date(2024, 6, 1))
    award_id = award(centre)
    contract = sign(
        centre,
        award_id=award_id,
        service_year=2,
        bond=bond,
        explanation="另议",
        signed_on=date(2022, 9, 1),
    )

    view = queries.contract_facts(contract.id, TODAY)

    assert view.bond == bond
    assert (view.service_year, view.award_years) == (2, 3)


def test_what_is_not_there_is_not_found(centre):
    for read in (queries.contract_facts, queries.instalment_facts, queries.invoice_facts):
        with pytest.raises(NotFound):
            read(999, TODAY)
    with pytest.raises(NotFound):
        queries.editor(999, TODAY)
    with pytest.raises(NotFound):
        queries.landing(999, TODAY, TODAY)


def test_service_years_without_a_contract_are_open(centre):
    award_id = award(centre)
    sign(centre, award_id=award_id, service_year=1, explanation="另议")

    years = queries.open_awards(centre.project_id)

    assert [(one.year, one.service_from, one.service_to) for one in years] == [
        (2, date(2022, 9, 15), date(2023, 9, 14)),
        (3, date(2023, 9, 15), date(2024, 9, 14)),
    ]
