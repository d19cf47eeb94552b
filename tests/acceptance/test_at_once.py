"""Members who sign at the same instant: each signature counts once, and there is one outcome."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.acceptance.hall import TODAY, Hall, give, make_hall, opened, verdict
from tests.contracts.centre import PASSWORD
from tracker.acceptance.models import Acceptance, Signature
from tracker.acceptance.rules.errors import AlreadySigned
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import signing
from tracker.accounts.rules import Actor
from tracker.infra import clock
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.kernel.errors import DomainError

ROOT = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


def together(app: Flask, acceptance_id: int, *actors: Actor) -> list[Outcome | type[DomainError]]:
    """Everybody signs when the last of them is ready."""
    start = threading.Barrier(len(actors))

    def run(actor: Actor) -> Outcome | type[DomainError]:
        with app.app_context():
            command = verdict(db.session.get_one(Acceptance, acceptance_id))
            db.session.rollback()
            start.wait()
            try:
                return signing.sign(acceptance_id, actor, command, PASSWORD)
            except DomainError as error:
                return type(error)

    db.session.rollback()
    with ThreadPoolExecutor(len(actors)) as pool:
        return list(pool.map(run, actors, timeout=PATIENCE))


def test_all_members_at_once_come_to_one_outcome(hall, app):
    acceptance = opened(hall)

    results = together(app, acceptance.id, *hall.signers)

    assert sorted(results) == [Outcome.ACCEPTED, Outcome.PENDING, Outcome.PENDING]
    assert (acceptance.state, len(acceptance.signatures)) == (RoundState.ACCEPTED, 3)
    assert hall.part(2).triggered_on == TODAY
    assert verify(app.config["TRACKER"].audit_key).problem is None


def test_the_same_member_twice_at_once_signs_once(hall, app):
    acceptance = opened(hall)

    results = together(app, acceptance.id, hall.leader, hall.leader)

    assert set(results) == {Outcome.PENDING, AlreadySigned}
    assert len(db.session.scalars(select(Signature)).all()) == 1


def test_two_processes_that_sign_last_decide_once(hall, app, tmp_path, database_url):
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first)
    key = acceptance.id
    db.session.rollback()
    signer = [sys.executable, "-m", "tests.acceptance.signer", database_url, str(tmp_path)]
    processes = [
        subprocess.Popen(
            [*signer, str(key), str(actor.id), str(TODAY)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for actor in others
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=PATIENCE)[0].strip() for process in processes]

    assert sorted(answers) == ["accepted", "pending"]
    fresh = db.session.get_one(Acceptance, key)
    decided = select(AuditEntry).filter_by(action="acceptance.sign")
    assert (fresh.state, len(fresh.signatures)) == (RoundState.ACCEPTED, 3)
    assert len(db.session.scalars(decided).all()) == 3
    assert hall.part(2).triggered_on == clock.today()
    assert verify(app.config["TRACKER"].audit_key).problem is None
