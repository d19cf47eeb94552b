"""发票登记簿 and 支付台账: what stands in a row, what the filters find, what the totals say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.payments import applying as make
from tests.payments.applying import TODAY, Office
from tracker.accounts.hooks import matters_of
from tracker.accounts.rules import Actor
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import ProofKind
from tracker.contracts.service import facts
from tracker.infra import audit
from tracker.infra.db import db, transaction
from tracker.kernel.money import Money
from tracker.payments import queries, service
from tracker.payments.rules.commands import PaymentKind, ReversePayment
from tracker.payments.rules.lists import Asked, InvoiceView

Login = Callable[[FlaskClient, Actor], None]


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(TODAY)
    return make.open_office()


def numbers(view: InvoiceView = InvoiceView.ALL, **asked: object) -> list[str]:
    found = queries.invoice_register(Asked(**asked), view)  # type: ignore[arg-type]
    return [row.number for row in found.rows]


# --- invoices -------------------------------------------------------------------------------------


def test_a_row_of_the_register_tells_where_the_invoice_belongs_and_where_it_went(
    office: Office,
) -> None:
    invoice = make.invoice(office)
    key = make.approved(office, invoice_ids=(invoice,))

    (row,) = queries.invoice_register(Asked(), InvoiceView.ALL).rows
    assert (row.contract_number, row.part, row.project_code) == ("HT-2021-001", 1, "2021-06")
    assert (row.application_id, row.is_paid) == (key, False)

    make.pay(office, key, invoice_id=invoice)
    (row,) = queries.invoice_register(Asked(), InvoiceView.PAID).rows
    assert row.is_paid


def test_views_and_search_find_what_they_say(office: Office) -> None:
    wrong = make.invoice(office, "24430001", "1000")
    facts.void_invoice(wrong, office.owner, "金额录错")
    make.invoice(office, "24430002", "2000")

    assert numbers() == ["24430002", "24430001"]
    assert numbers(InvoiceView.VOIDED) == ["24430001"]
    assert numbers(InvoiceView.UNPAID) == ["24430002"]
    assert numbers(InvoiceView.PAID) == []
    assert numbers(query="24430002") == ["24430002"]
    assert len(numbers(query="信息技术")) == len(numbers(query="2021-06")) == 2
    assert numbers(query="2443000_") == []
    assert numbers(year=2020) == []
    found = queries.invoice_register(Asked(), InvoiceView.ALL)
    assert found.total == Money.yuan("2000")
    assert [found.counts[view] for view in InvoiceView] == [2, 1, 0, 1]


def test_the_page_shows_voided_ones_with_their_reason(
    office: Office, client: FlaskClient, login: Login
) -> None:
    facts.void_invoice(make.invoice(office), office.owner, "抬头有误")
    login(client, office.centre.owner)

    body = client.get("/invoices/").text

    assert "24430001" in body
    assert "2021-11-01作废" in body
    assert "抬头有误" in body
    assert client.get("/invoices/?view=paid").text.count("没有符合条件的发票") == 1


# --- payments -------------------------------------------------------------------------------------


def test_the_ledger_runs_on_within_each_contract_and_counts_days_late(
    office: Office, frozen: Callable[[date], None]
) -> None:
    invoice = make.invoice(office)
    make.pay(office, make.approved(office, "200000", invoice_ids=(invoice,)), "200000")
    frozen(date(2021, 11, 18))
    key = make.approved(office, "427000")
    make.pay(office, key, "427000", voucher="2021-11-18", paid_on=date(2021, 11, 18))

    first, second = queries.payment_ledger(Asked(), 2021).rows
    assert (first.paid_so_far, first.unpaid) == (Money.yuan("200000"), Money.yuan("1890000"))
    assert second.paid_so_far == Money.yuan("627000")
    assert round(second.share, 2) == Decimal("30.00")
    assert (first.days_late, second.days_late) == (0, 10)
    assert second.application is not None
    assert second.application.approved_on == date(2021, 11, 18)
    assert (first.no, second.no) == (1, 2)
    assert first.ratio == 300_000


def test_a_reversal_is_a_row_of_its_own_and_the_total_is_net(office: Office) -> None:
    paid = make.pay(office, make.approved(office))
    back = ReversePayment(Money.yuan("27000"), PaymentKind.CORRECTION, TODAY, "多付")
    service.reverse(paid, office.finance, back)

    found = queries.payment_ledger(Asked(), 2021)

    assert [row.amount for row in found.rows] == [Money.yuan("627000"), Money.yuan("-27000")]
    assert found.total == Money.yuan("600000")
    assert found.rows[1].paid_so_far == Money.yuan("600000")
    assert found.rows[1].note == "多付"


def test_the_ledger_is_narrowed_by_year_project_and_supplier(office: Office) -> None:
    make.pay(office, make.approved(office))

    def count(year: int | None = 2021, **asked: str) -> int:
        return queries.payment_ledger(Asked(**asked), year).place.count  # type: ignore[arg-type]

    assert count() == count(None) == 1
    assert count(2022) == 0
    assert count(project="数据平台") == count(project="HT-2021") == 1
    assert count(project="别的") == count(supplier="别的") == 0
    assert count(supplier="信息技术") == 1


def test_the_page_of_the_ledger_says_what_it_shows(
    office: Office, client: FlaskClient, login: Login
) -> None:
    make.pay(office, make.approved(office))
    login(client, office.leader)

    body = client.get("/payments/").text
    assert "1笔，共支付627,000.00元" in body
    assert "2021-11-01" in body
    assert "全部年度" in client.get("/payments/?year=all").text
    assert "没有符合条件的付款" in client.get("/payments/?year=2020").text
    assert "没有“20x1”这个筛选条件" in client.get("/payments/?year=20x1").text


def test_pages_of_fifty_and_the_whole_for_other_uses(
    office: Office, client: FlaskClient, login: Login
) -> None:
    for number in range(52):
        make.invoice(office, f"244300{number:02}", "10")

    first = queries.invoice_register(Asked(), InvoiceView.ALL)
    last = queries.invoice_register(Asked(page=9), InvoiceView.ALL)
    whole = queries.invoice_register(Asked(), InvoiceView.ALL, whole=True)

    assert (len(first.rows), len(last.rows), len(whole.rows)) == (50, 2, 52)
    assert (last.place.page, last.place.pages, last.total) == (2, 2, Money.yuan("520"))
    login(client, office.leader)
    assert "page=2" in client.get("/invoices/").text


# --- spreadsheets ---------------------------------------------------------------------------------


def sheet(client: FlaskClient, address: str) -> list[tuple[object, ...]]:
    with client.get(address) as answer:
        assert answer.status_code == 200
        book = openpyxl.load_workbook(BytesIO(answer.data))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_each_list_is_exported_as_filtered_with_its_total(
    office: Office, client: FlaskClient, login: Login
) -> None:
    invoice = make.invoice(office)
    key = make.approved(office, "600000", invoice_ids=(invoice,), reason="=首付款")
    make.pay(office, key, "600000", invoice_id=invoice)
    login(client, office.leader)

    applications = sheet(client, "/payment-applications/?view=all&export=xlsx")
    invoices = sheet(client, "/invoices/?q=2443&export=xlsx")
    ledger = sheet(client, "/payments/?year=2021&export=xlsx")

    assert [row[:3] for row in applications[1:2]] == [(f"FK2021-{key:04}", "2021-06", "数据平台")]
    assert (applications[1][6], applications[1][8], applications[2][8]) == (
        "=首付款",
        600000,
        600000,
    )
    assert (invoices[1][1], invoices[1][8], invoices[1][12]) == ("24430001", 627000, "是")
    row = dict(zip(ledger[0], ledger[1], strict=True))
    assert (row["实付金额（元）"], row["累计支付比例"]) == (
        600000,
        pytest.approx(0.287081, abs=1e-6),
    )
    assert (row["计划比例"], row["计划金额（元）"]) == (0.3, 627000)
    assert row["发票号码"] == "24430001"
    assert ledger[2][ledger[0].index("实付金额（元）")] == 600000
    assert len(sheet(client, "/invoices/?view=voided&export=xlsx")[0]) == 16


def test_what_a_leaver_applied_for_is_named_until_somebody_has_finished_it(office: Office) -> None:
    key = make.apply(office)
    assert [matter.zh for matter in matters_of(office.owner.id)] == [
        f"付款申请FK2021-{key:04}（HT-2021-001）627,000.00元：待审核"
    ]
    assert matters_of(office.leader.id) == []


def test_the_ledger_names_the_certificate_a_payment_rests_on(office: Office) -> None:
    make.pay(office, make.approved(office))
    (row,) = queries.payment_ledger(Asked(), 2021).rows
    assert row.certificate == ""

    with transaction():
        part = db.session.scalars(select(Instalment).filter_by(no=1)).one()
        part.evidence_kind, part.evidence = ProofKind.ROUND, "YS-2021-06-1"
        audit.record("contracts.trigger", part, office.owner)

    (row,) = queries.payment_ledger(Asked(), 2021).rows
    assert row.certificate == "YS-2021-06-1"
