"""The daily backup: once a day, again after a failure, and no more archives than rotation keeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.infra.backup import office
from tests.overview.centre import make_centre
from tests.support.applications import login
from tracker.infra import lease
from tracker.infra.backup import daily
from tracker.infra.backup.errors import CannotWrite, Unsound
from tracker.infra.db import db, transaction
from tracker.infra.lease import JobRun


@pytest.fixture
def backups(app: Flask) -> Path:
    office.make_office(app)
    return office.data(app) / "backups"


def names(backups: Path) -> list[str]:
    return sorted(path.name for path in backups.iterdir())


def move_run(at: datetime) -> None:
    """The last run was at another time."""
    with transaction():
        run = db.session.get_one(JobRun, daily.JOB)
        run.succeeded_at = run.finished_at = at


def test_one_backup_a_day(backups: Path) -> None:
    daily.tick()
    daily.tick()
    first = names(backups)
    move_run(lease.database_now() - timedelta(days=1))

    daily.tick()

    assert len(first) == 1
    assert {*names(backups)} == {*first, daily.state().archive}
    assert len(names(backups)) == 2


def test_one_made_by_hand_is_the_one_of_the_day_unless_it_goes_elsewhere(
    backups: Path, tmp_path: Path
) -> None:
    daily.by_hand(tmp_path / "elsewhere", with_keys=False)
    elsewhere = daily.state()
    made = daily.by_hand(None, with_keys=False)

    daily.tick()

    assert elsewhere.succeeded_at is None
    assert names(backups) == [made.path.name] == [daily.state().archive]


def test_a_failure_is_noted_and_tried_again_at_the_next_tick(app: Flask, backups: Path) -> None:
    blocked = office.data(app) / "blocked"
    blocked.touch()
    office.configure(app, backup_dir=blocked / "below")
    with pytest.raises(CannotWrite):
        daily.tick()
    failed = daily.state()
    office.configure(app, backup_dir=None)

    daily.tick()

    assert "blocked" in failed.error
    assert (failed.succeeded_at, failed.is_stale) == (None, True)
    assert (daily.state().error, daily.state().is_stale) == ("", False)


def test_old_archives_and_what_a_killed_run_left_are_thrown_away(backups: Path) -> None:
    backups.mkdir()
    old = [f"tracker-202101{day:02}-002000.tar.gz" for day in range(1, 31)]
    for name in (*old, "notes.txt"):
        (backups / name).touch()
    (backups / ".daily-killed" / "copy").mkdir(parents=True)

    daily.tick()

    left = names(backups)
    assert left[:-1] == ["notes.txt", *old[-13:]]
    assert left[-1] == daily.state().archive


def test_hourly_tries_on_an_unsound_log_do_not_fill_the_disk(backups: Path) -> None:
    office.tamper()

    for _ in range(5):
        with pytest.raises(Unsound):
            daily.tick()

    assert len(names(backups)) == 3


def test_a_success_of_two_days_ago_is_stale(backups: Path) -> None:
    daily.tick()
    move_run(lease.database_now() - timedelta(days=2, minutes=1))

    assert daily.state().is_stale


def test_the_state_is_on_the_settings_page_and_in_the_health_check(
    app: Flask, client: FlaskClient
) -> None:
    centre = make_centre()
    login(client, centre.finance)
    before = client.get("/settings/").get_data(as_text=True)

    daily.tick()

    after = client.get("/settings/").get_data(as_text=True)
    assert "两天内没有成功的备份" in before
    assert daily.state().archive in after
    assert "副本已打开核对" in after
    told = client.get("/healthz").get_json()["backup"]
    assert (told["is_stale"], told["failed"]) == (False, False)
