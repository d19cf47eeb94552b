"""One process at a time, one installation that sends, and the heartbeat."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from tracker.infra import lease
from tracker.infra.db import db, transaction
from tracker.infra.lease import Lease


@dataclass(frozen=True)
class Outcome:
    summary: str


def run_out(name: str) -> None:
    """Let the lease end now."""
    with transaction():
        db.session.execute(update(Lease).where(Lease.name == name).values(expires=0))


def test_only_one_holds_a_lease_and_the_next_may_when_it_is_done(app: Flask) -> None:
    with lease.hold("job", 60) as first, lease.hold("job", 60) as second:
        assert first is not None
        assert second is None

    with lease.hold("job", 60) as third:
        assert third is not None


def test_a_lease_that_ran_out_is_free_and_its_old_holder_learns_it(app: Flask) -> None:
    with lease.hold("job", 60) as first:
        assert first is not None
        assert first.renew()
        run_out("job")
        with lease.hold("job", 60) as second:
            assert second is not None
            assert not first.renew()
            assert second.renew()


def test_an_old_holder_does_not_free_the_lease_of_the_new_one(app: Flask) -> None:
    with lease.hold("job", 60) as first:
        assert first
        run_out("job")
        taken = lease.hold("job", 60)
        second = taken.__enter__()

    assert second is not None
    assert second.renew()


def test_patience_waits_for_the_lease(app: Flask) -> None:
    with lease.hold("job", 1) as first, lease.hold("job", 60, patience=5) as second:
        assert first is not None
        assert second is not None


def test_the_first_installation_that_asks_is_designated_and_a_copy_is_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not lease.is_sent_elsewhere()
    assert lease.is_sender()
    assert lease.is_sender()

    monkeypatch.setattr(socket, "gethostname", lambda: "workstation")
    assert not lease.is_sender()
    assert lease.is_sent_elsewhere()

    lease.take_over()
    assert lease.is_sender()
    monkeypatch.undo()
    assert not lease.is_sender()


def test_a_copied_database_without_the_id_file_is_not_designated(app: Flask) -> None:
    assert lease.is_sender()
    file = Path(app.config["TRACKER"].data) / lease.FILE
    file.unlink()

    assert not lease.is_sender()
    assert file.exists()


def test_the_heartbeat_keeps_the_last_run_and_the_last_success(app: Flask) -> None:
    assert lease.last_run("job") is None
    lease.beat("job", lambda: Outcome("made=1"))
    succeeded_at = lease.last_run("job").succeeded_at  # type: ignore[union-attr]

    def break_down() -> Outcome:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        lease.beat("job", break_down)

    run = lease.last_run("job")
    assert run is not None
    assert (run.error, run.succeeded_at) == ("ValueError: no", succeeded_at)
