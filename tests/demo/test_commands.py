"""The ``tracker`` command as people and other programs call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from tests.support.servers import Mailbox, free_port
from tracker import cli
from tracker.app import create_app
from tracker.config import Config
from tracker.demo.people import PASSWORD
from tracker.infra import clock
from tracker.infra.db import db

FIGURES = {"due", "brought_in", "paid", "budgeted", "allotted", "gap"}


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: object
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of a command that refused."""
        assert self.code == 1, self
        assert not self.out
        (line,) = self.err.splitlines()
        return line


Tracker = Callable[..., Ran]


@pytest.fixture
def environment(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """The variables of an installation on the database under test."""
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path))
    monkeypatch.setenv("TRACKER_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACKER_SECRET_KEY", "only for tests")
    monkeypatch.setenv("TRACKER_AUDIT_KEY", "only for tests")
    monkeypatch.setenv("TRACKER_TODAY", "2022-11-15")
    return monkeypatch


@pytest.fixture
def tracker(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Tracker]:
    """Run a command in this process, and leave no connection open behind it."""
    made: list[Flask] = []

    def remembered(config: Config) -> Flask:
        made.append(create_app(config))
        return made[-1]

    def run(*arguments: str) -> Ran:
        environment.setattr(sys, "argv", ["tracker", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ran(ended.value.code, *capsys.readouterr())

    environment.setattr(cli, "create_app", remembered)
    yield run
    clock.override_day(None)
    for app in made:
        with app.app_context():
            db.engine.dispose()


# --- the demonstration centre -------------------------------------------------------------------


@pytest.mark.demo
def test_funding_tells_other_programs_every_year_and_contract(tracker: Tracker) -> None:
    told = tracker("funding", "--from", "2022", "--to", "2025", "--json").json

    assert list(told["years"]) == ["2022", "2023", "2024", "2025"]
    assert told["years"]["2023"]["due"] == "4855743.00"
    (command_centre,) = [row for row in told["contracts"] if row["project"] == "2022-06"]
    assert command_centre["contract"] == "FR-SJ-2022-006"
    assert (command_centre["amount"], command_centre["check"]) == ("6793600.00", True)
    assert command_centre["undated"] == "0.00"
    for figures in (*told["years"].values(), *command_centre["years"].values()):
        assert figures.keys() >= FIGURES
        assert all(isinstance(amount, str) for amount in figures.values())


@pytest.mark.demo
def test_funding_needs_its_years_in_order(tracker: Tracker) -> None:
    assert "--from" in tracker("funding", "--from", "2025", "--to", "2022", "--json").refusal


@pytest.mark.demo
def test_remind_makes_each_reminder_once(tracker: Tracker) -> None:
    remind = ("remind", "--as-of", "2022-11-15", "--json")

    tried = tracker(*remind, "--dry-run").json
    made = tracker(*remind).json

    assert tried == made
    overdue, ready = [one for one in made if one["project"] == "2022-10"]
    assert overdue | {"recipients": [], "why": ""} == {
        "kind": "payment_due",
        "title": "政府门户网站及新媒体运维服务第1笔付款",
        "project": "2022-10",
        "contract": "FRCG-CS-2022-010",
        "instalment": 1,
        "stage": -1,
        "due_on": "2022-11-10",
        "budget_year": 2022,
        "amount": "219860.00",
        "recipients": [],
        "why": "",
    }
    assert overdue["recipients"] == ["周敏"]
    assert (ready["kind"], ready["recipients"]) == ("application_approved", ["李晓雯", "黄敏"])
    assert "考核合格 2022-10-31 + 10日" in overdue["why"]
    assert tracker(*remind).json == []


@pytest.mark.demo
def test_remind_looks_ahead_only_on_trial(tracker: Tracker) -> None:
    ahead = ("remind", "--as-of", "2023-01-03", "--json")

    assert "--dry-run" in tracker(*ahead).refusal
    made = tracker(*ahead, "--dry-run").json
    carried_by = {one["budget_year"] for one in made if one["instalment"] is not None}
    assert carried_by == {2023}
    assert "2022-13-45" in tracker("remind", "--as-of", "2022-13-45", "--json").err


@pytest.mark.demo
def test_deliver_sends_what_remind_made(
    tracker: Tracker, environment: pytest.MonkeyPatch, smtp: Mailbox
) -> None:
    environment.setenv("TRACKER_SMTP_HOST", smtp.host)
    environment.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    environment.setenv("TRACKER_SMTP_TLS", "none")
    environment.setenv("TRACKER_SMTP_FROM", "tracker@tracker.example")
    tracker("remind", "--json")

    delivered = tracker("deliver").json

    assert delivered["sent"] >= len(smtp.messages) > 0  # a summary carries several
    told = [mail.get_content() for mail in smtp.to("owner@tracker.example")]
    (overdue,) = [text for text in told if "2022-10 政府门户网站" in text]
    assert "未付金额：219,860.00元\n由2022财政年度预算安排" in overdue
    assert tracker("deliver").json["sent"] == 0


@pytest.mark.demo
def test_verify_names_the_record_that_was_tampered_with(
    tracker: Tracker, database_url: str
) -> None:
    sound = tracker("verify")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        query = text("SELECT uid FROM payment ORDER BY id LIMIT 1")
        uid = connection.execute(query).scalar_one()
        connection.execute(
            text("UPDATE payment SET amount = amount + 1 WHERE uid = :uid"), {"uid": uid}
        )
    engine.dispose()

    broken = tracker("verify")

    assert (sound.code, broken.code) == (0, 1)
    assert uid in broken.out
    assert "amount" in broken.out


@pytest.mark.demo
def test_verify_checks_one_acceptance_or_a_printed_code(
    tracker: Tracker, database_url: str
) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        query = text("SELECT number FROM acceptance WHERE state = 'accepted' ORDER BY id LIMIT 1")
        number = connection.execute(query).scalar_one()
    one = tracker("verify", "--acceptance", number)
    wrong = tracker("verify", "--code", f"{number} 0000-0000-0000-0000")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE acceptance SET place = '别处' WHERE number = :number"), {"number": number}
        )
    engine.dispose()

    moved = tracker("verify", "--acceptance", number)

    assert (one.code, wrong.code, moved.code) == (0, 1, 1)
    assert "任何一稿都不符" in wrong.out
    assert "place" in moved.out


@pytest.mark.demo
def test_the_demo_is_not_built_over_data(tracker: Tracker) -> None:
    assert "未作改动" in tracker("demo").refusal
    again = tracker("demo", "--if-empty")
    assert again.code == 0
    assert PASSWORD in again.out


# --- setting an installation up -----------------------------------------------------------------


def test_the_first_administrator_is_made_once(tracker: Tracker) -> None:
    create = ("create-admin", "root", "--password", "a long enough password")

    assert "root" in tracker(*create).out
    assert "root" in tracker(*create).refusal


def test_a_weak_password_is_refused_in_one_line(tracker: Tracker) -> None:
    assert "10" in tracker("create-admin", "root", "--password", "short").refusal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_DATABASE_URL", "mysql://127.0.0.1/tracker"),
        ("TRACKER_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/tracker"),
        ("TRACKER_DATABASE_URL", "sqlite:////nowhere/at/all/tracker.db"),
        ("TRACKER_TODAY", "15.11.2022"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(
    tracker: Tracker, environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    assert name in tracker("serve").refusal


@pytest.mark.parametrize("name", ["TRACKER_SECRET_KEY", "TRACKER_AUDIT_KEY"])
def test_a_lost_key_stops_the_start_with_its_name(
    tracker: Tracker, environment: pytest.MonkeyPatch, name: str
) -> None:
    """Data is there and its key is not: a new one would make it unreadable."""
    environment.delenv(name)
    assert name in tracker("verify").refusal


def test_a_database_without_tables_says_which_command_makes_them(
    tracker: Tracker, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")

    assert "tracker upgrade" in tracker("serve").refusal
    assert tracker("upgrade").code == 0
    assert tracker("verify").code == 0


def test_serve_answers_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """The console script itself, from an empty folder to a healthy server and a clean end."""
    port = free_port()
    environment = os.environ | {"TRACKER_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from tracker.cli import main; main()"]
    subprocess.run([*command, "upgrade"], env=environment, check=True)
    serve = [*command, "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == f"http://127.0.0.1:{port}/"
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            health = json.load(answer)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    assert health["database"] == {"reachable": True, "migrated": True}
