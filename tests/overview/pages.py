"""What a page says, for tests that read it as a person would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import current_app
from sqlalchemy import event
from werkzeug.test import TestResponse

from tracker.infra import memo
from tracker.infra.db import db


def words(response: TestResponse) -> str:
    """The words of a page, one space for any run of blanks."""
    assert response.status_code == 200, response.status
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", unescape(text))


def links(response: TestResponse) -> list[str]:
    """Every address the page links to."""
    found = re.findall(r'<a[^>]*\bhref="([^"]*)"', response.get_data(as_text=True))
    return [unescape(address) for address in found]


def rows(response: TestResponse) -> list[str]:
    """The words of each table row in the body of the page's first table."""
    body = re.search(r"<tbody>(.*?)</tbody>", response.get_data(as_text=True), re.S)
    assert body, "there is no table"
    cells = re.findall(r"<tr.*?</tr>", body[1], re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(cell))).strip() for cell in cells]


@contextmanager
def counted(*, warm: bool = False) -> Iterator[list[str]]:
    """The statements sent to the database in the block; unless ``warm``, nothing is remembered."""
    if not warm:
        memo.init_app(current_app._get_current_object())  # type: ignore[attr-defined]
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
