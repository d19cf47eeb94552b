"""The calendar feed as its readers' programs take it: vdirsyncer subscribes, khal shows.

vdirsyncer gives what it fetches UIDs of its own, so khal also takes the feed as it is: an event
that it knows by its UID takes the place of the one before.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.request import urlopen

import icalendar
import pytest

from tests.reminders.centre import Centre, expected_on, make_centre, make_contract, move
from tracker.infra.db import db
from tracker.reminders.queries.feed import token_of
from tracker.reminders.service import preferences, sweep

Freeze = Callable[[date | datetime], None]

DAY = date(2022, 11, 23)
PATIENCE = 60
TITLE = "数据平台建设第1笔付款"

VDIRSYNCER = """
[general]
status_path = "{folder}/status"

[pair feed]
a = "server"
b = "calendar"
collections = null

[storage server]
type = "http"
url = "{url}"

[storage calendar]
type = "filesystem"
path = "{folder}/feed"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[feed]]
path = {folder}/feed
readonly = True

[[taken]]
path = {folder}/taken

[sqlite]
path = {folder}/khal.db

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Asia/Shanghai
local_timezone = Asia/Shanghai
"""


@dataclass(frozen=True)
class Reader:
    """A person's programs, in a home of their own."""

    folder: Path

    def subscribe(self, url: str) -> None:
        for name, text in (("vdirsyncer", VDIRSYNCER), ("khal", KHAL)):
            config = text.format(folder=self.folder, url=url)
            (self.folder / name).write_text(config, encoding="utf-8")
        for name in ("feed", "taken"):
            (self.folder / name).mkdir()
        assert self._run("vdirsyncer", "discover", "feed").returncode == 0

    def fetch(self) -> subprocess.CompletedProcess[str]:
        return self._run("vdirsyncer", "sync", "feed")

    def take(self, url: str) -> None:
        """The feed as it is, into a calendar that khal keeps."""
        path = self.folder / "feed.ics"
        with urlopen(url) as answer:
            path.write_bytes(answer.read())
        done = self._run("khal", "import", "--batch", "-a", "taken", str(path))
        assert done.returncode == 0, done.stderr

    def shown(self, calendar: str) -> list[str]:
        """Day and title of what khal shows from November to January."""
        form = ("--day-format", "", "--format", "{start-date} {title}")
        listed = self._run("khal", "list", "-a", calendar, *form, "2022-11-01", "2023-01-31")
        assert listed.returncode == 0, listed.stderr
        return listed.stdout.split("\n")[:-1]

    def event(self, calendar: str) -> icalendar.Event:
        (path,) = (self.folder / calendar).glob("*.ics")
        (event,) = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        assert isinstance(event, icalendar.Event)
        return event

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).parent / name
        return subprocess.run(
            [program, "-c", str(self.folder / name), *arguments],
            env={**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    folder = tmp_path / "reader"
    folder.mkdir()
    return Reader(folder)


def test_a_calendar_program_subscribes_follows_a_changed_day_and_loses_a_revoked_address(
    live_server: str, reader: Reader, frozen: Freeze
) -> None:
    frozen(date(2022, 8, 1))
    centre: Centre = make_centre()
    (instalment,) = make_contract(centre, expected_on(date(2022, 11, 30)))
    frozen(DAY)
    sweep.plan(DAY)
    preferences.open_feed(centre.finance)
    url = f"{live_server}/reminders/feed/{token_of(centre.finance.id)}.ics"
    reader.subscribe(url)

    fetched = reader.fetch()
    reader.take(url)
    assert fetched.returncode == 0, fetched.stderr
    assert reader.shown("feed") == reader.shown("taken") == [f"2022-11-30 {TITLE}"]
    before = reader.event("taken")

    move(instalment, date(2022, 12, 14))
    sweep.plan(DAY)
    db.session.rollback()
    assert reader.fetch().returncode == 0
    reader.take(url)
    assert reader.shown("feed") == reader.shown("taken") == [f"2022-12-14 {TITLE}"]
    assert reader.event("feed")["sequence"] == before["sequence"] + 1
    after = reader.event("taken")
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1

    preferences.close_feed(centre.finance)
    refused = reader.fetch()
    assert refused.returncode != 0
    assert "NOT FOUND" in refused.stderr
    assert TITLE not in refused.stderr
