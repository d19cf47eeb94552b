"""Somebody cannot come: the leader seats another with a reason, and everybody signs again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

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
from tests.contracts.centre import make_person
from tests.contracts.refusals import codes, refused
from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import ReplaceMember
from tracker.acceptance.rules.kinds import RoundState, Seat
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import opening
from tracker.acceptance.service.roster import replace_member
from tracker.accounts.rules import Actor, GroupKind, Role
from tracker.accounts.service import groups
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.projects import service as projects
from tracker.projects.rules import Duty

Login = Callable[[FlaskClient, Actor], None]
SIGN_BY = date(2022, 12, 5)


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


@pytest.fixture
def other(hall) -> Actor:
    person = make_person("stand-in", Role.ACCEPTANCE)
    groups.seat_member(GroupKind.ACCEPTANCE, person.id, date(2022, 11, 1), hall.admin)
    return person


def change(hall: Hall, other: Actor, **changes: Any) -> ReplaceMember:
    usual = ReplaceMember(hall.signers[2].uid, other.uid, SIGN_BY, "出差")
    return replace(usual, **changes)


def test_the_other_takes_the_seat_and_everybody_signs_again(hall, other, app):
    old = opened(hall)
    give(old, hall.leader)

    fresh = db.session.get_one(Acceptance, replace_member(old.id, hall.leader, change(hall, other)))

    assert (old.state, old.void_reason) == (RoundState.VOIDED, "member3改为stand-in：出差")
    assert len(old.signatures) == 1
    assert (fresh.state, fresh.revision, fresh.replaces) == (RoundState.OPEN, 2, old)
    assert fresh.sign_by == SIGN_BY
    with pytest.raises(errors.NotOnRoster):
        give(fresh, hall.signers[2])
    results = [give(fresh, one) for one in (hall.leader, hall.signers[1], other)]
    assert results == [Outcome.PENDING, Outcome.PENDING, Outcome.ACCEPTED]
    assert verify(app.config["TRACKER"].audit_key).problem is None


def test_it_is_one_act_in_the_history_with_its_reason(hall, other):
    replace_member(opened(hall).id, hall.leader, change(hall, other))

    entry = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert (entry.action, entry.reason) == (
        "acceptance.change_roster",
        "member3改为stand-in：出差",
    )


@pytest.mark.parametrize("who", ["admin", "owner", "member"])
def test_nobody_but_the_leader_of_the_round_or_the_unit_seats_another(hall, other, who):
    acceptance = opened(hall)
    actors = {"admin": hall.admin, "owner": hall.centre.owner, "member": hall.signers[1]}

    with pytest.raises(errors.OnlyLeaderVoids):
        replace_member(acceptance.id, actors[who], change(hall, other))

    director = make_person("director", Role.LEADER)
    replace_member(acceptance.id, director, change(hall, other))
    assert acceptance.state is RoundState.VOIDED


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"reason": " "}, "reason_missing", "reason"),
        ({"absent_uid": "nobody"}, "not_seated", "absent"),
        ({"substitute": "absent"}, "same_person", "substitute"),
        ({"substitute": "seated"}, "seat_twice", "substitute"),
        ({"substitute": "outsider"}, "not_in_group", "substitute"),
        ({"substitute": "nobody"}, "inactive", "substitute"),
        ({"sign_by": date(2022, 11, 27)}, "sign_by_past", "sign_by"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_changes(
    hall, other, changes, code, field
):
    acceptance = opened(hall)
    people = {
        "absent": hall.signers[2].uid,
        "seated": hall.signers[1].uid,
        "outsider": hall.admin.uid,
        "nobody": "nobody",
    }
    if "substitute" in changes:
        changes = {"substitute_uid": people[changes["substitute"]]}

    with refused() as found:
        replace_member(acceptance.id, hall.leader, change(hall, other, **changes))

    assert code in codes(found)
    assert field in [error.field for error in found]
    db.session.expire_all()
    assert acceptance.state is RoundState.OPEN
    assert db.session.query(Acceptance).count() == 1


def test_whoever_handled_the_procurement_takes_a_seat_only_with_a_reason(hall, other):
    acceptance = opened(hall)
    projects.assign_member(hall.centre.project_id, other.id, Duty.PROCUREMENT, hall.centre.owner)

    with refused() as found:
        replace_member(acceptance.id, hall.leader, change(hall, other))
    told = change(hall, other, overlap_reason="只此一人懂")
    fresh = db.session.get_one(Acceptance, replace_member(acceptance.id, hall.leader, told))

    assert [(error.code, error.field) for error in found] == [
        ("overlap_unexplained", "overlap_reason")
    ]
    assert fresh.seat_of(other.id).overlap_reason == "只此一人懂"


def test_the_leader_of_the_unit_may_even_replace_the_leader_of_the_round(hall, other):
    acceptance = opened(hall)
    director = make_person("director", Role.LEADER)

    told = change(hall, other, absent_uid=hall.leader.uid)
    fresh = db.session.get_one(Acceptance, replace_member(acceptance.id, director, told))

    assert fresh.seat_of(other.id).seat is Seat.LEADER


def test_a_draft_is_edited_and_a_decided_round_stays(hall, other):
    draft = drafted(hall)
    with pytest.raises(errors.RosterNotOpen, match="起草中"):
        replace_member(draft.id, hall.leader, change(hall, other))
    opening.open_round(draft.id, hall.centre.owner)
    everybody_passes(draft, hall)
    with pytest.raises(errors.RosterNotOpen, match="合格"):
        replace_member(draft.id, hall.leader, change(hall, other))


# --- pages ----------------------------------------------------------------------------------------


def test_the_leader_replaces_a_member_on_the_page_and_loses_nothing_by_a_mistake(
    hall, other, client, login
):
    acceptance = opened(hall)
    give(acceptance, hall.signers[1])
    login(client, hall.leader)
    address = f"/acceptance/{acceptance.id}/roster"
    form = {
        "absent": hall.signers[2].uid,
        "substitute": hall.admin.uid,
        "sign_by": "2022-12-05",
        "reason": "出差至12月中旬",
    }

    page = client.get(address).get_data(as_text=True)
    refused_ = client.post(address, data=form)
    done = client.post(address, data=form | {"substitute": other.uid})

    assert "已签1人的签署不再有效" in page
    assert refused_.status_code == 422
    assert "不是验收领导小组成员" in refused_.get_data(as_text=True)
    assert "出差至12月中旬" in refused_.get_data(as_text=True)
    (fresh,) = db.session.query(Acceptance).filter_by(state=RoundState.OPEN)
    assert done.headers["Location"].endswith(f"/acceptance/{fresh.id}")


@pytest.mark.parametrize("step", ["void", "roster"])
def test_a_form_that_is_not_mine_is_not_even_shown(hall, client, login, step):
    acceptance = opened(hall)
    address = f"/acceptance/{acceptance.id}/{step}"

    login(client, hall.signers[1])
    stranger = client.get(address)
    login(client, hall.leader)
    leader = client.get(address)
    everybody_passes(acceptance, hall)
    late = client.get(address)

    assert (stranger.status_code, leader.status_code, late.status_code) == (403, 200, 409)
    assert "只有本次验收的组长" in stranger.get_data(as_text=True)


@pytest.mark.parametrize("step", ["rectification", "rectified", "follow-up"])
def test_what_follows_a_failed_round_is_shown_to_those_who_see_to_it(hall, client, login, step):
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first, verdict(acceptance, {1: "3.1 面积不足"}))
    for one in others:
        give(acceptance, one)
    stranger = make_person("stranger", Role.PROJECT_OWNER)

    login(client, stranger)
    refused_ = client.get(f"/acceptance/{acceptance.id}/{step}")
    login(client, hall.centre.owner)
    shown = client.get(f"/acceptance/{acceptance.id}/{step}")

    assert (refused_.status_code, shown.status_code) == (403, 200)
