"""The pages of the import: bad files beside the field, nothing lost, nothing written half."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.imports import books
from tests.projects.office import Office, make_office
from tracker.imports.models import ImportDraft
from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.projects.service import edit_project


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(date(2022, 11, 15))
    return make_office()


@pytest.fixture
def browser(client: FlaskClient, login: Callable[..., None], office: Office) -> FlaskClient:
    login(client, office.finance)
    return client


def send(browser: FlaskClient, content: bytes, name: str = "台账.xlsx") -> TestResponse:
    return browser.post("/imports/", data={"papers": (BytesIO(content), name)})


def projects() -> int:
    return db.session.scalar(select(func.count()).select_from(Project)) or 0


def taken(browser: FlaskClient, address: str) -> Workbook:
    with browser.get(address) as answer:
        return load_workbook(BytesIO(answer.data))


def fingerprint() -> str:
    return db.session.scalars(select(ImportDraft)).one().found.fingerprint


def test_a_file_is_looked_through_confirmed_and_told_of(browser: FlaskClient) -> None:
    sent = send(browser, books.workbook([books.project()], books.worked_example()))
    assert sent.status_code == 303
    page = browser.get(sent.location).text
    assert "补录付款627,000.00元（2021-11-05）" in page
    assert "新增1个项目、1份合同，更新0个项目、0份合同，补录1笔付款" in page

    done = browser.post(sent.location, data={"fingerprint": fingerprint()})

    assert done.status_code == 303
    shown = browser.get(done.location).text
    assert "2021-06 数据平台建设" in shown
    assert "HT-2021-001 数据平台建设合同" in shown
    assert "台账.xlsx" in browser.get("/imports/").text
    assert browser.get(sent.location).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "是空文件"),
        (b"\0\1", "a.xlsx", "不是可以接收的文件类型"),
        ("项目编号,项目名称,备注\r\n".encode(), "a.csv", "有不认识的列：备注"),
        (books.workbook([books.project()])[:-700], "a.xlsx", "不完整"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    browser: FlaskClient, content: bytes, name: str, words: str
) -> None:
    answer = send(browser, content, name)

    assert answer.status_code == 422
    assert words in answer.text
    assert "错误：" in answer.text


def test_a_form_without_a_file_asks_for_one(browser: FlaskClient) -> None:
    answer = browser.post("/imports/", data={})

    assert answer.status_code == 422
    assert "请选择要导入的文件" in answer.text


def test_a_file_with_errors_has_no_button_to_confirm_and_a_list_to_take_away(
    browser: FlaskClient,
) -> None:
    rows = [books.project(项目类型="平台"), books.project("2021-07")]
    sent = send(browser, books.workbook(rows, books.worked_example()))
    page = browser.get(sent.location).text
    assert "确认导入</button>" not in page
    assert "有5行有错" not in page
    assert "C2“项目类型”：没有“平台”" in page
    assert "待改正" in page

    book = taken(browser, f"{sent.location}/problems")

    assert book.sheetnames == ["项目", "合同与付款节点"]
    assert [cell.value for cell in book["项目"][1]][:3] == ["原行号", "问题", "项目编号"]
    assert book["项目"].max_row == 2
    assert book["合同与付款节点"].max_row == 5
    forced = browser.post(sent.location, data={"fingerprint": fingerprint()})
    assert (forced.status_code, projects()) == (422, 0)


def test_rows_of_one_outcome_can_be_looked_at_alone(browser: FlaskClient) -> None:
    rows = [books.project(项目类型="平台"), books.project("2021-07", 项目名称="机房改造")]
    sent = send(browser, books.workbook(rows))

    page = browser.get(f"{sent.location}?only=wrong").text

    assert "机房改造" not in page
    assert "数据平台建设" in page


def test_what_changed_meanwhile_is_shown_anew_and_not_imported(
    browser: FlaskClient, office: Office
) -> None:
    first = send(browser, books.workbook([books.project()]))
    browser.post(first.location, data={"fingerprint": fingerprint()})
    sent = send(browser, books.workbook([books.project(项目名称="数据平台")]))
    seen = fingerprint()
    project = db.session.scalars(select(Project)).one()
    changed = office.details("2021-06", name="大数据平台", aliases=())
    edit_project(project.id, changed, project.version, "更名", office.finance)

    answer = browser.post(sent.location, data={"fingerprint": seen})

    assert answer.status_code == 409
    assert "核对之后台账有了变化" in answer.text
    assert "项目名称：大数据平台 → 数据平台" in answer.text
    assert browser.post(sent.location, data={"fingerprint": fingerprint()}).status_code == 303


def test_a_file_can_be_let_go(browser: FlaskClient) -> None:
    sent = send(browser, books.workbook([books.project()]))
    assert "核对过，还没有确认" in browser.get("/imports/").text

    browser.post(f"{sent.location}/discard")

    assert "核对过，还没有确认" not in browser.get("/imports/").text
    assert projects() == 0


def test_another_persons_file_is_not_to_be_had(
    browser: FlaskClient, office: Office, login: Callable[..., None]
) -> None:
    sent = send(browser, books.workbook([books.project()]))

    login(browser, office.admin)
    assert browser.get(sent.location).status_code == 404
    login(browser, office.owner)
    assert browser.get("/imports/").status_code == 403


def test_the_template_holds_the_headings_and_what_may_be_filled_in(browser: FlaskClient) -> None:
    book = taken(browser, "/imports/template")

    assert book.sheetnames == ["项目", "合同与付款节点", "填写说明", "可填内容"]
    assert (book["项目"].max_row, book["合同与付款节点"].max_row) == (1, 1)
    words = {cell.value for row in book["可填内容"] for cell in row}
    assert {"系统建设", "终验合格", "数据资源室", "王海燕"} <= words


def test_the_history_of_an_imported_project_tells_of_its_file(
    browser: FlaskClient, office: Office
) -> None:
    rows = [books.project(), books.project("2021-07", 项目名称="机房改造")]
    sent = send(browser, books.workbook(rows))
    browser.post(sent.location, data={"fingerprint": fingerprint()})
    project = db.session.scalars(select(Project).filter_by(code="2021-06")).one()

    page = browser.get(f"/history/records/{project.uid}")

    assert page.status_code == 200
    assert "导入项目与合同" in page.text
    assert "机房改造" not in page.text
