"""What a person does on the pages, by the words they read there."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.centre import PASSWORD


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    if page.get_by_label("账号").count() == 0:
        page.goto("/login")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def sign_out(page: Page) -> None:
    page.locator("summary.person").click()
    page.get_by_role("button", name="退出").click()


def change_to(page: Page, login: str) -> None:
    """Somebody else sits down at the same browser."""
    sign_out(page)
    sign_in(page, login)


def go_to(page: Page, name: str) -> None:
    """Follow the main navigation."""
    page.get_by_role("navigation", name="主导航").first.get_by_role("link", name=name).click()


def find_project(page: Page, words: str) -> None:
    """Search in the top bar, and open the project found."""
    search = page.get_by_role("searchbox")
    search.fill(words)
    search.press("Enter")
    page.locator("tbody").get_by_role("link").first.click()


def field(page: Page, label: str) -> Locator:
    """The field of the form with that label."""
    controls = page.locator("input, select, textarea")
    return page.get_by_role("main").get_by_label(label).and_(controls)


def press(page: Page, button: str) -> None:
    """Press a button of the page; of several, the last, as that is the one in sight."""
    page.get_by_role("main").get_by_role("button", name=button).last.click()


def told(page: Page, text: str) -> None:
    """The page says so after a step."""
    expect(page.locator(".notice", has_text=text)).to_be_visible()


def refused(page: Page, *texts: str) -> None:
    """The page lists what is wrong, says so in its title, and shows nothing as done."""
    summary = page.locator("[data-error-summary]")
    for text in texts:
        expect(summary).to_contain_text(text)
    assert page.title().startswith("错误："), page.title()


def row(page: Page, text: str) -> Locator:
    """The table row that shows this text."""
    return page.get_by_role("row").filter(has_text=text)


def card(page: Page, title: str) -> Locator:
    """The card of that title."""
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator(".card").filter(has=heading)
