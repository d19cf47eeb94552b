"""What a page says, for tests that read it as a person would."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse


def words(response: TestResponse) -> str:
    """The words of a page, one space for any run of blanks."""
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", unescape(text))


def errors_at(response: TestResponse, field: str) -> str:
    """What the page says beside a field."""
    html = response.get_data(as_text=True)
    found = re.search(rf'id="{field}-error">(.*?)</p>', html, re.S)
    text = re.sub(r"<[^>]+>", "", found[1]) if found else ""
    return unescape(text).strip().removeprefix("错误：")


def value_of(response: TestResponse, field: str) -> str:
    html = response.get_data(as_text=True)
    found = re.search(rf'<input[^>]*\bname="{field}"[^>]*>', html)
    assert found, f"there is no field {field}"
    value = re.search(r'value="([^"]*)"', found[0])
    return unescape(value[1]) if value else ""
