"""Every page, as every role: who may open it, how it fits, whether anybody can use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.addresses import ROLES, Addresses
from tests.journeys.conftest import patient
from tests.journeys.walking import sign_in
from tests.support.browsing import Complaints
from tracker.accounts.models import User
from tracker.demo.people import PASSWORD

pytestmark = pytest.mark.demo

Login = Callable[[FlaskClient, User], None]

# Looked at as every role; closely on a phone as well.
KEY_PAGES = (
    "overview.workbench",
    "overview.ledger",
    "overview.project",
    "overview.contract",
    "funding.show",
    "reminders.index",
)

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')

WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=390, height=844)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


# --- permission -----------------------------------------------------------------------------------


@pytest.mark.parametrize("login_name", ROLES)
def test_each_page_opens_for_whom_policy_says(
    client: FlaskClient,
    login: Login,
    addresses: Addresses,
    login_name: str,
) -> None:
    person = addresses.people[login_name]
    login(client, person)

    answers = {name: client.get(path).status_code for name, path in addresses.all.items()}

    wrong = {
        name: status
        for name, status in answers.items()
        if status != (200 if addresses.opens(name, person) else 403)
    }
    assert wrong == {}


def test_no_page_opens_without_signing_in(client: FlaskClient, addresses: Addresses) -> None:
    for path in addresses.all.values():
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/login?next=")


@pytest.mark.parametrize("login_name", ROLES)
def test_every_link_that_is_shown_leads_to_a_page_that_opens(
    app: Flask, client: FlaskClient, login: Login, addresses: Addresses, login_name: str
) -> None:
    """Nobody is offered what is refused afterwards; one link to each kind of page is followed."""
    login(client, addresses.people[login_name])
    routes, followed, ahead = app.url_map.bind(""), {"overview.workbench"}, ["/"]

    for path in ahead:  # grows meanwhile
        with client.get(path) as answer:
            assert answer.status_code == 200, path
            links = LINK.findall(answer.text) if answer.mimetype == "text/html" else []
        for link in links:
            target = unescape(link)
            endpoint, _arguments = routes.match(target.partition("?")[0])
            if endpoint not in followed:
                followed.add(endpoint)
                ahead.append(target)

    assert followed > set(KEY_PAGES)


# --- layout and accessibility ---------------------------------------------------------------------


class Inspector:
    """Looks at pages on a desk and on a phone, and says what is wrong with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._complaints = Complaints()
        self._complaints.watch(page)

    def look_at(self, path: str, *closely: ViewportSize) -> Iterator[str]:
        """``closely``: at these sizes, as somebody with a screen reader or a keyboard meets it."""
        self.page.set_viewport_size(WIDE)
        self.page.goto(path)
        if self.page.locator("h1").count() != 1:
            yield "not exactly one h1"
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            yield from self._too_wide()
        yield from self._complaints.found
        for size in closely:
            self.page.set_viewport_size(size)
            yield from self._barriers()
        self._complaints.found.clear()  # axe writes styles, which the policy of the page forbids

    def _too_wide(self) -> Iterator[str]:
        needed, given = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if needed > given:
            yield f"needs {needed} px at {given}"

    def _barriers(self) -> Iterator[str]:
        width = self.page.evaluate("innerWidth")
        for violation in Axe().run(self.page, options=RULES).response["violations"]:
            places = [node["html"][:120] for node in violation["nodes"][:3]]
            yield f"{violation['id']} at {width} px: {places}"


@pytest.fixture
def inspector(browser: Browser, live_server: str) -> Iterator[Inspector]:
    context = browser.new_context(base_url=live_server, locale="zh-CN", viewport=WIDE)
    yield Inspector(patient(context.new_page()))
    context.close()


@pytest.mark.parametrize("login_name", ROLES)
def test_pages_fit_and_anybody_can_use_them(
    inspector: Inspector, addresses: Addresses, login_name: str
) -> None:
    """No script error, breach of the policy, foreign request, sideways scrolling or barrier."""
    sign_in(inspector.page, login_name, PASSWORD)
    own = addresses.own_pages(login_name)
    closely = {name: [WIDE, NARROW] if name in KEY_PAGES else [WIDE] for name in own}

    problems = [
        f"{name}: {problem}"
        for name in dict.fromkeys([*own, *KEY_PAGES])
        for problem in inspector.look_at(addresses.all[name], *closely.get(name, ()))
    ]

    assert problems == []


def test_pages_for_nobody_in_particular_are_usable_too(
    inspector: Inspector, addresses: Addresses
) -> None:
    problems = list(inspector.look_at("/login", WIDE, NARROW))
    sign_in(inspector.page, "auditor", PASSWORD)
    for refused in ("/projects/new", "/nowhere"):
        problems += inspector.look_at(refused, WIDE)

    assert problems == []
