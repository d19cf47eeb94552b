"""After the award: the steps until the file is closed, and a winner who does not sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.contracts.calendar import LAW
from tests.contracts.terms import make_terms
from tests.procurement.logs import after, ground, logged
from tests.procurement.tenders import log_all, planned, tender, winner
from tests.projects.office import make_office, make_project
from tests.projects.pages import errors_at, value_of
from tracker.contracts.rules.kinds import ContractKind, Pricing
from tracker.contracts.rules.terms import SignContract
from tracker.contracts.service.sign import sign_contract
from tracker.deadlines.models import Clock
from tracker.infra.db import db
from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.money import Money
from tracker.procurement import queries, service
from tracker.procurement.models import Award, Supplier, Tender
from tracker.procurement.queries.register import register_rows
from tracker.procurement.rules import SupplierDetails, SupplierSize, register
from tracker.procurement.rules.checking import check_entry
from tracker.procurement.rules.log import Entry, Ground
from tracker.procurement.rules.tail import is_settled, turn
from tracker.procurement.rules.tenders import TenderStatus
from tracker.procurement.rules.winners import formers, winning
from tracker.projects.models import Project
from tracker.reminders.kinds import procurement_step
from tracker.reminders.rules.obligations import Absence

AWARDED_ON = date(2022, 10, 25)
CHALLENGED_UNTIL = date(2022, 11, 4)  # notice of one working day, then seven
LATER = date(2022, 11, 15)
TAKEN = ("quotes", "contract_review")


def codes(one: Entry, given: Ground, today: date = date(2022, 11, 8)) -> list[tuple[str, Any]]:
    try:
        check_entry(one, given, today)
    except Violations as errors:
        return [(error.code, error.field) for error in errors.errors]
    except RuleViolation as error:
        return [(error.code, error.field)]
    return []


def next_winner(on: date = date(2022, 11, 3), supplier: str = "other", **facts: Any) -> Entry:
    told = {
        "reason": "refused",
        "ground": "来函放弃，顺延第二名",
        "supplier": supplier,
        "amount": 91_000_000,
        "starts_on": "2022-12-01",
    }
    return Entry("next_winner", on, {**told, **facts})


# --- whose turn it is -----------------------------------------------------------------------------


def coming(given: Ground) -> tuple[str, date, date | None] | None:
    found = turn(given, date(2022, 9, 1), LAW)
    return (found.step.key, found.due_on, found.earliest) if found else None


def test_after_the_award_the_time_for_challenges_has_to_pass_first():
    given = after("award")

    assert coming(given) == ("challenge_end", date(2022, 11, 9), CHALLENGED_UNTIL)
    assert not is_settled(given)


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (False, None),  # the clock of the signing tells of it
        (True, ("archive", date(2022, 11, 22), date(2022, 10, 25))),
    ],
)
def test_what_follows_the_signing_waits_for_it(signed, expected):
    given = logged(after("award"), Entry("challenge_end", CHALLENGED_UNTIL))
    given = logged(given, Entry("contract_review", date(2022, 11, 7), {"reviewers": "周敏"}))
    given = replace(given, is_signed=signed)

    found = coming(given)

    assert (found and found[:2]) == (expected and expected[:2])
    assert not is_settled(given)


def test_once_the_file_is_closed_nothing_is_asked_for_unless_a_challenge_waits():
    given = replace(after("award"), is_signed=True)
    archive = Entry("archive", date(2022, 11, 10), {"number": "CG-1"}, "提前归档")
    given = logged(given, archive)
    challenge = {"challenger": "丙公司", "subject": "评分"}

    assert is_settled(given)
    assert not is_settled(logged(given, Entry("challenge", date(2022, 11, 11), challenge)))


@pytest.mark.parametrize("status", [TenderStatus.UNSUCCESSFUL, TenderStatus.CANCELLED])
def test_a_tender_that_came_to_nothing_is_settled(status):
    assert is_settled(replace(after("review"), status=status))


def test_without_a_clock_for_it_the_contract_itself_is_the_next_step():
    given = ground("below_threshold", status=TenderStatus.COMPLETE)
    known = [one for one in after("award").log if given.spec.step(one.step) is not None]
    missing = [replace(known[0], id=90 + no, step=step) for no, step in enumerate(TAKEN)]
    given = replace(given, log=[*known, *missing])

    assert coming(given)[0] == "sign"
    assert coming(replace(given, is_signed=True))[0] == "archive"


# --- another winner -------------------------------------------------------------------------------


def test_the_last_record_that_names_a_winner_counts_and_the_first_stays_in_sight():
    given = after("award")
    given = logged(given, next_winner())

    assert winning(given).facts["supplier"] == "other"
    (first,) = formers(given)
    assert (first.supplier, first.notice_on, first.replaced_on, first.why.zh) == (
        "uid",
        AWARDED_ON,
        date(2022, 11, 3),
        "拒绝签订合同",
    )
    assert formers(after("award")) == ()


@pytest.mark.parametrize(
    ("given", "one", "expected"),
    [
        (after("award"), next_winner(), []),
        (after("award"), next_winner(AWARDED_ON), []),
        (after("award"), next_winner(date(2022, 10, 24)), [("contradiction", "happened_on")]),
        (after("award"), next_winner(supplier="uid"), [("same_winner", "supplier")]),
        (after("award"), next_winner(ground=""), [("fact_missing", "ground")]),
        (after("award"), next_winner(amount=99_000_000), [("odd", "explanation")]),
        (after("determine"), next_winner(), [("step_first", None)]),
        (replace(after("award"), is_signed=True), next_winner(), [("contract_is_signed", None)]),
        (logged(after("award"), next_winner()), next_winner(), [("same_winner", "supplier")]),
        (logged(after("award"), next_winner()), next_winner(supplier="third"), []),
    ],
)
def test_another_winner_is_somebody_else_before_any_contract(given, one, expected):
    assert codes(one, given) == expected


# --- through the use cases ------------------------------------------------------------------------


@pytest.fixture
def office(app, frozen):
    frozen(date(2022, 9, 1))
    return make_office()


@pytest.fixture
def awarded(office, frozen) -> int:
    tender_id = planned(make_project(office), office.procurement)
    uid = winner(office.procurement)
    log_all(tender_id, office.procurement, frozen, "award", uid)
    return tender_id


@pytest.fixture
def second(office, awarded) -> str:
    details = SupplierDetails("乙公司（示例）", SupplierSize.SMALL)
    supplier_id = service.record_supplier(details, office.procurement)
    return db.session.get_one(Supplier, supplier_id).uid


def award_of(tender_id: int) -> Award:
    db.session.expire_all()
    return db.session.scalars(select(Award).filter_by(tender_id=tender_id)).one()


def sign(tender_id: int, office: Any, on: date) -> None:
    award = award_of(tender_id)
    command = SignContract(
        number="FR-CS-2022-001",
        name="运维合同",
        kind=ContractKind.CONTRACT,
        pricing=Pricing.FIXED,
        amount=award.amount,
        signed_on=on,
        schedule=(make_terms(1, ratio=1_000_000),),
        supplier_id=award.supplier_id,
        award_id=award.id,
    )
    sign_contract(tender(tender_id).project_id, office.owner, command)


def test_the_steps_after_the_award_stand_on_the_worklist_one_by_one(office, awarded, frozen):
    (item,) = procurement_step.outstanding(date.max, AWARDED_ON)
    assert item.step.params["step"] == "challenge_end"
    assert item.waits
    assert item.step.turn.user_ids == (office.owner.id,)
    assert "2022-11-04" in " ".join(one.zh for one in item.story.why)

    frozen(CHALLENGED_UNTIL)
    service.log_step(awarded, Entry("challenge_end", CHALLENGED_UNTIL), (), office.owner)
    review = Entry("contract_review", CHALLENGED_UNTIL, {"reviewers": "周敏"})
    service.log_step(awarded, review, (), office.owner)

    db.session.expire_all()
    assert procurement_step.outstanding(date.max, CHALLENGED_UNTIL) == ()  # its clock tells of it


def test_when_the_file_is_closed_the_tender_leaves_the_worklist(office, awarded, frozen):
    uid = tender(awarded).uid
    frozen(date(2022, 11, 10))
    archive = Entry("archive", date(2022, 11, 10), {"number": "CG-1"}, "质疑期满和合同审核另行补记")
    service.log_step(awarded, archive, (), office.owner)

    db.session.expire_all()
    assert tender(awarded).settled
    assert procurement_step.standings([uid]) == {uid: Absence.DONE}


def test_an_archived_project_asks_for_no_steps(app, awarded):
    archived = update(Project).values(archived_on=date(2022, 11, 15))
    with db.engine.begin() as connection:
        connection.execute(archived)
    db.session.rollback()

    assert procurement_step.outstanding(date.max, LATER) == ()


def test_another_winner_takes_over_the_award_and_its_time_to_sign(office, awarded, second, frozen):
    frozen(date(2022, 11, 3))
    service.log_step(awarded, next_winner(supplier=second), (), office.owner)

    award = award_of(awarded)
    assert (award.supplier.name, award.amount, award.notice_on) == (
        "乙公司（示例）",
        Money.yuan("910000"),
        date(2022, 11, 3),
    )
    clock = db.session.scalars(select(Clock).filter_by(subject_uid=award.uid)).one()
    assert (clock.since, clock.ends_on) == (date(2022, 11, 3), date(2022, 12, 5))
    page = queries.tender_page(awarded, office.owner)
    assert [one.supplier for one in page.formers] == ["甲公司（示例）"]
    assert page.sign_by == date(2022, 12, 5)
    (row,) = register_rows(2022)
    assert (row.supplier, row.note.zh) == (
        "乙公司（示例）",
        "原成交供应商拒绝签订合同，2022-11-03另行确定",
    )
    assert db.session.scalar(select(func.count()).select_from(Award)) == 1


def test_the_new_result_is_published_and_open_to_challenges_for_its_own_time(
    office, awarded, second, frozen
):
    frozen(date(2022, 11, 3))
    service.log_step(awarded, next_winner(supplier=second), (), office.owner)

    rows = {one.key: one for one in db.session.scalars(select(Clock))}
    assert rows["result_notice"].since == date(2022, 11, 3)
    assert rows["challenge_window"].ends_on == date(2022, 11, 15)
    assert rows["result"].done_on == AWARDED_ON


def test_correcting_the_first_award_leaves_the_second_winner(office, awarded, second, frozen):
    frozen(date(2022, 11, 3))
    service.log_step(awarded, next_winner(supplier=second), (), office.owner)
    first = next(one for one in tender(awarded).records if one.step == "award")
    facts = {**first.values, "amount": 89_000_000}

    wrong = Entry("award", AWARDED_ON, facts, "金额录错")
    service.correct_step(first.id, wrong, (), office.owner)

    assert award_of(awarded).supplier.name == "乙公司（示例）"
    page = queries.tender_page(awarded, office.owner)
    assert [str(one.amount) for one in page.formers] == ["890,000.00"]


def test_without_another_candidate_the_award_is_given_up_and_the_tender_repeated(
    office, awarded, frozen
):
    frozen(date(2022, 11, 3))
    facts = {"kind": "nobody", "reason": "第二、三名均放弃"}
    service.log_step(awarded, Entry("not_signed", date(2022, 11, 3), facts), (), office.owner)

    assert tender(awarded).status is TenderStatus.UNSUCCESSFUL
    assert award_of(awarded).revoked_on == date(2022, 11, 3)
    assert tender(awarded).settled


def test_once_the_contract_is_signed_nobody_else_wins(office, awarded, second, frozen):
    frozen(date(2022, 11, 8))
    sign(awarded, office, date(2022, 11, 8))

    page = queries.tender_page(awarded, office.owner)
    assert page.without_contract == ()
    assert page.sign_by is None
    late = next_winner(date(2022, 11, 8), second)
    with pytest.raises(RuleViolation) as refused:
        service.log_step(awarded, late, (), office.owner)
    assert "合同已按采购结果签订" in str(refused.value.text())
    assert award_of(awarded).supplier.name == "甲公司（示例）"


def test_what_the_contract_says_stands_in_the_log_by_its_day(office, awarded, frozen):
    frozen(date(2022, 11, 8))
    sign(awarded, office, date(2022, 11, 1))
    service.log_step(awarded, Entry("challenge_end", CHALLENGED_UNTIL), (), office.owner)

    told = queries.tender_page(awarded, office.owner).process.told

    assert [one.label.zh for one in told[-3:]] == ["发出通知书、公告结果", "签订合同", "质疑期满"]


def test_a_stored_settlement_that_does_not_follow_is_found(office, awarded):
    found = queries.check_settled()
    assert found == (1, None)

    with db.engine.begin() as connection:
        connection.execute(update(Tender).values(settled=True))
    db.session.rollback()

    seen, problem = queries.check_settled()
    assert seen == 1
    assert problem.columns == ("settled",)


def test_the_register_lists_what_waits_to_be_logged_of_any_year(office, awarded):
    (row,) = register_rows(None)
    todo = register.read({"year": "all", "todo": "1"}, LATER)

    assert (row.next_step.zh, row.next_key) == ("质疑期满", "challenge_end")
    assert todo.is_narrowed
    assert register.narrowed([row, replace(row, next_step=None)], todo) == (row,)
    assert register.write(todo, LATER) == {"year": "all", "todo": "1"}
    assert not register.read({"todo": "yes"}, LATER).todo


def test_past_the_time_to_sign_the_page_says_what_can_be_done(
    office, awarded, client, login, frozen
):
    login(client, office.procurement)
    frozen(date(2022, 11, 24))  # the last of thirty days
    assert "签订合同的期限已过" not in client.get(f"/tenders/{awarded}").get_data(as_text=True)

    frozen(date(2022, 11, 25))
    page = client.get(f"/tenders/{awarded}").get_data(as_text=True)

    assert "签订合同的期限已过（2022-11-24），还没有登记合同" in page
    assert f"/tenders/{awarded}/steps/next_winner" in page
    assert f"/tenders/{awarded}/steps/not_signed" in page


def test_a_wrong_second_winner_is_told_beside_the_field_and_nothing_is_lost(
    office, awarded, client, login, frozen
):
    frozen(date(2022, 11, 3))
    login(client, office.procurement)
    first = award_of(awarded).supplier.uid
    address = f"/tenders/{awarded}/steps/next_winner"
    typed = {
        "happened_on": "2022-11-03",
        "reason": "refused",
        "ground": "来函放弃",
        "supplier": first,
        "amount": "91万元",
        "starts_on": "2022-12-01",
    }

    answer = client.post(address, data=typed)

    assert answer.status_code == 422
    assert "与原成交供应商相同" in errors_at(answer, "supplier")
    assert value_of(answer, "amount") == "91万元"
    assert "来函放弃" in answer.get_data(as_text=True)
    assert award_of(awarded).version == 1
