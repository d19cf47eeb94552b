"""Uploading papers: with script, which shows the way up, and without; and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.centre import Place
from tests.journeys.conftest import patient
from tests.journeys.walking import card, field, press, row, sign_in, told
from tests.support import papers


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "验收报告（签字）.pdf"
    path.write_bytes(papers.pdf())
    return path


def choose(page: Page, *paths: Path) -> None:
    field(page, "文件").and_(page.locator("input[type='file']")).set_input_files(paths)


def what_is_wrong(page: Page) -> Locator:
    """With script beside the form, without it on top."""
    return page.locator("[data-upload-error]:visible, [data-error-summary]")


def test_what_is_missing_leads_to_the_form_that_adds_it(
    any_page: Page, place: Place, scan: Path
) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto("/projects/2022-06")
    card(page, "文件").get_by_role("link", name="采购文件1份").click()
    lack = card(page, "缺少的文件").get_by_role("listitem").filter(has_text="合同正本")
    lack.get_by_role("link", name="上传").click()

    choose(page, scan)
    press(page, "上传")

    told(page, "已上传1个文件")
    expect(lack).to_have_count(0)
    listed = row(page, scan.name)
    expect(listed).to_contain_text("合同FR-SJ-2022-006")
    with page.expect_download() as download:
        listed.get_by_role("link", name=scan.name, exact=True).click()
    assert download.value.suggested_filename == scan.name
    assert Path(download.value.path()).read_bytes() == papers.pdf()


def test_a_file_that_is_not_what_it_says_is_refused_and_the_right_one_taken(
    any_page: Page, place: Place, scan: Path, tmp_path: Path
) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto("/projects/2022-06/files/new?kind=acceptance")
    wrong = tmp_path / "照片.pdf"
    wrong.write_bytes(papers.png())

    choose(page, wrong)
    press(page, "上传")

    expect(what_is_wrong(page)).to_contain_text("“照片.pdf”的内容是PNG图片，与扩展名不符")
    choose(page, scan)
    press(page, "上传")
    told(page, "已上传1个文件")
    expect(row(page, "照片.pdf")).to_have_count(0)


def test_the_script_tells_what_is_wrong_before_it_sends_and_keeps_what_was_chosen(
    page: Page, place: Place, scan: Path, tmp_path: Path
) -> None:
    patient(page)
    sign_in(page, "owner")
    page.goto("/projects/2022-06/files/new?kind=acceptance")
    empty = tmp_path / "空.pdf"
    empty.touch()
    page.route("**/files/new*", lambda route: route.abort())

    choose(page, empty)
    press(page, "上传")
    expect(what_is_wrong(page)).to_have_text("“空.pdf”是空文件，请检查后重新选择")

    choose(page, scan)
    press(page, "上传")
    expect(what_is_wrong(page)).to_contain_text("网络中断，文件没有保存")

    page.unroute("**/files/new*")
    press(page, "上传")
    told(page, "已上传1个文件")
