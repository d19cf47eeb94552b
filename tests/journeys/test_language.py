"""English is complete: on every page, only what people have typed is left in Chinese."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import String, select

from tests.journeys.addresses import ROLES, Addresses
from tracker.accounts.models import User
from tracker.infra.db import Base, db

pytestmark = pytest.mark.demo

Login = Callable[[FlaskClient, User], None]

CHINESE = re.compile(r"[\u3400-\u9fff]")
LAW = re.compile(  # laws are cited by their Chinese names, wherever they are cited
    r"《[^》]+》|[\u3400-\u9fff]+(?:办法|条例|采购法|规则)|[\u3400-\u9fff]+〔\d{4}〕\d+号"
    r"|第[一二三四五六七八九十百零]+条|国务院令第\d+号|实施条例"
)
PROPOSED = re.compile(r"第\d+笔")  # in the reason that an application begins with
SHOWN = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label")
NEVER_CLOSED = frozenset({"br", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"})


class Texts(HTMLParser):
    """The texts of a page that are not marked as Chinese (lang="zh…")."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    @property
    def _is_chinese(self) -> bool:
        return any(chinese for _tag, chinese in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        chinese = (dict(attrs).get("lang") or "").startswith("zh")
        if not chinese and not self._is_chinese:
            self.found += [value or "" for name, value in attrs if name in SHOWN]
        if tag not in NEVER_CLOSED:
            self._open.append((tag, chinese))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in NEVER_CLOSED:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_chinese:
            self.found.append(data)


@pytest.mark.parametrize("login_name", ROLES)
def test_in_english_only_what_people_have_typed_is_chinese(
    client: FlaskClient,
    login: Login,
    addresses: Addresses,
    login_name: str,
) -> None:
    login(client, addresses.people[login_name])
    client.post("/language", data={"lang": "en"})
    typed = _typed_texts()

    left = {
        f"{name}: {text.strip()}"
        for name in addresses.own_pages(login_name)
        for text in Texts(client.get(addresses.all[name]).text).found
        if CHINESE.search(_without(typed, text))
    }

    assert sorted(left) == []


def _typed_texts() -> list[str]:
    """Every Chinese text in the database, and what has no other name; the longest first."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    ]
    kept = {text for column in columns for text in db.session.scalars(select(column).distinct())}
    texts = {text for one in kept if one for text in (one, *_inside(one), *one.split("、"))}
    texts |= {*_laws(), "万元", "提醒"}  # typed with an amount; a robot looks for that word
    return sorted((t for t in texts if t and CHINESE.search(t)), key=len, reverse=True)


def _inside(text: str) -> Iterator[str]:
    """The texts of what is kept as JSON."""
    if text[:1] in ("{", "["):
        with suppress(ValueError):
            for _, value in _leaves(json.loads(text)):
                yield from (value, *value.split("、"))


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text, with the name it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)


def _laws() -> Iterator[str]:
    """How the data and its rules cite laws: by their Chinese names."""
    for file in Path(str(files("tracker") / "data")).rglob("*.toml"):
        for name, text in _leaves(tomllib.loads(file.read_text("utf-8"))):
            if name in ("source", "article"):
                yield text


def _without(typed: list[str], text: str) -> str:
    """The text less what was typed; a single letter is that of a name, in place of a picture."""
    if not CHINESE.search(text) or len(text.strip()) == 1:
        return ""
    for known in typed:
        text = text.replace(known, "")
    return PROPOSED.sub("", LAW.sub("", text))
