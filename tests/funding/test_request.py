"""预算申报表: the page, the sheets and the paper say the same, and add up to the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.contracts.centre import Centre, make_centre, sign
from tests.funding.test_service import new_line
from tests.funding.test_views import text
from tracker.accounts.rules import SYSTEM
from tracker.funding import queries
from tracker.kernel.errors import NotFound
from tracker.kernel.money import ZERO, Money
from tracker.projects.service import add_line

TODAY = date(2022, 11, 15)
Freeze = Callable[[date], None]


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def finance(centre: Centre, client: FlaskClient, login: Callable[..., None]) -> FlaskClient:
    login(client, centre.finance)
    return client


def fetched(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        assert answer.status_code == 200
        return answer.data


@pytest.mark.demo
def test_the_request_of_the_demo_centre_is_as_drawn(app: Flask) -> None:
    form = queries.request_form(2023, TODAY)

    assert (len(form.rows), form.count) == (12, 14)
    assert form.total.due == Money.yuan("4855743.00")
    assert form.missing == Money.yuan("1293823.00")
    assert form.listed + form.missing == form.total.due
    for row in form.rows:
        assert sum((part.amount for part in row.parts), start=ZERO) == row.due
        assert row.listed + row.missing == row.due
    assert form.rows[0].parts[0].basis.zh == "终验款27%，5月10日"
    assert form.at_cost == 2


def test_the_page_lists_each_instalment_with_its_basis(
    centre: Centre, finance: FlaskClient
) -> None:
    sign(centre)
    add_line(centre.project_id, new_line(2023, requested="500000"), SYSTEM)

    body = text(finance.get("/funding/2023/request").text)

    assert "2023年度项目支出预算申报表（已签合同据实安排）" in body
    assert "▲231,500.00" in body
    assert "终验款35%，6月" in body
    assert "附：逐笔付款依据" in body
    assert "校验码" in body


def test_with_nothing_to_ask_for_the_form_says_so(finance: FlaskClient) -> None:
    body = finance.get("/funding/2023/request").text

    assert "没有须申报的付款" in body


@pytest.mark.parametrize("year", [2021, 2022, 2028])
def test_only_years_to_come_have_a_request(centre: Centre, year: int) -> None:
    with pytest.raises(NotFound):
        queries.request_form(year, TODAY)


def test_word_and_excel_hold_what_the_page_shows(centre: Centre, finance: FlaskClient) -> None:
    sign(centre)

    word = Document(BytesIO(fetched(finance, "/funding/2023/request.docx")))
    book = load_workbook(BytesIO(fetched(finance, "/funding/2023/request.xlsx")))

    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "▲731,500.00" in cells
    assert any("终验款35%" in cell for cell in cells)
    form, parts = book.worksheets
    assert 731500 in [cell.value for cell in form[2]]
    assert parts.cell(2, 8).value == 731500


def test_the_code_changes_with_what_stands_on_the_form(centre: Centre) -> None:
    contract = sign(centre)
    first = queries.request_form(2023, TODAY)
    again = queries.request_form(2023, TODAY)

    add_line(centre.project_id, new_line(2023, requested="100"), SYSTEM)

    assert contract.id
    assert first.code == again.code
    assert queries.request_form(2023, TODAY).code != first.code


def test_the_matrix_leaves_as_it_is_filtered(centre: Centre, finance: FlaskClient) -> None:
    sign(centre)

    book = load_workbook(BytesIO(fetched(finance, "/funding/export?year=2022&gap=1")))

    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[2] == "合同编号"
    assert "2023缺（元）" in heads
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert row["合同编号"] == "HT-2021-001"
    assert row["2023已列（元）"] == "未列入"
    assert row["2023缺（元）"] == 731500
