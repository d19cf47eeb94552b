"""Use cases of tenders and their steps, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.procurement.tenders import PLAN, entry, log_all, planned, steps, tender, winner
from tests.projects.office import TODAY, make_office, make_person, make_project
from tests.support import papers
from tracker.accounts.rules import Role, RoleMissing
from tracker.infra import verification
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.errors import NotFound, RuleViolation
from tracker.kernel.money import Money
from tracker.procurement import queries, service
from tracker.procurement.hooks import ContractDays, names_contracts
from tracker.procurement.hooks import _finders as finders
from tracker.procurement.models import Award
from tracker.procurement.queries import RecordState
from tracker.procurement.rules import AwardDetails, Method, UnknownSupplier
from tracker.procurement.rules.awards import AwardChanged, AwardHasTender, ContractRelies
from tracker.procurement.rules.categories import Category
from tracker.procurement.rules.log import Entry, current
from tracker.procurement.rules.tenders import (
    BelowProcedure,
    ChangeUnapproved,
    MethodIsFixed,
    NotFailed,
    TenderChanged,
    TenderIsOver,
    TenderStatus,
)
from tracker.projects.models import Attachment, Project
from tracker.projects.queries import shelf
from tracker.projects.rules import IsArchived, NotYourProject, Stage
from tracker.projects.rules.documents import DocumentKind
from tracker.projects.service import archive


@pytest.fixture
def office(app, frozen):
    frozen(date(2022, 9, 1))
    return make_office()


@pytest.fixture
def project_id(office) -> int:
    return make_project(office)


def project(project_id: int) -> Project:
    return db.session.get_one(Project, project_id)


@pytest.fixture
def relying():
    """Contracts that rest on awards, by award id."""
    numbers: dict[int, str] = {}

    def find(award_ids):
        return {
            key: [ContractDays(1, numbers[key], TODAY, None, None)]
            for key in award_ids
            if key in numbers
        }

    names_contracts(find)
    yield numbers
    finders.remove(find)


def test_a_planned_tender_puts_the_project_into_procurement(office, project_id):
    tender_id = planned(project_id, office.procurement)

    made = tender(tender_id)
    assert (made.no, made.status, made.details) == (1, TenderStatus.PLANNED, PLAN)
    assert made.handler_id == office.procurement.id
    assert project(project_id).stage is Stage.PROCUREMENT


def test_a_consultation_from_the_first_step_to_the_award(app, office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    uid = winner(office.procurement)
    log_all(tender_id, office.procurement, frozen, "award", uid)

    made = tender(tender_id)
    award = db.session.scalars(select(Award)).one()
    assert made.status is TenderStatus.COMPLETE
    assert (award.tender_id, award.method) == (tender_id, Method("competitive_consultation"))
    assert (award.amount, award.years) == (Money.yuan("900000"), 1)
    assert (award.notice_on, award.starts_on) == (date(2022, 10, 25), date(2022, 12, 1))
    assert award.category is Category.SERVICES
    assert project(project_id).stage is Stage.CONTRACT
    assert Stage.PROCUREMENT not in project(project_id).claims
    assert verification.verify(app.config["TRACKER"].audit_key).problem is None


def test_each_step_is_one_entry_of_the_history_with_its_reason(office, project_id):
    tender_id = planned(project_id, office.procurement)
    before = len(db.session.scalars(select(AuditEntry)).all())
    skip = Entry("demand", date(2022, 9, 1), explanation="去年已审批", skipped=True)
    service.log_step(tender_id, skip, (), office.owner)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert len(entries) == before + 1
    assert (entries[-1].action, entries[-1].reason) == ("procurement.log_step", "去年已审批")
    assert entries[-1].detail == "需求提出与审批（跳过） 2022-09-01"


def test_years_share_the_amount_of_a_three_year_award(office, project_id, frozen):
    tender_id = planned(project_id, office.procurement, years=3, budget=Money.yuan("2400000"))
    log_all(tender_id, office.procurement, frozen, "determine")
    frozen(date(2022, 10, 25))
    uid = winner(office.procurement)
    facts = {"supplier": uid, "amount": 195_000_000, "starts_on": "2022-12-01"}
    service.log_step(tender_id, entry("award", facts=facts), (), office.procurement)

    award = db.session.scalars(select(Award)).one()
    assert (award.years, award.annual_amount) == (3, Money.yuan("650000"))


def test_an_unknown_winner_is_refused_and_nothing_is_written(office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "determine")
    frozen(date(2022, 10, 25))

    with pytest.raises(UnknownSupplier):
        service.log_step(tender_id, entry("award"), (), office.procurement)
    assert db.session.scalars(select(Award)).first() is None
    assert tender(tender_id).status is TenderStatus.ACTIVE


# --- files ---------------------------------------------------------------------------------------


def test_files_come_with_the_step_and_what_is_missing_is_named(office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    scans = [
        (DocumentKind.OTHER, papers.incoming("审批单.pdf", papers.pdf("b"))),
        (DocumentKind.REQUIREMENT, papers.incoming("采购需求.pdf", papers.pdf("a"))),
    ]
    service.log_step(tender_id, entry("demand"), scans, office.procurement)
    frozen(date(2022, 9, 3))
    for step in ("budget_check", "intention"):
        service.log_step(tender_id, entry(step), (), office.procurement)

    kinds = {one.name: one.kind for one in db.session.scalars(select(Attachment))}
    assert kinds == {"采购需求.pdf": DocumentKind.REQUIREMENT, "审批单.pdf": DocumentKind.OTHER}
    page = queries.tender_page(tender_id, office.procurement)
    lacking = {record.step: record.lacking for record in page.process.records}
    assert lacking == {"demand": (), "budget_check": (), "intention": (DocumentKind.NOTICE,)}
    missing = shelf(project(project_id), office.procurement).missing
    assert [(one.kind, one.subject.label.zh) for one in missing] == [
        (DocumentKind.NOTICE, "采购步骤 2022-09-03 采购意向公开")
    ]


def test_a_refused_step_leaves_no_file_behind(office, project_id):
    tender_id = planned(project_id, office.procurement)
    scan = [(DocumentKind.REQUIREMENT, papers.incoming("需求.pdf", papers.pdf()))]
    tomorrow = entry("demand", happened_on=date(2022, 9, 2))

    with pytest.raises(RuleViolation):
        service.log_step(tender_id, tomorrow, scan, office.procurement)
    assert db.session.scalars(select(Attachment)).first() is None
    assert steps(tender_id) == []


# --- branches ------------------------------------------------------------------------------------

FAILED = {"kind": "too_few", "reason": "只有2家供应商"}


def failed(project_id, office, frozen) -> int:
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "panel")
    frozen(date(2022, 10, 20))
    one = Entry("unsuccessful", date(2022, 10, 20), FAILED)
    service.log_step(tender_id, one, (), office.procurement)
    return tender_id


def test_after_a_failed_tender_the_same_method_starts_again(office, project_id, frozen):
    first = failed(project_id, office, frozen)
    assert tender(first).status is TenderStatus.UNSUCCESSFUL
    assert project(project_id).stage is Stage.INITIATION

    second = planned(project_id, office.procurement, previous_id=first)

    assert (tender(second).no, tender(second).previous_id) == (2, first)
    page = queries.tender_page(first, office.procurement)
    assert page.following.id == second
    assert queries.tender_page(second, office.procurement).previous.id == first


def test_another_method_after_a_failed_tender_names_its_approval(office, project_id, frozen):
    first = failed(project_id, office, frozen)
    other = {"previous_id": first, "method": Method("competitive_negotiation")}

    with pytest.raises(ChangeUnapproved) as refused:
        planned(project_id, office.procurement, **other)
    assert refused.value.field == "change_reference"
    second = planned(
        project_id, office.procurement, **other, change_reference="芙财采批〔2022〕9号"
    )
    assert tender(second).change_reference == "芙财采批〔2022〕9号"


def test_only_a_failed_tender_of_the_same_project_is_followed(office, project_id):
    first = planned(project_id, office.procurement)
    with pytest.raises(NotFailed):
        planned(project_id, office.procurement, previous_id=first)

    other = make_project(office, code="2022-07")
    with pytest.raises(NotFound):
        planned(other, office.procurement, previous_id=first)


def test_a_challenge_suspends_until_it_is_answered(office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    frozen(date(2022, 10, 10))
    facts = {"challenger": "乙公司", "subject": "资质要求"}
    challenge = Entry("challenge", date(2022, 10, 10), facts)
    record_id = service.log_step(tender_id, challenge, (), office.procurement)
    assert tender(tender_id).status is TenderStatus.SUSPENDED
    assert project(project_id).stage is Stage.PROCUREMENT
    assert queries.tender_page(tender_id, office.procurement).waiting[0][0] == record_id

    reply = Entry(
        "challenge_reply",
        date(2022, 10, 10),
        {"result": "rejected", "reply": "不成立"},
        answers=record_id,
    )
    service.log_step(tender_id, reply, (), office.procurement)

    assert tender(tender_id).status is TenderStatus.ACTIVE


def test_a_cancelled_tender_gives_the_project_back(office, project_id):
    tender_id = planned(project_id, office.procurement)
    one = Entry("cancel", date(2022, 9, 1), {"reason": "需求取消"})
    service.log_step(tender_id, one, (), office.procurement)

    assert tender(tender_id).status is TenderStatus.CANCELLED
    assert project(project_id).stage is Stage.INITIATION
    with pytest.raises(TenderIsOver):
        queries.edit_page(tender_id, office.procurement)


# --- corrections ---------------------------------------------------------------------------------


def test_a_correction_stands_beside_what_it_corrects(office, project_id):
    tender_id = planned(project_id, office.procurement)
    record_id = service.log_step(tender_id, entry("demand"), (), office.procurement)
    right = entry("demand", facts={"department": "办公室", "approver": "何志远"})

    service.correct_step(record_id, replace(right, explanation="科室写错"), (), office.owner)

    told = queries.tender_page(tender_id, office.procurement).process.records
    assert [one.state for one in told] == [RecordState.SUPERSEDED, RecordState.DONE]
    assert [one.facts[0].value for one in told] == ["项目应用室", "办公室"]
    assert told[1].explanation == "科室写错"
    assert len(current(tender(tender_id).log)) == 1


def awarded(project_id, office, frozen) -> tuple[int, int, Award]:
    tender_id = planned(project_id, office.procurement)
    uid = winner(office.procurement)
    log_all(tender_id, office.procurement, frozen, "award", uid)
    record = tender(tender_id).records[-1]
    return tender_id, record.id, db.session.scalars(select(Award)).one()


def test_correcting_the_award_step_corrects_the_award(office, project_id, frozen):
    tender_id, record_id, award = awarded(project_id, office, frozen)
    facts = {**tender(tender_id).records[-1].values, "amount": 89_000_000}
    one = entry("award", facts=facts, explanation="金额抄错")

    service.correct_step(record_id, one, (), office.procurement)

    db.session.expire_all()
    assert (award.amount, award.version) == (Money.yuan("890000"), 2)
    assert tender(tender_id).status is TenderStatus.COMPLETE


def test_an_award_that_a_contract_relies_on_changes_only_harmlessly(
    office, project_id, frozen, relying
):
    tender_id, record_id, award = awarded(project_id, office, frozen)
    relying[award.id] = "FR-CS-2022-001"
    facts = tender(tender_id).records[-1].values
    dearer = entry("award", facts={**facts, "amount": 89_000_000}, explanation="金额抄错")

    with pytest.raises(RuleViolation) as refused:
        service.correct_step(record_id, dearer, (), office.procurement)
    assert "FR-CS-2022-001" in refused.value.text()
    assert {one.field for one in refused.value.errors} == {"amount", "annual_amount"}
    assert isinstance(refused.value.errors[0], ContractRelies)

    day_later = entry("award", facts=facts, explanation="通知书日期抄错")
    frozen(day_later.happened_on + timedelta(days=1))
    moved = replace(day_later, happened_on=day_later.happened_on + timedelta(days=1))
    service.correct_step(record_id, moved, (), office.procurement)
    db.session.expire_all()
    assert award.notice_on == date(2022, 10, 26)


def test_an_award_without_a_tender_is_corrected_by_itself(office, project_id, relying):
    uid = winner(office.procurement)
    supplier_id = next(key for key, _name in queries.supplier_choices())
    assert uid
    details = AwardDetails(
        method=Method("competitive_consultation"),
        supplier_id=supplier_id,
        amount=Money.yuan("900000"),
        annual_amount=Money.yuan("900000"),
        years=1,
        starts_on=date(2022, 9, 1),
        notice_on=date(2022, 8, 20),
    )
    award_id = service.record_award(project_id, details, office.procurement)
    lower = replace(details, amount=Money.yuan("890000"), annual_amount=Money.yuan("890000"))

    with pytest.raises(RuleViolation):
        service.correct_award(award_id, lower, 1, " ", office.procurement)
    service.correct_award(award_id, lower, 1, "金额抄错", office.procurement)
    with pytest.raises(AwardChanged):
        service.correct_award(award_id, details, 1, "又改", office.procurement)
    assert db.session.get_one(Award, award_id).amount == Money.yuan("890000")

    relying[award_id] = "FR-CS-2022-001"
    with pytest.raises(RuleViolation):
        service.correct_award(award_id, details, 2, "改回", office.procurement)


def test_an_award_with_a_tender_is_corrected_in_its_log(office, project_id, frozen):
    _tender_id, _record_id, award = awarded(project_id, office, frozen)

    with pytest.raises(AwardHasTender):
        service.correct_award(award.id, award.details, 1, "改", office.procurement)


# --- changing the tender -------------------------------------------------------------------------


def test_what_a_tender_says_changes_while_it_is_open(office, project_id):
    tender_id = planned(project_id, office.procurement)
    changed = replace(PLAN, title="网络运维", budget=Money.yuan("990000"))

    service.edit_tender(tender_id, changed, 1, "预算调整", office.procurement)

    assert tender(tender_id).details == changed
    with pytest.raises(TenderChanged):
        service.edit_tender(tender_id, PLAN, 1, "改回", office.procurement)


def test_the_method_is_fixed_once_a_step_is_on_record(office, project_id):
    tender_id = planned(project_id, office.procurement)
    other = replace(PLAN, method=Method("competitive_negotiation"))
    service.edit_tender(tender_id, other, 1, "改用谈判", office.procurement)
    service.log_step(tender_id, entry("demand"), (), office.procurement)

    with pytest.raises(MethodIsFixed):
        service.edit_tender(tender_id, PLAN, 2, "改回磋商", office.procurement)


def test_own_procurement_above_the_threshold_is_explained(office, project_id):
    own = {"method": Method("below_threshold"), "budget": Money.yuan("800000")}

    with pytest.raises(BelowProcedure):
        planned(project_id, office.procurement, **own)
    tender_id = planned(project_id, office.procurement, **own, explanation="应急抢修")
    assert tender(tender_id).explanation == "应急抢修"


# --- who may -------------------------------------------------------------------------------------


def test_the_procurement_group_logs_for_any_project_owners_for_theirs(office, project_id):
    tender_id = planned(project_id, office.owner)
    service.log_step(tender_id, entry("demand"), (), office.owner)
    service.log_step(
        tender_id,
        entry("budget_check", happened_on=date(2022, 9, 1)),
        (),
        office.procurement,
    )

    with pytest.raises(NotYourProject):
        service.log_step(tender_id, entry("plan"), (), office.other_owner)
    with pytest.raises(NotYourProject):
        planned(project_id, office.other_owner)
    reader = make_person("reader", "审计", Role.AUDITOR)
    with pytest.raises(RoleMissing):
        planned(project_id, reader)
    assert queries.tender_page(tender_id, reader).can_log is False


def test_an_archived_project_buys_nothing(office, project_id):
    archive(project_id, "已办结", office.owner)

    with pytest.raises(IsArchived):
        planned(project_id, office.procurement)


def test_a_project_with_an_open_tender_is_not_archived(office, project_id):
    planned(project_id, office.procurement)

    with pytest.raises(RuleViolation):
        archive(project_id, "已办结", office.owner)
