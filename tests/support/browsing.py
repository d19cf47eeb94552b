"""A real browser on the running application; every page it shows is watched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support.network import is_local

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = Path("test-results")


@contextmanager
def started(executable: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What must not happen on any page: script errors, policy violations, foreign requests."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("console", self._console)
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and not is_local(parts.hostname or ""):
            self.found.append(f"request to another host: {url}")


@contextmanager
def watched_page(browser: Browser, address: str, *, script: bool) -> Iterator[Page]:
    """A desktop-sized page in a context of its own, with or without JavaScript."""
    context = browser.new_context(
        base_url=address,
        java_script_enabled=script,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
    )
    complaints = Complaints()
    context.on("page", complaints.watch)
    try:
        yield context.new_page()
        assert not complaints.found, "\n".join(complaints.found)
    finally:
        context.close()


def keep_picture(page: Page, test: str) -> None:
    """Save what the page shows, for whoever reads why the test failed."""
    PICTURES.mkdir(exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
