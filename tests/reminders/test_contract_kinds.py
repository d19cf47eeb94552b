"""What comes to an end: service years, contracts, bonds, warranties, legal terms of payment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from tests.overview import centre as make
from tests.overview.centre import Centre
from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import BondForm, Trigger
from tracker.contracts.rules.terms import Bond, RecordInvoice
from tracker.contracts.service import facts
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.procurement.rules import AwardDetails, Method
from tracker.procurement.service import record_award
from tracker.projects.rules import ProjectType
from tracker.reminders.kinds import (
    bond_return,
    contract_ending,
    contract_renewal,
    payment_clock,
    warranty_ending,
)
from tracker.reminders.rules.obligations import Absence, Kind, Outstanding

Freeze = Callable[[date | datetime], None]

TODAY = date(2022, 11, 15)
FAR = date(2030, 1, 1)


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make.make_centre()


def three_years(project_id: int, supplier_id: int) -> int:
    """An award of three yearly contracts from 2022-03-10."""
    details = AwardDetails(
        method=Method.COMPETITIVE_CONSULTATION,
        supplier_id=supplier_id,
        amount=Money.yuan("3000"),
        annual_amount=Money.yuan("1000"),
        years=3,
        starts_on=date(2022, 3, 10),
        notice_on=date(2022, 2, 15),
    )
    with clock.frozen(details.notice_on):
        return record_award(project_id, details, SYSTEM)


def sign(project_id: int, year: int, **more: object) -> int:
    """The contract of a service year, for one payment on its last day."""
    ends = date(2022 + year, 3, 9)
    fields = {
        "number": f"HT-{year}",
        "service_year": year,
        "service_from": date(2021 + year, 3, 10),
        "service_to": ends,
        **more,
    }
    return make.contract(project_id, make.part(1, "1000", Trigger.SERVICE_END, None), **fields)


def only(kind: Kind, today: date = TODAY) -> Outstanding:
    (item,) = kind.outstanding(FAR, today)
    return item


def standing(kind: Kind, item: Outstanding) -> object:
    return kind.standings([item.subject_uid])[item.subject_uid]


def service(centre: Centre) -> tuple[int, int]:
    """A project of an ongoing service, and its supplier, a small enterprise."""
    project_id = make.make_project(centre, "2022-10", "网站运维", type=ProjectType.WEBSITE_OPS)
    return project_id, make.supplier()


def test_a_signed_year_waits_for_the_next_one_until_that_is_signed(centre: Centre) -> None:
    project_id, company = service(centre)
    award_id = three_years(project_id, company)
    sign(project_id, 1, supplier_id=company, award_id=award_id)

    item = only(contract_renewal.KIND)

    assert item.standing.due_on == date(2023, 3, 9)
    assert item.story.subject.zh == "第2年合同待续签"
    assert "提前60天起提醒（合同一年一签（地方做法）（待核））" in item.story.why[1].zh
    assert contract_ending.KIND.outstanding(FAR, TODAY) == ()

    sign(project_id, 2, supplier_id=company, award_id=award_id, signed_on=date(2022, 11, 1))
    assert standing(contract_renewal.KIND, item) is Absence.DONE
    assert only(contract_renewal.KIND).story.subject.zh == "第3年合同待续签"


def test_the_last_year_asks_for_new_procurement_half_a_year_ahead(centre: Centre) -> None:
    project_id, company = service(centre)
    award_id = three_years(project_id, company)
    for year in (1, 2, 3):
        sign(project_id, year, supplier_id=company, award_id=award_id)

    item = only(contract_ending.KIND)

    assert contract_renewal.KIND.outstanding(FAR, TODAY) == ()
    assert item.standing.due_on == date(2025, 3, 9)
    assert contract_ending.KIND.cadence.leads[0] == 180
    assert "3年一采已到最后一年" in item.story.why[0].zh
    for words in ("意向公开30日", "签订合同30日", "合计80日，另留100日", "2024-09-10起启动"):
        assert words in item.story.why[1].zh, words


def test_a_successor_ends_the_matter_and_a_service_beside_it_does_not(centre: Centre) -> None:
    project_id, company = service(centre)
    sign(project_id, 1, supplier_id=company)
    item = only(contract_ending.KIND)
    beside = {"service_from": date(2022, 5, 1), "service_to": date(2022, 8, 31)}

    sign(project_id, 1, supplier_id=company, **beside, number="HT-8")
    assert standing(contract_ending.KIND, item) == item.standing

    after = {"service_from": date(2023, 3, 10), "service_to": date(2024, 3, 9)}
    sign(project_id, 1, supplier_id=company, **after, number="HT-9")
    assert standing(contract_ending.KIND, item) is Absence.DONE


def test_what_is_bought_once_ends_with_its_contract(centre: Centre) -> None:
    make.command_centre(centre)

    assert contract_ending.KIND.outstanding(FAR, TODAY) == ()


def test_a_bond_is_to_be_returned_on_its_day_with_its_amount(centre: Centre) -> None:
    project_id, company = service(centre)
    bond = Bond(Money.yuan("50"), BondForm.GUARANTEE, date(2023, 4, 1))
    sign(project_id, 1, supplier_id=company, bond=bond)

    item = only(bond_return.KIND)

    assert (item.standing.due_on, item.standing.amount) == (date(2023, 4, 1), Money.yuan("50"))
    assert "保函50.00元于 2023-04-01 退还" in item.story.why[0].zh


def test_a_warranty_runs_from_the_final_acceptance_and_not_before_it(centre: Centre) -> None:
    contract_id = make.command_centre(centre)
    assert warranty_ending.KIND.outstanding(FAR, TODAY) == ()

    make.happen(contract_id, 3, date(2022, 11, 10))

    item = only(warranty_ending.KIND)
    assert item.standing.due_on == date(2023, 11, 10)
    assert "终验 2022-11-10 + 质保12个月 → 质保至 2023-11-10" in item.story.why[0].zh


def invoiced(centre: Centre, wait: int, signed_on: date, received_on: date) -> Instalment:
    """A payment due ``wait`` days after a trigger on the day the invoice came."""
    project_id, company = service(centre)
    contract_id = make.contract(
        project_id,
        make.part(1, "1000", Trigger.ASSESSMENT, received_on, wait),
        supplier_id=company,
        signed_on=signed_on,
    )
    make.happen(contract_id, 1, received_on)
    instalment = make.instalment(contract_id, 1)
    with clock.frozen(received_on):
        invoice = RecordInvoice("88", received_on, received_on, Money.yuan("1000"))
        facts.record_invoice(instalment, SYSTEM, invoice)
    return db.session.get_one(Instalment, instalment)


def test_the_legal_term_speaks_where_the_contract_is_more_patient(centre: Centre) -> None:
    row = invoiced(centre, wait=50, signed_on=date(2022, 3, 10), received_on=date(2022, 11, 1))

    item = only(payment_clock.KIND)

    assert item.standing.due_on == date(2022, 12, 1)
    assert "2022-11-01 + 30日（财库〔2019〕38号第三条）→ 2022-12-01" in item.story.why[0].zh
    assert "最长60日" in item.story.why[1].zh
    assert "比法定期限晚20天" in item.story.why[2].zh
    assert item.subject_uid == row.uid


def test_where_the_agreed_day_is_as_strict_it_reminds_alone(centre: Centre) -> None:
    row = invoiced(centre, wait=30, signed_on=date(2022, 3, 10), received_on=date(2022, 11, 1))

    assert payment_clock.KIND.outstanding(FAR, TODAY) == ()
    assert payment_clock.KIND.standings([row.uid]) == {row.uid: Absence.DONE}


def test_an_article_that_was_not_seen_is_marked(centre: Centre, frozen: Freeze) -> None:
    frozen(date(2024, 6, 20))
    invoiced(centre, wait=50, signed_on=date(2024, 3, 11), received_on=date(2024, 6, 3))

    item = only(payment_clock.KIND, date(2024, 6, 20))

    assert "10个工作日（财办库〔2023〕243号，条款待核）" in item.story.why[0].zh
    assert item.standing.due_on == date(2024, 6, 18)
