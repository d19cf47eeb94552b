"""``tracker backup`` and ``tracker restore`` as an administrator calls them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.support.tools import postgresql_tools
from tracker import cli
from tracker.app import create_app
from tracker.config import Config
from tracker.infra.db import db

KEYS = {"TRACKER_SECRET_KEY": "only for tests", "TRACKER_AUDIT_KEY": "only for tests"}


@dataclass(frozen=True)
class Ran:
    code: object
    out: str
    err: str


Tracker = Callable[..., Ran]


@pytest.fixture
def tracker(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Tracker]:
    """Run a command in this process, and leave no connection open behind it."""
    settings = {"TRACKER_DATA": str(tmp_path), "TRACKER_DATABASE_URL": database_url, **KEYS}
    for name, value in (settings | {"TRACKER_PG_BIN": postgresql_tools()}).items():
        monkeypatch.setenv(name, value)
    made: list[Flask] = []

    def remembered(config: Config) -> Flask:
        made.append(create_app(config))
        return made[-1]

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tracker", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        for app in made:
            with app.app_context():
                db.engine.dispose()
        return Ran(ended.value.code, *capsys.readouterr())

    monkeypatch.setattr(cli, "create_app", remembered)
    yield run
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def archive(tracker: Tracker, tmp_path: Path) -> Path:
    tracker("create-admin", "root", "--password", "a long enough password")
    made = tracker("backup", "--to", tmp_path / "elsewhere")
    assert made.code == 0, made
    return Path(made.out.splitlines()[0])


def test_a_backup_says_where_it_is_and_that_it_was_checked(tracker: Tracker, archive: Path) -> None:
    again = tracker("backup", "--with-keys")

    assert archive.is_file()
    assert "一致 (sound): 1 条日志" in again.out
    assert ".keys" in again.out.splitlines()[-1]
    assert "2 个日终链头" in tracker("verify").out


def test_a_restore_is_refused_in_one_line_until_it_is_forced(
    tracker: Tracker, archive: Path
) -> None:
    tracker("create-admin", "second", "--password", "a long enough password")

    refused = tracker("restore", archive)
    done = tracker("restore", archive, "--force")

    assert (refused.code, refused.out, len(refused.err.splitlines())) == (1, "", 1)
    assert "--force" in refused.err
    assert done.code == 0, done
    assert "另存 (kept aside)" in done.out
    assert "1 条日志" in tracker("verify").out


def test_another_key_is_told_in_one_line_and_the_proof_is_lost_with_it(
    tracker: Tracker, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_AUDIT_KEY", "another")

    refused = tracker("restore", archive, "--force")
    done = tracker("restore", archive, "--force", "--other-key")

    assert (refused.code, len(refused.err.splitlines())) == (1, 1)
    assert "audit.key" in refused.err
    assert done.code == 1
    assert "不一致 (NOT SOUND)" in done.out


def test_a_damaged_archive_is_one_line_and_exit_1(tracker: Tracker, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-20])

    refused = tracker("restore", archive, "--force")

    assert (refused.code, refused.out, len(refused.err.splitlines())) == (1, "", 1)


def test_nothing_starts_with_another_audit_key(
    tracker: Tracker, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries chained with another key would make the whole log worthless."""
    monkeypatch.setenv("TRACKER_AUDIT_KEY", "another")

    assert "audit.key" in tracker("serve").err
    assert "第1条" in tracker("verify").out


def test_a_restore_makes_no_keys_of_its_own(
    tracker: Tracker, archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TRACKER_AUDIT_KEY")

    refused = tracker("restore", archive, "--force")

    assert "TRACKER_AUDIT_KEY" in refused.err
    assert not (tmp_path / "audit.key").exists()
