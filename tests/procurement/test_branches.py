"""Bid bonds, moved deadlines, inquiries, suspensions, upheld challenges, and the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.contracts.calendar import LAW
from tests.contracts.terms import make_terms
from tests.procurement.logs import after, entry, ground, logged
from tests.procurement.tenders import log_all, planned, tender, winner
from tests.projects.office import make_office, make_project
from tracker.accounts.rules import SYSTEM
from tracker.contracts.queries import open_awards
from tracker.contracts.rules.contract import AwardRevoked
from tracker.contracts.rules.kinds import ContractKind, Pricing
from tracker.contracts.rules.terms import SignContract, Terminate
from tracker.contracts.service.ending import terminate
from tracker.contracts.service.sign import sign_contract
from tracker.deadlines.models import Clock
from tracker.deadlines.queries import running_of, waiting
from tracker.deadlines.rules.versions import ClockState
from tracker.funding.queries.facts import open_service_years
from tracker.infra import verification
from tracker.infra.db import db
from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.money import Money
from tracker.procurement import queries, service
from tracker.procurement.models import Award, Tender
from tracker.procurement.queries.register import register_rows
from tracker.procurement.rules.checking import check_entry
from tracker.procurement.rules.clocks import facts_of
from tracker.procurement.rules.log import Entry, Ground, next_step, unanswered
from tracker.procurement.rules.tenders import TenderStatus
from tracker.projects.models import Project
from tracker.projects.rules import Stage

BOND_ON = date(2022, 10, 20)
AWARDED_ON = date(2022, 10, 25)


def codes(one: Entry, given: Ground, today: date = date(2022, 11, 15)) -> list[tuple[str, Any]]:
    try:
        check_entry(one, given, today)
    except Violations as errors:
        return [(error.code, error.field) for error in errors.errors]
    except RuleViolation as error:
        return [(error.code, error.field)]
    return []


def bond(amount: str = "19600", **changes: Any) -> Entry:
    facts = {"amount": Money.yuan(amount).fen, "form": "guarantee"}
    return replace(Entry("bid_bond", BOND_ON, facts), **changes)


def by_key(given: Ground, **more: date) -> Mapping[str, Any]:
    facts = {**facts_of(given.log), **more}
    return {one.limit.key: one for one in LAW.reckon(facts, given.spec.key)}


# --- bid bonds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "said", "expected"),
    [
        ("19600", "", []),
        ("19600.01", "", [("odd", "explanation")]),
        ("19600.01", "招标文件写错，已退差额", []),
    ],
)
def test_a_bid_bond_above_two_percent_of_the_budget_is_explained(amount, said, expected):
    given = replace(after("panel"), law=LAW)

    assert codes(bond(amount, explanation=said), given, BOND_ON) == expected


def test_without_a_bond_nothing_is_to_be_returned():
    given = after("award")

    assert not {"bond_losers", "bond_winner"} & by_key(given, winner_signed=AWARDED_ON).keys()
    assert "bid_bond_return" not in [step.key for step in given.steps]
    assert codes(Entry("bid_bond_return", AWARDED_ON), given) == [("unknown_step", None)]


def with_bond() -> Ground:
    given = logged(after("panel"), bond())
    for step in ("responses", "negotiation", "final_offers", "review", "report", "determine"):
        given = logged(given, entry(step))
    return logged(given, entry("award"))


def test_with_a_bond_losers_get_it_back_five_days_after_the_notice_the_winner_after_signing():
    given = with_bond()
    found = by_key(given, winner_signed=date(2022, 11, 4))

    assert found["bond_losers"].ends_on == date(2022, 11, 1)
    assert found["bond_winner"].ends_on == date(2022, 11, 11)
    step = next_step(given)
    assert step is not None
    assert step.key == "bid_bond_return"
    late = Entry("bid_bond_return", date(2022, 11, 2))
    assert codes(late, replace(given, law=LAW), date(2022, 11, 2)) == [("odd", "explanation")]
    in_time = replace(late, happened_on=date(2022, 11, 1))
    assert codes(in_time, replace(given, law=LAW), date(2022, 11, 2)) == []


# --- clarifications -------------------------------------------------------------------------------


def clarified(day: date, **facts: Any) -> Entry:
    return Entry("clarification", day, {"subject": "参数", "affects_bids": "yes", **facts})


def test_a_clarification_that_changes_nothing_does_not_stand_for_one_that_does():
    given = logged(after("notice"), clarified(date(2022, 10, 9)))
    given = logged(given, clarified(date(2022, 10, 18), affects_bids="no"))

    assert by_key(given)["consultation_clarification"].since == date(2022, 10, 9)


def test_a_moved_deadline_is_the_one_that_counts():
    given = logged(after("notice"), clarified(date(2022, 10, 18), deadline="2022-10-24"))
    given = logged(given, clarified(date(2022, 10, 19), affects_bids="no"))
    given = logged(given, entry("panel"))

    kept = by_key(given)["consultation_clarification"]
    assert (kept.done_on, kept.is_kept) == (date(2022, 10, 24), True)
    early = entry("responses", happened_on=date(2022, 10, 21))
    assert codes(early, given) == [("contradiction", "happened_on")]


def test_a_deadline_is_moved_later_and_never_earlier():
    given = after("notice")
    one = clarified(date(2022, 10, 18), deadline="2022-10-19")

    assert codes(one, given) == [("date_too_early", "deadline")]


# --- inquiries and suspensions --------------------------------------------------------------------


def test_an_inquiry_suspends_nothing_and_waits_for_its_answer():
    given = logged(
        after("notice"), Entry("inquiry", date(2022, 10, 8), {"inquirer": "丁", "subject": "x"})
    )
    assert given.status is TenderStatus.ACTIVE
    (waits,) = unanswered(given.spec, given.log)
    step = next_step(given)
    assert step is not None
    assert step.key == "inquiry_reply"

    given = logged(given, entry("panel"))
    answered = Entry("inquiry_reply", date(2022, 10, 11), {"reply": "见公告"}, answers=waits.id)
    given = logged(given, answered)

    assert not unanswered(given.spec, given.log)


def test_an_inquiry_may_come_before_the_start_while_suspended_and_after_the_award():
    one = Entry("inquiry", date(2022, 10, 26), {"inquirer": "丁", "subject": "x"})

    assert logged(ground(), replace(one, happened_on=date(2022, 9, 1))).status is (
        TenderStatus.PLANNED
    )
    assert codes(one, after("award"), one.happened_on) == []
    suspended = replace(after("notice"), status=TenderStatus.SUSPENDED)
    assert codes(one, suspended, one.happened_on) == []


def test_an_open_inquiry_does_not_keep_a_tender_suspended():
    given = logged(
        after("notice"), Entry("inquiry", date(2022, 10, 8), {"inquirer": "丁", "subject": "x"})
    )
    order = Entry("suspension", date(2022, 10, 9), {"number": "芙财采〔2022〕1号"})
    given = logged(given, order)
    assert given.status is TenderStatus.SUSPENDED
    again = Entry("resumption", date(2022, 10, 12), {"ground": "决定书"}, answers=given.log[-1].id)

    assert logged(given, again).status is TenderStatus.ACTIVE


# --- on record ------------------------------------------------------------------------------------


@pytest.fixture
def office(app, frozen):
    frozen(date(2022, 9, 1))
    return make_office()


@pytest.fixture
def project_id(office) -> int:
    return make_project(office)


def clock(key: str) -> Clock:
    return db.session.scalars(select(Clock).filter_by(key=key)).one()


def test_an_inquiry_and_a_suspension_run_clocks_of_their_own(office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    day = date(2022, 10, 9)
    frozen(day)
    asked = Entry("inquiry", day, {"inquirer": "丁公司", "subject": "参数"})
    inquiry = service.log_step(tender_id, asked, (), office.procurement)
    order = Entry("suspension", day, {"number": "芙财采〔2022〕1号"})
    service.log_step(tender_id, order, (), office.procurement)

    assert clock("inquiry").ends_on == date(2022, 10, 12)
    assert clock("suspension").ends_on == date(2022, 11, 8)
    stops = {row.key: stop for row, stop in waiting(date(2022, 11, 8), [project_id])}
    assert stops["inquiry"] is not None
    assert stops["inquiry"].params["step"] == "inquiry_reply"

    reply = Entry("inquiry_reply", day, {"reply": "见公告"}, answers=inquiry)
    service.log_step(tender_id, reply, (), office.procurement)
    assert clock("inquiry").state is ClockState.STOPPED
    assert clock("suspension").state is ClockState.RUNNING


def signed(project_id: int, award: Award, number: str = "FR-CS-2022-001") -> int:
    command = SignContract(
        number=number,
        name="运维合同",
        kind=ContractKind.CONTRACT,
        pricing=Pricing.FIXED,
        amount=award.amount,
        signed_on=date(2022, 11, 4),
        schedule=(make_terms(1, ratio=1_000_000),),
        supplier_id=award.supplier_id,
        award_id=award.id,
    )
    return sign_contract(project_id, SYSTEM, command)


def won(office, project_id, frozen, *, bonded: bool = False) -> tuple[int, Award]:
    tender_id = planned(project_id, office.procurement)
    uid = winner(office.procurement)
    if bonded:
        log_all(tender_id, office.procurement, frozen, "panel")
        frozen(BOND_ON)
        service.log_step(tender_id, bond(), (), office.procurement)
        for step in ("responses", "negotiation", "final_offers", "review", "report", "determine"):
            one = entry(step)
            frozen(one.happened_on)
            service.log_step(tender_id, one, (), office.procurement)
        one = entry("award")
        frozen(one.happened_on)
        facts = {**one.facts, "supplier": uid}
        service.log_step(tender_id, replace(one, facts=facts), (), office.procurement)
    else:
        log_all(tender_id, office.procurement, frozen, "award", uid)
    return tender_id, db.session.scalars(select(Award)).one()


def test_signing_starts_the_clock_of_the_winners_bond_and_the_archive_is_next(
    office, project_id, frozen
):
    tender_id, award = won(office, project_id, frozen, bonded=True)
    assert clock("bond_losers").ends_on == date(2022, 11, 1)
    frozen(date(2022, 11, 1))
    returned = Entry("bid_bond_return", date(2022, 11, 1))
    service.log_step(tender_id, returned, (), office.procurement)
    assert clock("bond_losers").state is ClockState.STOPPED
    frozen(date(2022, 11, 4))
    for step in ("challenge_end", "contract_review"):
        facts = {"reviewers": "周敏"} if step == "contract_review" else {}
        one = Entry(step, date(2022, 11, 4), facts)
        service.log_step(tender_id, one, (), office.procurement)
    assert queries.tender_page(tender_id, office.procurement).process.next is None

    signed(project_id, award)

    assert clock("bond_winner").ends_on == date(2022, 11, 11)
    following = queries.tender_page(tender_id, office.procurement).process.next
    assert following is not None
    assert following.key == "winner_bond_return"
    manner = Entry("winner_bond_return", date(2022, 11, 4), {"manner": "converted"})
    service.log_step(tender_id, manner, (), office.procurement)
    assert clock("bond_winner").state is ClockState.STOPPED
    following = queries.tender_page(tender_id, office.procurement).process.next
    assert following is not None
    assert following.key == "archive"


def upheld(tender_id: int, office, day: date) -> int:
    one = Entry("challenge", day, {"challenger": "乙公司", "subject": "评分有误"})
    challenge = service.log_step(tender_id, one, (), office.procurement)
    facts = {"result": "redo", "reply": "评分有误，重新采购"}
    reply = Entry("challenge_reply", day, facts, answers=challenge)
    return service.log_step(tender_id, reply, (), office.procurement)


def test_a_challenge_upheld_after_the_award_takes_the_award_back(office, project_id, frozen):
    tender_id, award = won(office, project_id, frozen)
    assert db.session.get_one(Project, project_id).stage is Stage.CONTRACT
    day = date(2022, 11, 1)
    frozen(day)

    reply = upheld(tender_id, office, day)

    assert tender(tender_id).status is TenderStatus.UNSUCCESSFUL
    assert award.revoked_on == day
    assert clock("signing").state is ClockState.DROPPED
    assert db.session.get_one(Project, project_id).stage is Stage.INITIATION
    assert open_awards(project_id) == ()
    assert open_service_years() == ()
    (row,) = register_rows(2022)
    assert row.amount is None
    assert row.note is not None
    assert "重新采购" in row.note.zh
    frozen(date(2022, 11, 4))
    with pytest.raises(AwardRevoked):
        signed(project_id, award)
    again = planned(project_id, office.procurement, previous_id=tender_id)
    assert db.session.get_one(Tender, again).previous_id == tender_id
    turned = Entry("challenge_reply", day, {"result": "rejected", "reply": "x"}, "看错")
    with pytest.raises(RuleViolation, match="不能更正为相反的结果"):
        service.correct_step(reply, turned, (), office.procurement)


def test_while_a_contract_is_in_force_it_has_to_end_first(office, project_id, frozen):
    tender_id, award = won(office, project_id, frozen)
    frozen(date(2022, 11, 4))
    contract_id = signed(project_id, award)

    with pytest.raises(RuleViolation, match="请先终止合同"):
        upheld(tender_id, office, date(2022, 11, 4))
    assert tender(tender_id).status is TenderStatus.COMPLETE

    ended = Terminate(date(2022, 11, 4), "中标无效", True, "处理决定")
    terminate(contract_id, SYSTEM, ended)
    (challenge,) = unanswered(tender(tender_id).method.spec, tender(tender_id).log)
    facts = {"result": "redo", "reply": "重新采购"}
    reply = Entry("challenge_reply", date(2022, 11, 4), facts, answers=challenge.id)
    service.log_step(tender_id, reply, (), office.procurement)
    assert tender(tender_id).status is TenderStatus.UNSUCCESSFUL


def test_a_decision_before_the_award_ends_a_suspended_tender(office, project_id, frozen, app):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    frozen(date(2022, 10, 10))

    upheld(tender_id, office, date(2022, 10, 10))

    assert tender(tender_id).status is TenderStatus.UNSUCCESSFUL
    assert running_of(project_id, date(2022, 10, 10)) == ()
    assert verification.verify(app.config["TRACKER"].audit_key).is_sound


def test_the_log_says_how_long_an_answer_and_a_returned_bond_took(office, project_id, frozen):
    tender_id, award = won(office, project_id, frozen, bonded=True)
    day = date(2022, 10, 27)
    frozen(day)
    asked = Entry("inquiry", day, {"inquirer": "丁公司", "subject": "结果"})
    inquiry = service.log_step(tender_id, asked, (), office.procurement)
    frozen(date(2022, 11, 4))
    late = Entry(
        "inquiry_reply", date(2022, 11, 4), {"reply": "见公告"}, "经办人休假", answers=inquiry
    )
    service.log_step(tender_id, late, (), office.procurement)
    signed(project_id, award)
    manner = Entry("winner_bond_return", date(2022, 11, 4), {"manner": "returned"}, "先退")
    service.log_step(tender_id, manner, (), office.procurement)

    told = {one.step: one for one in queries.tender_page(tender_id, SYSTEM).process.records}

    answer, returned = told["inquiry_reply"].limit, told["winner_bond_return"].limit
    assert answer is not None
    assert returned is not None
    assert (answer.done_in.zh, answer.is_kept) == ("6个工作日", False)
    assert (returned.limit.key, returned.is_kept) == ("bond_winner", True)
