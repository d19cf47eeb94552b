"""Signing: whose it is, what it needs, and what the last signature does."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.acceptance.hall import (
    TODAY,
    Hall,
    drafted,
    everybody_passes,
    give,
    make_hall,
    opened,
    verdict,
)
from tests.contracts.centre import PASSWORD
from tests.contracts.refusals import codes, refused
from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import SeatDraft
from tracker.acceptance.rules.kinds import RoundState, Seat, Verdict
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import opening, signing
from tracker.accounts.rules import SYSTEM
from tracker.contracts.rules.kinds import ProofKind
from tracker.contracts.rules.state import InstalmentState
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db, transaction
from tracker.infra.verification import verify
from tracker.projects.models import Project
from tracker.projects.rules import Stage

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


def stage(hall: Hall) -> Stage:
    return db.session.get_one(Project, hall.centre.project_id).stage


def test_the_last_pass_meets_the_condition_on_that_very_day(hall, frozen):
    acceptance = opened(hall)
    first, second, third = hall.signers

    assert give(acceptance, first) is Outcome.PENDING
    assert give(acceptance, second) is Outcome.PENDING
    assert hall.part(2).triggered_on is None
    frozen(date(2022, 11, 30))
    assert give(acceptance, third) is Outcome.ACCEPTED

    part = hall.part(2)
    assert (part.triggered_on, part.evidence_kind) == (date(2022, 11, 30), ProofKind.ROUND)
    assert part.evidence == acceptance.number
    assert (part.due_on, part.due_is_fixed) == (date(2022, 12, 21), True)
    assert part.state(date(2022, 11, 30)) is InstalmentState.PAYABLE
    assert hall.part(3).triggered_on is None
    assert (acceptance.state, stage(hall)) == (RoundState.ACCEPTED, Stage.PAYMENT)


def test_one_fail_rejects_after_everybody_has_signed_and_unlocks_nothing(hall):
    acceptance = opened(hall)
    first, second, third = hall.signers

    assert give(acceptance, first, verdict(acceptance, {3: "3.3 中危未整改"})) is Outcome.PENDING
    assert give(acceptance, second) is Outcome.PENDING
    assert give(acceptance, third) is Outcome.REJECTED

    demand = acceptance.rectification
    assert hall.part(2).triggered_on is None
    assert (demand.owner_id, demand.due_on) == (hall.centre.owner.id, date(2022, 12, 13))
    assert demand.demand == "3.3 等保三级测评前整改"
    assert stage(hall) is Stage.ACCEPTANCE


def test_the_project_stands_in_acceptance_while_a_round_is_open(hall):
    acceptance = drafted(hall)
    before = stage(hall)

    opening.open_round(acceptance.id, hall.centre.owner)
    meanwhile = stage(hall)
    opening.void(acceptance.id, hall.leader, "名单有误")

    assert (before, meanwhile) == (Stage.PERFORMANCE, Stage.ACCEPTANCE)
    assert stage(hall) is before


@pytest.mark.parametrize("who", ["owner", "finance", "admin"])
def test_nobody_signs_for_another_whatever_the_role(hall, who):
    acceptance = opened(hall)
    outsider = hall.admin if who == "admin" else getattr(hall.centre, who)

    with pytest.raises(errors.NotOnRoster):
        give(acceptance, outsider)

    assert acceptance.signatures == []


def test_not_even_the_system_signs(hall):
    acceptance = opened(hall)

    with pytest.raises(errors.NotOnRoster):
        signing.sign(acceptance.id, SYSTEM, verdict(acceptance), PASSWORD)


def test_an_observer_has_a_seat_and_no_verdict(hall):
    roster = (
        *(SeatDraft(one.uid, Seat.MEMBER) for one in hall.signers[1:]),
        SeatDraft(hall.leader.uid, Seat.LEADER),
        SeatDraft(hall.supervisor.uid, Seat.OBSERVER),
    )
    acceptance = opened(hall, roster=roster)

    with pytest.raises(errors.ObserverSigns):
        give(acceptance, hall.supervisor)

    assert everybody_passes(acceptance, hall) is Outcome.ACCEPTED


def test_nobody_signs_twice(hall):
    acceptance = opened(hall)
    give(acceptance, hall.leader)

    with pytest.raises(errors.AlreadySigned):
        give(acceptance, hall.leader)

    assert len(acceptance.signatures) == 1


def test_a_draft_is_not_signed(hall):
    acceptance = drafted(hall)

    with pytest.raises(errors.NotOnRoster):
        give(acceptance, hall.leader)


def test_what_was_seen_must_be_what_is_signed(hall):
    acceptance = opened(hall)

    with pytest.raises(errors.FingerprintChanged):
        give(acceptance, hall.leader, verdict(acceptance, fingerprint="0" * 64))


def test_a_wrong_password_is_counted_and_locks_after_five(hall):
    acceptance = opened(hall)

    seen = []
    for _ in range(5):
        with refused() as found:
            signing.sign(acceptance.id, hall.leader, verdict(acceptance), "wrong password")
        seen += codes(found)
    with refused() as found:
        give(acceptance, hall.leader)

    assert seen == ["password_not_confirmed"] * 4 + ["login_locked"]
    assert codes(found) == ["login_locked"]
    assert {error.field for error in found} == {"password"}
    assert acceptance.signatures == []


def test_the_right_password_begins_the_count_anew(hall):
    acceptance = opened(hall)
    for _ in range(4):
        with refused():
            signing.sign(acceptance.id, hall.leader, verdict(acceptance), "wrong password")

    give(acceptance, hall.leader)
    with refused() as found:
        signing.sign(acceptance.id, hall.signers[1], verdict(acceptance), "wrong password")

    assert found[0].params["left"] == 4


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"verdict": None}, [("verdict_missing", "verdict")]),
        ({"results": {1: Verdict.PASS, 3: Verdict.PASS}}, [("result_missing", "results-1-result")]),
        (
            {"results": {1: Verdict.PASS, 2: Verdict.FAIL, 3: Verdict.PASS}},
            [("pass_with_failed_item", "verdict")],
        ),
        ({"verdict": Verdict.FAIL}, [("fail_without_item", "verdict")]),
        (
            {
                "verdict": Verdict.FAIL,
                "results": {1: Verdict.FAIL, 2: Verdict.PASS, 3: Verdict.PASS},
            },
            [("opinion_missing", "opinion")],
        ),
        (
            {
                "verdict": Verdict.FAIL,
                "results": {1: Verdict.FAIL, 2: Verdict.PASS, 3: Verdict.PASS},
                "opinion": "不行",
            },
            [("opinion_names_no_item", "opinion")],
        ),
    ],
)
def test_an_incomplete_verdict_is_told_beside_its_cause(hall, changes, expected):
    acceptance = opened(hall)

    with refused() as found:
        give(acceptance, hall.leader, verdict(acceptance, **changes))

    assert [(error.code, error.field) for error in found] == expected


def test_a_signature_cannot_be_changed_or_deleted_in_the_database(hall):
    acceptance = opened(hall)
    give(acceptance, hall.leader)

    for statement in ("UPDATE signature SET opinion = 'x'", "DELETE FROM signature"):
        with pytest.raises(DatabaseError), transaction():
            db.session.execute(text(statement))


def test_the_history_tells_that_somebody_signed_and_not_what(hall):
    acceptance = opened(hall)
    give(acceptance, hall.leader, verdict(acceptance, {1: "3.1 面积不足"}))

    entry = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert (entry.action, entry.actor_name) == ("acceptance.sign", "member1")
    assert "不合格" not in entry.detail + entry.reason


def test_a_whole_round_verifies(hall, app):
    acceptance = opened(hall)
    everybody_passes(acceptance, hall)

    verdict_ = verify(app.config["TRACKER"].audit_key)

    assert verdict_.problem is None


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("state", "rejected", "state"), ("content", "{}", "content")],
)
def test_verify_names_a_round_that_is_not_what_was_signed(hall, app, column, value, words):
    acceptance = opened(hall)
    everybody_passes(acceptance, hall)
    with transaction():
        db.session.execute(text(f"UPDATE acceptance SET {column} = :value"), {"value": value})

    found = verify(app.config["TRACKER"].audit_key)

    assert words in found.problem.columns
    assert db.session.get_one(Acceptance, acceptance.id).uid == found.problem.uid
