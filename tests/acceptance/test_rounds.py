"""Drafting, opening and voiding: what freezes, and what happens to what was signed before."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance.hall import (
    TODAY,
    Hall,
    drafted,
    everybody_passes,
    give,
    make_hall,
    opened,
    plan,
    verdict,
)
from tests.contracts.centre import make_person
from tests.contracts.refusals import codes, refused
from tests.procurement.tenders import planned
from tests.support import papers
from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.facts import files_of
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import SeatDraft
from tracker.acceptance.rules.kinds import RoundKind, RoundState, Seat
from tracker.acceptance.rules.outcome import Outcome
from tracker.acceptance.service import drafting, opening
from tracker.accounts.rules import GroupKind, Role
from tracker.accounts.service import groups
from tracker.contracts.rules.facts import ContractEnded
from tracker.contracts.rules.terms import Terminate
from tracker.contracts.service.ending import terminate
from tracker.infra.db import db
from tracker.infra.files.store import Incoming
from tracker.projects import service as projects
from tracker.projects.queries.overlaps import overlaps
from tracker.projects.rules import Duty, NotYourProject
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind, Target

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


def paper(name: str = "到货单.pdf") -> Incoming:
    return Incoming(name, io.BytesIO(papers.pdf()))


def test_a_round_is_numbered_within_its_project(hall):
    first = drafted(hall)
    second = drafted(hall, kind=RoundKind.FINAL, parts=(hall.part(3).uid,))

    assert (first.number, second.number) == ("YS-2021-06-1", "YS-2021-06-2")
    assert first.state is RoundState.DRAFT


def test_a_draft_may_be_incomplete_and_opening_names_everything_that_is_missing(hall):
    acceptance = drafted(hall, parts=(), items=(), roster=(), meet_at=None, place="", sign_by=None)

    with refused() as found:
        opening.open_round(acceptance.id, hall.centre.owner)

    assert codes(found) == [
        "no_part",
        "no_item",
        "meeting_missing",
        "meeting_missing",
        "meeting_missing",
        "too_few",
        "one_leader",
    ]
    assert acceptance.state is RoundState.DRAFT


def test_opening_freezes_content_documents_and_roster(hall):
    key = drafting.draft(hall.contract_id, hall.centre.owner, plan(hall), [paper()])
    acceptance = db.session.get_one(Acceptance, key)

    opening.open_round(key, hall.centre.owner)

    content = acceptance.frozen_content
    (document,) = content["documents"]
    assert (content["schema_version"], content["number"]) == (1, acceptance.number)
    assert content["contract"]["amount"] == 40_000_000
    assert (document["name"], len(document["sha256"])) == ("到货单.pdf", 64)
    assert [one["name"] for one in content["roster"]] == ["member1", "member2", "member3"]
    assert acceptance.is_intact
    assert [member.seat for member in acceptance.members] == [
        Seat.LEADER,
        Seat.MEMBER,
        Seat.MEMBER,
    ]


def test_an_open_round_is_not_edited_or_opened_again(hall):
    acceptance = opened(hall)

    with pytest.raises(errors.ContentFrozen):
        drafting.edit(acceptance.id, hall.centre.owner, plan(hall), acceptance.version)
    with pytest.raises(errors.ContentFrozen):
        opening.open_round(acceptance.id, hall.centre.owner)


def test_no_file_comes_or_goes_once_a_round_is_open(hall):
    key = drafting.draft(hall.contract_id, hall.centre.owner, plan(hall), [paper()])
    acceptance = db.session.get_one(Acceptance, key)
    opening.open_round(key, hall.centre.owner)
    target = Target("acceptance", acceptance.uid)
    (file,) = files_of(acceptance.uid)

    for kind in (DocumentKind.EVIDENCE, DocumentKind.ACCEPTANCE):
        with pytest.raises(errors.FilesFrozen) as caught:
            projects.attach(
                hall.centre.project_id, Filing(target, kind), [paper("新.pdf")], hall.centre.owner
            )
        assert caught.value.field == "papers"
    with pytest.raises(errors.FilesFrozen):
        projects.withdraw(file.uid, "传错了", hall.centre.owner)


def test_a_decided_round_takes_the_scan_of_the_paper_and_nothing_else(hall):
    acceptance = opened(hall)
    everybody_passes(acceptance, hall)
    target = Target("acceptance", acceptance.uid)

    scan = Filing(target, DocumentKind.ACCEPTANCE)
    projects.attach(hall.centre.project_id, scan, [paper("验收书.pdf")], hall.centre.owner)

    evidence = Filing(target, DocumentKind.EVIDENCE)
    with pytest.raises(errors.FilesFrozen):
        projects.attach(hall.centre.project_id, evidence, [paper()], hall.centre.owner)


def test_a_file_altered_on_the_disk_stops_the_signing(hall, tmp_path: Path):
    key = drafting.draft(hall.contract_id, hall.centre.owner, plan(hall), [paper()])
    acceptance = db.session.get_one(Acceptance, key)
    opening.open_round(key, hall.centre.owner)
    (file,) = files_of(acceptance.uid)
    (tmp_path / "files" / file.sha256[:2] / file.sha256[2:]).write_bytes(b"%PDF-1.4 other")

    with pytest.raises(errors.DocumentAltered):
        give(acceptance, hall.leader)


def test_voiding_keeps_what_was_signed_and_leads_to_a_new_draft(hall):
    key = drafting.draft(hall.contract_id, hall.centre.owner, plan(hall), [paper()])
    old = db.session.get_one(Acceptance, key)
    opening.open_round(key, hall.centre.owner)
    give(old, hall.leader)

    fresh_id = opening.void(key, hall.leader, "成员出差，改由他人参加")

    fresh = db.session.get_one(Acceptance, fresh_id)
    assert (old.state, len(old.signatures)) == (RoundState.VOIDED, 1)
    assert (old.void_reason, old.voided_by) == ("成员出差，改由他人参加", "member1")
    assert (fresh.number, fresh.revision, fresh.replaces) == (old.number, 2, old)
    assert (fresh.state, fresh.signatures) == (RoundState.DRAFT, [])
    assert [file.name for file in files_of(fresh.uid)] == ["到货单.pdf"]


def test_an_absent_member_is_replaced_and_everybody_signs_again(hall):
    old = opened(hall)
    give(old, hall.leader)
    other = make_person("stand-in", Role.ACCEPTANCE)
    groups.seat_member(GroupKind.ACCEPTANCE, other.id, date(2022, 11, 1), hall.admin)
    fresh_id = opening.void(old.id, hall.leader, "成员出差")
    roster = (
        SeatDraft(hall.leader.uid, Seat.LEADER),
        SeatDraft(hall.signers[1].uid, Seat.MEMBER),
        SeatDraft(other.uid, Seat.MEMBER),
    )
    fresh = db.session.get_one(Acceptance, fresh_id)
    drafting.edit(fresh_id, hall.centre.owner, plan(hall, roster=roster), fresh.version)
    opening.open_round(fresh_id, hall.centre.owner)

    with pytest.raises(errors.NotOnRoster):
        give(fresh, hall.signers[2])
    results = [give(fresh, one) for one in (hall.leader, hall.signers[1], other)]

    assert results == [Outcome.PENDING, Outcome.PENDING, Outcome.ACCEPTED]


def test_a_voided_round_is_not_signed(hall):
    acceptance = opened(hall)
    command = verdict(acceptance)
    opening.void(acceptance.id, hall.leader, "名单有误")

    with pytest.raises(errors.RoundVoided, match="名单有误"):
        give(acceptance, hall.signers[1], command)


@pytest.mark.parametrize("who", ["admin", "supervisor", "owner", "member"])
def test_only_its_leader_or_the_units_voids_an_open_round(hall, who):
    acceptance = opened(hall)
    actors = {
        "admin": hall.admin,
        "supervisor": hall.supervisor,
        "owner": hall.centre.owner,
        "member": hall.signers[1],
    }

    with pytest.raises(errors.OnlyLeaderVoids):
        opening.void(acceptance.id, actors[who], "不合适")

    opening.void(acceptance.id, make_person("director", Role.LEADER), "内容有误")
    assert acceptance.state is RoundState.VOIDED


def test_voiding_needs_its_reason_and_a_decided_round_stays(hall):
    acceptance = opened(hall)

    with refused() as found:
        opening.void(acceptance.id, hall.leader, "  ")
    everybody_passes(acceptance, hall)
    with pytest.raises(errors.NotVoidable):
        opening.void(acceptance.id, hall.leader, "想改")

    assert [(error.code, error.field) for error in found] == [("reason_missing", "reason")]


def test_a_draft_that_nobody_needs_is_voided_and_frees_its_instalment(hall):
    acceptance = drafted(hall)

    assert opening.void(acceptance.id, hall.centre.owner, "填错合同") is None
    assert drafted(hall).number == "YS-2021-06-2"


def test_two_unfinished_rounds_do_not_share_an_instalment(hall):
    drafted(hall)

    with refused() as found:
        drafted(hall)

    assert codes(found) == ["part_taken"]


def test_somebody_elses_change_is_not_overwritten(hall):
    acceptance = drafted(hall)
    drafting.edit(acceptance.id, hall.centre.owner, plan(hall, scope="一"), 1)

    with pytest.raises(errors.OutOfDate):
        drafting.edit(acceptance.id, hall.centre.owner, plan(hall, scope="二"), 1)

    assert (acceptance.scope, acceptance.version) == ("一", 2)


def test_the_duty_given_up_yesterday_still_counts(hall):
    """Who handled the procurement stays the one who did, whatever the duty list says today."""
    duty = projects.assign_member(
        hall.centre.project_id, hall.leader.id, Duty.PROCUREMENT, hall.centre.owner
    )
    projects.end_membership(duty, hall.centre.owner)
    acceptance = drafted(hall)

    with refused() as found:
        opening.open_round(acceptance.id, hall.centre.owner)

    assert [(error.code, error.field) for error in found] == [("leader_handled", "roster-0-person")]


def test_whoever_handled_a_tender_did_the_procurement_without_being_assigned(hall):
    leader = replace(hall.leader, roles=frozenset({Role.PROCUREMENT}))
    planned(hall.centre.project_id, leader)
    acceptance = drafted(hall)

    with refused() as found:
        opening.open_round(acceptance.id, hall.centre.owner)

    assert [(error.code, error.field) for error in found] == [("leader_handled", "roster-0-person")]


def test_a_member_who_handled_it_sits_with_a_reason_that_is_frozen(hall):
    projects.assign_member(
        hall.centre.project_id, hall.signers[1].id, Duty.PROCUREMENT, hall.centre.owner
    )
    roster = list(plan(hall).roster)
    roster[1] = SeatDraft(hall.signers[1].uid, Seat.MEMBER, "全单位只有三个科室")

    acceptance = opened(hall, roster=tuple(roster))

    assert acceptance.members[1].overlap_reason == "全单位只有三个科室"
    assert acceptance.frozen_content["roster"][1]["overlap"] == "procurement"
    (shown,) = [one for one in overlaps() if one.where.zh.startswith("验收")]
    assert shown.person == hall.signers[1].name
    assert [one.zh for one in shown.duties] == [Duty.PROCUREMENT.label.zh, "验收组成员"]
    assert (shown.reason, shown.until) == ("全单位只有三个科室", None)


def test_goods_that_no_instalment_waits_for_are_accepted_all_the_same(hall):
    acceptance = opened(hall, kind=RoundKind.DELIVERY, parts=())

    assert everybody_passes(acceptance, hall) is Outcome.ACCEPTED
    assert [part.triggered_on for part in (hall.part(2), hall.part(3))] == [None, None]


def test_outsiders_do_not_prepare_rounds(hall):
    stranger = make_person("stranger", Role.PROJECT_OWNER)

    with pytest.raises(NotYourProject):
        drafting.draft(hall.contract_id, stranger, plan(hall))


def test_nothing_new_is_accepted_under_a_contract_that_has_ended(hall):
    drafted_before = plan(hall)
    end = Terminate(TODAY, "供应商违约", early=True, document="解除函")
    terminate(hall.contract_id, hall.centre.owner, end)

    with pytest.raises(ContractEnded):
        drafting.draft(hall.contract_id, hall.centre.owner, drafted_before)
