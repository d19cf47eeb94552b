"""A person makes a view of the register, comes back to it, and takes it away as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.journeys.walking import field, go_to, press, refused, sign_in, sign_out, told
from tracker.demo.people import PASSWORD

pytestmark = pytest.mark.demo

NAME = "网络类跨年付款"


def test_a_view_is_made_come_back_to_and_taken_away(
    app: Flask, any_page: Page, tmp_path: Path
) -> None:
    page = any_page
    page.goto("/")
    sign_in(page, "finance", PASSWORD)
    narrow(page)
    choose_columns(page)
    save(page)
    come_back(page)
    shown = rows(page)
    compare(page, shown, tmp_path / "ledger.xlsx")
    rename_and_remove(page)


def tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="已存的视图")


def menu(page: Page, name: str) -> Locator:
    """Open a menu of the page, and what is in it."""
    found = page.get_by_role("main").locator("details", has=page.locator("summary", has_text=name))
    found.locator("summary").click()
    return found


def rows(page: Page) -> list[list[str]]:
    """The cells of the table that people see, as words."""
    body = page.get_by_role("main").locator("tbody tr")
    return [row.locator("th, td:visible").all_inner_texts() for row in body.all()]


def narrow(page: Page) -> None:
    go_to(page, "项目台账")
    tabs(page).get_by_role("link", name="跨年付款").click()
    search = page.get_by_role("searchbox", name="按名称、编号、合同号、供应商筛选")
    search.fill("网络")
    search.press("Enter")
    expect(page).to_have_url(re.compile("view=cross-year"))
    page.get_by_role("link", name="已付").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile("已付"))


def choose_columns(page: Page) -> None:
    columns = menu(page, "列")
    for name in ("采购方式/科室", "未付"):
        columns.get_by_label(name, exact=True).uncheck()
    columns.get_by_label("合同编号").check()
    columns.get_by_role("button", name="应用").click()

    heads = page.get_by_role("columnheader")
    expect(heads.filter(has_text="合同编号")).to_be_visible()
    expect(heads.filter(has_text="采购方式")).to_have_count(0)
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile("已付"))


def save(page: Page) -> None:
    view = menu(page, "保存视图")
    view.get_by_label("把现在的筛选、排序和列存为视图").fill("很长的名称" * 4)
    view.get_by_role("button", name="保存").click()
    told(page, "已保存视图")
    tabs(page).get_by_role("link", name="全部").click()

    menu(page, "列").get_by_label("年度待定").check()
    press(page, "应用")
    again = menu(page, "保存视图")
    again.get_by_label("把现在的筛选、排序和列存为视图").fill("很长的名称" * 4)
    again.get_by_role("button", name="保存").click()
    refused(page, "你已有名为“很长的名称很长的名称很长的名称很长的名称”的视图，请换一个名称")
    field(page, "视图名称").fill("带待定")
    press(page, "保存视图")
    told(page, "已保存视图 带待定")


def come_back(page: Page) -> None:
    """Signed in anew, the view is where it was, with its number of projects."""
    sign_out(page)
    sign_in(page, "leader", PASSWORD)
    go_to(page, "项目台账")
    expect(tabs(page)).not_to_contain_text("带待定")
    sign_out(page)
    sign_in(page, "finance", PASSWORD)
    go_to(page, "项目台账")
    own = tabs(page).get_by_role("link", name="很长的名称")
    count = own.locator(".view-tabs-count").inner_text()
    own.click()
    page.get_by_role("link", name="管理视图").click()
    expect(page.get_by_role("main")).to_contain_text("视图：跨年付款，关键词：网络")
    field(page, "视图名称").fill(NAME)
    press(page, "改名")
    told(page, f"已改名为 {NAME}")

    expect(tabs(page).locator("[aria-current=true]")).to_have_text(re.compile(NAME))
    expect(page.get_by_role("main").locator("tbody tr")).to_have_count(int(count))
    expect(page.get_by_role("main").locator("tfoot")).to_contain_text(f"合计{count}项")


def compare(page: Page, shown: list[list[str]], path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="导出Excel").click()
    assert download.value.suggested_filename == "项目台账2022-11-15.xlsx"
    download.value.save_as(path)

    sheet = load_workbook(path).worksheets[0]
    found = list(sheet.iter_rows(values_only=True))
    heads = [str(head) for head in found[0]]
    assert heads[:4] == ["项目编号", "项目名称", "供应商", "合同编号"]
    assert "采购方式" not in heads
    assert "未付" not in heads
    paid = heads.index("已付")
    filed = [(row[1], f"{row[paid] / 10_000:,.2f}") for row in found[1 : len(shown) + 1]]
    assert filed == [(name_of(row), amount_in(row)) for row in shown]
    assert found[len(shown) + 1][0] == f"合计{len(shown)}项"


def name_of(row: list[str]) -> str:
    return row[0].split("\n")[0].partition(" ")[2].strip()


def amount_in(row: list[str]) -> str:
    """已付 stands behind name, number, stage, step and contract amount."""
    return row[5].split()[0]


def rename_and_remove(page: Page) -> None:
    page.get_by_role("link", name="管理视图").click()
    press(page, "删除视图")
    told(page, f"已删除视图 {NAME}")
    expect(tabs(page)).not_to_contain_text(NAME)
