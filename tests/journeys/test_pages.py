"""Every page, as every role: who may open it, how it fits, whether anybody can use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.addresses import ROLES, Addresses
from tests.journeys.conftest import patient
from tests.journeys.walking import sign_in
from tests.support import applications
from tests.support.browsing import Complaints
from tests.support.markup import Element, Markup
from tracker.accounts.models import User
from tracker.demo.people import PASSWORD

pytestmark = pytest.mark.demo

Login = Callable[[FlaskClient, User], None]

# Linked from everywhere.
KEY_PAGES = (
    "overview.workbench",
    "overview.ledger",
    "overview.project",
    "overview.contract",
    "funding.show",
    "reminders.index",
)

OPEN = (200, 302)  # some pages only lead to another
START = "overview.workbench"
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')

WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=390, height=844)
SMALLEST = ViewportSize(width=320, height=640)  # a desk at 400 %: WCAG 1.4.10
SIZES = (WIDE, NARROW, SMALLEST)
PARTS = 8  # of the pages, to share among processes
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
AXE = Path(AXE_FILE_PATH).read_text("utf-8")
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"


# --- permission -----------------------------------------------------------------------------------


@pytest.mark.parametrize("login_name", ROLES)
def test_each_page_opens_for_whom_policy_says_and_is_well_formed(
    client: FlaskClient,
    login: Login,
    addresses: Addresses,
    login_name: str,
) -> None:
    person = addresses.people[login_name]
    login(client, person)
    wrong, problems = {}, []

    for name, path in addresses.all.items():
        with client.get(path) as answer:
            if (answer.status_code in OPEN) != addresses.opens(name, person):
                wrong[name] = answer.status_code
            if answer.status_code == 200 and answer.mimetype == "text/html":
                problems += [f"{path}: {problem}" for problem in Markup(answer.text).problems]

    assert problems == []
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
        with client.get(path, follow_redirects=True) as answer:
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

    def look_at(self, path: str) -> Iterator[str]:
        """How it fits each screen, and how somebody with a screen reader or a keyboard meets it."""
        self.page.set_viewport_size(WIDE)
        self.page.goto(path)
        if self.page.locator("h1").count() != 1:
            yield "not exactly one h1"
        yield from self._complaints.found
        self.page.evaluate(AXE)  # once a page, and only what is wrong comes back: both take long
        for size in SIZES:
            self.page.set_viewport_size(size)
            yield from self._too_wide()
            if size is not SMALLEST:
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
        for violation in self.page.evaluate(VIOLATIONS, RULES):
            places = [node["html"][:120] for node in violation["nodes"][:3]]
            yield f"{violation['id']} at {width} px: {places}"


@dataclass
class Visitors:
    """Everybody at once: a client and, once needed, a browser for each account of ``ROLES``."""

    app: Flask
    browser: Browser
    address: str
    people: Mapping[str, User]

    def __post_init__(self) -> None:
        self._clients: dict[str, FlaskClient] = {}
        self._inspectors: dict[str, Inspector] = {}

    def elements(self, name: str, path: str) -> frozenset[Element] | None:
        """What the page is made of for that person; nothing if it is no page for them."""
        if name not in self._clients:
            self._clients[name] = self.app.test_client()
            applications.login(self._clients[name], self.people[name])
        with self._clients[name].get(path) as answer:
            is_page = answer.status_code == 200 and answer.mimetype == "text/html"
            return frozenset(Markup(answer.text).elements) if is_page else None

    def look(self, name: str, path: str) -> Iterator[str]:
        """Look at the page in that person's browser."""
        if name not in self._inspectors:
            cookie = self._clients[name].get_cookie("tracker_session")
            assert cookie is not None
            context = self.browser.new_context(base_url=self.address, locale="zh-CN", viewport=WIDE)
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
            self._inspectors[name] = Inspector(patient(context.new_page()))
        for problem in self._inspectors[name].look_at(path):
            yield f"{path} as {name}: {problem}"

    def leave(self) -> None:
        for inspector in self._inspectors.values():
            inspector.page.context.close()


@pytest.fixture
def visitors(
    app: Flask, browser: Browser, live_server: str, addresses: Addresses
) -> Iterator[Visitors]:
    everybody = Visitors(app, browser, live_server, addresses.people)
    yield everybody
    everybody.leave()


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_fit_and_anybody_can_use_them(
    visitors: Visitors, addresses: Addresses, part: int
) -> None:
    """No script error, breach of the policy, foreign request, sideways scrolling or barrier.

    Each page is looked at as the first of ``ROLES`` that may open it, and again as each other for
    whom it holds something that nobody before has seen on it; the first page as everybody.
    """
    problems: list[str] = []
    for name, path in list(addresses.all.items())[part::PARTS]:
        seen: set[Element] = set()
        for person in ROLES:
            if not addresses.opens(name, addresses.people[person]):
                continue
            elements = visitors.elements(person, path)
            if elements is not None and (name == START or not elements <= seen):
                seen |= elements
                problems += visitors.look(person, path)

    assert problems == []


@pytest.fixture
def inspector(browser: Browser, live_server: str) -> Iterator[Inspector]:
    context = browser.new_context(base_url=live_server, locale="zh-CN", viewport=WIDE)
    yield Inspector(patient(context.new_page()))
    context.close()


def test_pages_for_nobody_in_particular_are_usable_too(
    inspector: Inspector, addresses: Addresses
) -> None:
    problems = list(inspector.look_at("/login"))
    sign_in(inspector.page, "auditor", PASSWORD)
    for refused in ("/projects/new", "/nowhere"):
        problems += inspector.look_at(refused)

    assert problems == []
