"""A page as a browser without script holds it: its words, its fields, its messages."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from werkzeug.test import TestResponse


class _Fields(HTMLParser):
    """What the page's own form would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select: str | None = None
        self._textarea: str | None = None
        self._in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._in_form = "data-once" in named
        if not self._in_form:
            return
        name = named.get("name", "")
        if tag == "input" and name and named.get("type") not in ("checkbox", "radio"):
            self.values[name] = named.get("value", "")
        elif tag == "select":
            self._select = name
            self.values[name] = ""
        elif tag == "option" and self._select and "selected" in named:
            self.values[self._select] = named.get("value", "")
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data.lstrip("\r\n")


class Reader:
    """One answer of the server."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.html = response.get_data(as_text=True)

    @property
    def words(self) -> str:
        text = re.sub(r"<[^>]+>", " ", self.html)
        return re.sub(r"\s+", " ", unescape(text))

    @property
    def fields(self) -> dict[str, str]:
        parser = _Fields()
        parser.feed(self.html)
        return parser.values

    def error_at(self, field: str) -> str:
        """What the page says beside a field."""
        found = re.search(rf'id="{field}-error">(.*?)</p>', self.html, re.DOTALL)
        text = re.sub(r"<[^>]+>", "", found[1]) if found else ""
        return unescape(text).strip().removeprefix("错误：")

    @property
    def summary(self) -> list[str]:
        """The lines of the list of errors on top."""
        found = re.search(r'id="error-summary-title".*?<ul>(.*?)</ul>', self.html, re.DOTALL)
        lines = re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []
        return [unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in lines]
