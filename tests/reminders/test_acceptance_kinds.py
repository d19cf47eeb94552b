"""Signatures that are missing and rectifications that are open: on the desks and in the mail."""

from __future__ import annotations

from datetime import date

import pytest

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
from tracker.acceptance.models import Acceptance
from tracker.acceptance.rules.commands import ReportRectified
from tracker.acceptance.service import opening, rectifying
from tracker.accounts.rules import Role
from tracker.infra.db import db
from tracker.overview.queries import project_page
from tracker.reminders.kinds import reacceptance, rectification, round_voided, signature_pending
from tracker.reminders.models import Delivery, Obligation
from tracker.reminders.queries import todo_count, worklist
from tracker.reminders.rules.obligations import Absence, Standing, Urgency
from tracker.reminders.service import sweep

pytestmark = pytest.mark.usefixtures("app")
SOON = date(2022, 12, 1)


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


@pytest.fixture
def failed(hall) -> Acceptance:
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first, verdict(acceptance, {3: "3.3 中危未整改"}))
    for one in others:
        give(acceptance, one)
    return acceptance


def urgencies(user_id: int, name: str) -> list[Urgency]:
    return [task.urgency for task in worklist(user_id, date.max, TODAY) if task.kind.name == name]


def test_a_round_waits_on_the_desk_of_those_who_have_not_signed_and_of_nobody_else(hall):
    acceptance = opened(hall)
    give(acceptance, hall.leader)

    (item,) = signature_pending.outstanding(date.max, TODAY)

    assert item.standing.due_on == SOON
    assert item.step.turn.user_ids == tuple(one.id for one in hall.signers[1:])
    assert item.story.why[0].zh == "已签1人，还差2人：member2、member3"
    assert urgencies(hall.signers[1].id, "signature_pending") == [Urgency.AHEAD]
    assert urgencies(hall.leader.id, "signature_pending") == []
    assert urgencies(hall.centre.owner.id, "signature_pending") == [Urgency.WAITING]
    assert todo_count(hall.signers[2].id, date.max, TODAY) == 1


def test_a_draft_waits_for_nobody_and_a_decided_round_is_done(hall):
    acceptance = opened(hall)
    uid = acceptance.uid
    pending = signature_pending.standings([uid])[uid]
    everybody_passes(acceptance, hall)

    assert isinstance(pending, Standing)
    assert signature_pending.standings([uid, "unknown"]) == {uid: Absence.DONE}
    assert signature_pending.outstanding(date.max, TODAY) == ()
    assert signature_pending.turns(date.max, TODAY) == ()


def test_a_new_draft_tells_those_who_signed_before_why_they_sign_again(hall):
    old = opened(hall)
    give(old, hall.leader)
    uid = old.uid
    fresh_id = opening.void(old.id, hall.leader, "附件不全")
    opening.open_round(fresh_id, hall.centre.owner)

    (item,) = signature_pending.outstanding(date.max, TODAY)

    assert "前一稿已作废（附件不全），原来的签署无效，须重新签署" in [
        line.zh for line in item.story.why
    ]
    assert hall.leader.id in item.step.turn.user_ids
    assert signature_pending.standings([uid]) == {uid: Absence.WITHDRAWN}


def test_the_leaders_are_told_when_signatures_are_days_late(hall):
    opened(hall)
    (item,) = signature_pending.outstanding(date.max, TODAY)

    roles = [
        [seat.role for seat in signature_pending.KIND.audience(item.standing, stage)]
        for stage in (0, -2, -3)
    ]

    assert roles == [[None, None], [None, None], [None, None, Role.LEADER]]


def test_a_rectification_waits_for_whoever_is_in_charge_until_it_is_reported(hall, failed):
    (item,) = rectification.outstanding(date.max, TODAY)
    uid = failed.rectification.uid

    assert (item.standing.due_on, item.step.endpoint) == (date(2022, 12, 13), "acceptance.report")
    assert item.step.turn.user_ids == (hall.centre.owner.id,)
    assert urgencies(hall.centre.owner.id, "rectification") == [Urgency.AHEAD]

    rectifying.report(failed.id, hall.centre.owner, ReportRectified(TODAY, "已修复"))

    assert rectification.outstanding(date.max, TODAY) == ()
    assert rectification.standings([uid]) == {uid: Absence.DONE}


def test_the_horizon_leaves_out_what_is_due_later(hall, failed):
    assert rectification.outstanding(date(2022, 12, 12), TODAY) == ()
    assert len(rectification.turns(date(2022, 12, 13), TODAY)) == 1


def test_the_project_page_names_who_has_still_to_sign(hall):
    give(opened(hall), hall.leader)

    page = project_page(hall.centre.code, hall.signers[1], TODAY)

    assert page.next.title.zh == "初验签署"
    assert page.is_mine
    assert {step.note.zh for step in page.steps} >= {"初验：1/3已签"}
    (card,) = page.rounds
    assert [one.name for one in card.waiting] == ["member2", "member3"]


def test_the_sweep_tells_the_signers_and_closes_when_they_have_signed(hall, frozen):
    acceptance = opened(hall)
    sweep.plan(TODAY)
    obligation = db.session.query(Obligation).filter_by(kind="signature_pending").one()
    told = {row.recipient_id for row in db.session.query(Delivery)}

    everybody_passes(acceptance, hall)
    sweep.plan(TODAY)

    assert {one.id for one in hall.signers} <= told
    assert db.session.get_one(Obligation, obligation.id).state.value == "closed"


# --- what nobody must forget afterwards -----------------------------------------------------------


def test_what_was_put_right_waits_to_be_accepted_again(hall, failed):
    uid = failed.uid
    assert reacceptance.standings([uid]) == {uid: Absence.ON_HOLD}
    rectifying.report(failed.id, hall.centre.owner, ReportRectified(TODAY, "已修复"))

    (item,) = reacceptance.outstanding(date.max, TODAY)

    assert (item.standing.due_on, item.step.endpoint) == (
        date(2022, 12, 5),
        "acceptance.follow_up",
    )
    assert item.step.turn.user_ids == (hall.centre.owner.id,)
    assert urgencies(hall.centre.owner.id, "reacceptance") == [Urgency.AHEAD]
    assert [seat.user_ids for seat in item.standing.seats][1] == (hall.leader.id,)
    assert [day.due_on for day in reacceptance.days([failed.project_id])] == [date(2022, 12, 5)]
    assert reacceptance.outstanding(date(2022, 12, 4), TODAY) == ()


def test_it_waits_until_the_second_round_is_open_and_again_if_that_is_given_up(hall, failed):
    owner, uid = hall.centre.owner, failed.uid
    rectifying.report(failed.id, owner, ReportRectified(TODAY, "已修复"))
    second = rectifying.follow_up(failed.id, owner)

    (drafted_,) = reacceptance.outstanding(date.max, TODAY)
    opening.void(second, owner, "重写")
    (again,) = reacceptance.outstanding(date.max, TODAY)
    third = rectifying.follow_up(failed.id, owner)
    opening.open_round(third, owner)

    assert (drafted_.step.endpoint, drafted_.step.params) == (
        "acceptance.show",
        {"acceptance_id": second},
    )
    assert again.step.endpoint == "acceptance.follow_up"
    assert reacceptance.standings([uid]) == {uid: Absence.DONE}
    assert reacceptance.outstanding(date.max, TODAY) == ()


def test_the_leaders_are_told_when_nobody_accepts_again_for_a_week(hall, failed):
    rectifying.report(failed.id, hall.centre.owner, ReportRectified(TODAY, "已修复"))
    (item,) = reacceptance.outstanding(date.max, TODAY)

    roles = [
        [seat.role for seat in reacceptance.KIND.audience(item.standing, stage)]
        for stage in (-6, -7)
    ]

    assert roles == [[None, None], [None, None, Role.LEADER]]


def test_those_who_signed_are_told_at_once_that_it_counts_no_more(hall):
    old = opened(hall)
    give(old, hall.signers[1])
    fresh = opening.void(old.id, hall.leader, "附件不全")

    (item,) = round_voided.outstanding(date.max, TODAY)
    sweep.plan(TODAY)
    told = {
        row.recipient_id
        for row in db.session.query(Delivery)
        if row.reminder.obligation.kind == "round_voided"
    }

    assert item.standing.due_on == date(2022, 12, 1)
    assert item.step.params == {"acceptance_id": fresh}
    assert item.story.why[0].zh == "YS-2021-06-1第1稿由member1作废：附件不全"
    assert told == {hall.signers[1].id, hall.centre.owner.id}


def test_the_matter_is_done_when_the_new_draft_is_open_and_over_when_it_is_given_up(hall):
    old = opened(hall)
    first = opening.void(old.id, hall.leader, "附件不全")
    opening.open_round(first, hall.centre.owner)
    second = opening.void(first, hall.leader, "再改")

    assert round_voided.standings([old.uid]) == {old.uid: Absence.WITHDRAWN}
    (item,) = round_voided.outstanding(date.max, TODAY)
    assert (item.subject_id, item.step.params) == (first, {"acceptance_id": second})
    opening.void(second, hall.centre.owner, "不验收了")
    assert round_voided.outstanding(date.max, TODAY) == ()


def test_a_draft_that_was_never_open_is_missed_by_nobody(hall):
    draft = drafted(hall)
    opening.void(draft.id, hall.centre.owner, "不用了")

    assert round_voided.outstanding(date.max, TODAY) == ()
    assert round_voided.standings([draft.uid]) == {draft.uid: Absence.WITHDRAWN}
