"""The main job without a mouse: everything is reached by Tab, and where one is can be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.centre import PASSWORD, Place
from tests.journeys.walking import card, field, told
from tests.overview import centre as parts

MOST_STOPS = 150

# Whether the element with the focus shows a ring; whether something else lies over its middle.
STANDS_OUT = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""
IS_COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !top || !(one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top));
}"""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there; every stop on the way is seen and not covered."""
    expect(target).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        assert page.evaluate(STANDS_OUT), f"no ring: {where}"
        assert not page.evaluate(IS_COVERED), f"covered: {where}"
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def type_into(page: Page, label: str, text: str) -> None:
    reach(page, field(page, label))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def sign_in_by_keyboard(page: Page, login: str) -> None:
    page.goto("/login")
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("今天")


@pytest.fixture
def payable(place: Place) -> int:
    """The second instalment, 2,717,440.00, of project 2022-06 can be paid."""
    parts.happen(place.contract_id, 2, parts.TODAY)
    return parts.instalment(place.contract_id, 2)


def test_a_payment_is_recorded_from_the_worklist(
    any_page: Page, place: Place, payable: int
) -> None:
    page = any_page
    sign_in_by_keyboard(page, "finance")
    reach(page, page.get_by_role("link", name="登记付款").last)  # the first one lists them all
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第2笔")

    type_into(page, "付款金额", "1,000")
    type_into(page, "支付凭证号", "记-7")
    page.keyboard.press("Enter")

    told(page, "已登记付款1,000.00元")


def test_the_first_stop_leads_past_the_navigation(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in_by_keyboard(page, "owner")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_menu_is_opened_and_closed(page: Page, place: Place) -> None:
    sign_in_by_keyboard(page, "owner")
    menu = page.locator("summary.person")

    reach(page, menu)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="我的账户")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="我的账户")).to_be_hidden()
    expect(menu).to_be_focused()


def test_an_instalment_is_moved_and_the_focus_goes_with_it(page: Page, place: Place) -> None:
    sign_in_by_keyboard(page, "owner")
    page.goto(f"/contracts/{place.contract_id}/schedule")
    name = field(page, "第2笔名称").input_value()

    reach(page, page.get_by_role("button", name="下移第2笔"))
    page.keyboard.press("Enter")

    expect(field(page, "第3笔名称")).to_have_value(name)
    expect(page.get_by_role("button", name="下移第3笔")).to_be_focused()
    expect(card(page, "合计核对")).to_contain_text("平")
