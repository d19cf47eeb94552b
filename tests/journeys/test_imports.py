"""A file with an error, corrected and sent again, ends in the ledger; people hear of it once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.imports import books
from tests.journeys.centre import TODAY, Place
from tests.journeys.walking import card, change_to, press, row, sign_in, told
from tracker.reminders.service import sweep

ROWS = {"科室": "项目应用室", "项目负责人": "陈立"}


def choose(page: Page, path: Path) -> None:
    page.locator("input[type='file']").set_input_files([path])
    press(page, "核对文件")


def test_a_file_is_corrected_and_imported(any_page: Page, place: Place, tmp_path: Path) -> None:
    page, path = any_page, tmp_path / "台账.xlsx"
    sign_in(page, "finance")
    page.goto("/projects/")
    page.get_by_role("link", name="导入", exact=True).click()
    wrong = books.worked_example(付款日期="去年")
    path.write_bytes(books.workbook([books.project(**ROWS)], wrong))

    choose(page, path)

    expect(row(page, "首付款")).to_contain_text("“去年”不是日期")
    expect(row(page, "初验款")).to_contain_text("待改正")
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载问题清单").click()
    assert download.value.suggested_filename == "导入问题清单.xlsx"

    path.write_bytes(books.workbook([books.project(**ROWS)], books.worked_example()))
    page.get_by_role("link", name="重新上传").click()
    choose(page, path)
    press(page, "确认导入")

    told(page, "导入完成，全部写入台账；有关人员会收到一份汇总")
    expect(card(page, "合同")).to_contain_text("HT-2021-001 数据平台建设合同")
    page.get_by_role("link", name="查看台账").click()
    expect(row(page, "数据平台建设")).to_contain_text("湖南某某信息技术公司")
    sweep.plan(TODAY)
    change_to(page, "owner")
    page.goto("/reminders/")
    page.get_by_role("link", name="导入完成：台账.xlsx").click()
    expect(page.get_by_text("陈立：3件待办，其中已过期0件")).to_be_visible()
