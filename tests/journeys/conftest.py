"""What the journeys share: the small centre on its day, and a browser with and without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys import keys
from tests.journeys.addresses import Addresses
from tests.journeys.centre import TODAY, Place, open_centre
from tracker.infra import clock
from tracker.reminders.service import sweep

PATIENCE = 30_000  # milliseconds


@pytest.fixture
def place(app: Flask, frozen: Callable[[date], None]) -> Place:
    """The small centre; the clock stands at 2022-11-15."""
    frozen(TODAY)
    return open_centre()


@pytest.fixture
def addresses(app: Flask) -> Addresses:
    """The addresses of the demonstration centre's pages, once the day's reminders are made."""
    sweep.plan(clock.today())
    return Addresses(app)


@pytest.fixture(params=["page", "page_without_script"])
def any_page(request: pytest.FixtureRequest) -> Page:
    """A page of the browser, with JavaScript and without."""
    page: Page = request.getfixturevalue(request.param)
    return patient(page)


@pytest.fixture
def page_by_keyboard(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page that no mouse ever touches."""
    keys.by_keyboard(monkeypatch)
    return page


@pytest.fixture(params=["page", "page_without_script", "page_by_keyboard"])
def every_page(request: pytest.FixtureRequest) -> Page:
    """A page with JavaScript, one without, and one with the keyboard alone: of whole journeys."""
    page: Page = request.getfixturevalue(request.param)
    return patient(page)


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page
