"""Use cases of projects, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.projects.office import (
    TODAY,
    entry,
    line,
    make_office,
    make_person,
    make_project,
    seat,
)
from tracker.accounts import queries as accounts
from tracker.accounts.rules import SYSTEM, GroupKind, Role, RoleMissing
from tracker.accounts.rules.people import UnknownDepartment, UnknownPerson
from tracker.accounts.service.people import choose_deputy, deactivate
from tracker.infra import audit, verification
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotFound, Violations
from tracker.kernel.money import Money
from tracker.projects import queries, service
from tracker.projects.models import BudgetEntry, BudgetLine, Project, ProjectMember
from tracker.projects.rules import (
    AlreadyAssigned,
    BudgetCategory,
    CategoryMissing,
    ChangedMeanwhile,
    DuplicateCode,
    DuplicateLine,
    Duty,
    EntryKind,
    ImplausibleDay,
    IsArchived,
    NameMissing,
    NegativeEntry,
    NotApprovedYet,
    NotByHand,
    NotYourProject,
    OverlapUnexplained,
    ReasonMissing,
    SamePerson,
    Stage,
    StillOpen,
    YearIsClosed,
)
from tracker.settings.models import FiscalYear

K = EntryKind


@pytest.fixture
def office(app, frozen):
    frozen(TODAY)
    return make_office()


def project(key: int) -> Project:
    return db.session.get_one(Project, key)


def entries_logged() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def close_year(year: int) -> None:
    with transaction():
        row = FiscalYear.usual(year)
        row.closed_on = TODAY
        db.session.add(row)
        audit.record("funding.close_year", row, SYSTEM)


# --- adding -------------------------------------------------------------------------------------


def test_a_project_enters_the_register_with_its_lines_in_one_entry(office):
    before = len(entries_logged())
    lines = [
        line(entry(K.APPROVED, "8863200.00"), entry(K.ALLOTTED, "6485600.00"), quota_number="1号"),
        line(entry(K.REQUESTED, "1000000.00"), year=2023),
    ]

    key = service.add_project(office.details(), lines, office.finance)

    added = project(key)
    assert added.details == office.details()
    assert [(one.year, one.figures.budgeted.plain) for one in added.lines] == [
        (2022, "8863200.00"),
        (2023, "1000000.00"),
    ]
    assert added.lines[0].figures.allotted == Money.yuan("6485600.00")
    (logged,) = entries_logged()[before:]
    assert (logged.action, logged.actor_name, logged.project_uid) == (
        "projects.create",
        "李晓雯",
        added.uid,
    )


def test_an_owner_may_say_what_is_requested_but_not_what_is_approved(office):
    requested, approved = (line(entry(kind, "10.00")) for kind in (K.REQUESTED, K.APPROVED))

    service.add_project(office.details("2022-01"), [requested], office.owner)
    with pytest.raises(RoleMissing):
        service.add_project(office.details("2022-02"), [approved], office.owner)

    assert db.session.scalars(select(Project.code)).all() == ["2022-01"]


def test_a_number_is_used_once(office):
    make_project(office)

    with pytest.raises(DuplicateCode) as refused:
        make_project(office, name="另一个项目")

    assert "综合指挥中心信息化建设项目" in str(refused.value)
    assert refused.value.field == "code"


def test_everything_wrong_with_a_new_project_is_said_at_once(office):
    make_project(office)
    wrong = office.details(name=" ", started_on=date(22, 1, 1), owner_id=999, department_id=999)
    lines = [line(entry(K.REQUESTED, "1.00")), line(entry(K.REQUESTED, "0.00"), year=2023)]

    with pytest.raises(Violations) as refused:
        service.add_project(wrong, lines, office.finance)

    assert [(type(e), e.field) for e in refused.value.errors] == [
        (NameMissing, "name"),
        (ImplausibleDay, "started_on"),
        (DuplicateCode, "code"),
        (UnknownPerson, "owner_id"),
        (UnknownDepartment, "department_id"),
        (NegativeEntry, "lines-1-requested"),
    ]
    assert db.session.scalars(select(BudgetLine)).all() == []


def test_nobody_who_has_left_becomes_an_owner(office):
    deactivate(office.other_owner.id, SYSTEM)

    with pytest.raises(UnknownPerson):
        make_project(office, owner_id=office.other_owner.id)


def test_two_equal_lines_of_a_new_project_are_refused(office):
    with pytest.raises(DuplicateLine) as refused:
        make_project(office, line(entry(K.REQUESTED, "1.00")), line(entry(K.APPROVED, "2.00")))

    assert refused.value.field == "lines-1-quota_number"


@pytest.mark.parametrize("who", ["leader", "procurement", "admin"])
def test_only_owners_and_finance_add_projects(office, who):
    with pytest.raises(RoleMissing):
        service.add_project(office.details(), [], getattr(office, who))


# --- editing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "head", "finance"])
def test_those_who_have_to_do_with_a_project_edit_it(office, who):
    key = make_project(office)
    changed = office.details(name="综合指挥中心", owner_id=office.other_owner.id)

    service.edit_project(key, changed, 1, "与批复一致", getattr(office, who))

    assert (project(key).details, project(key).version) == (changed, 2)
    last = entries_logged()[-1]
    assert (last.action, last.reason) == ("projects.edit", "与批复一致")


def test_a_member_edits_and_anybody_else_does_not(office):
    key = make_project(office)
    with pytest.raises(NotYourProject):
        service.edit_project(key, office.details(name="一"), 1, "", office.other_owner)

    service.assign_member(key, office.other_owner.id, Duty.HANDLER, office.owner)
    service.edit_project(key, office.details(name="一"), 1, "", office.other_owner)

    assert project(key).name == "一"


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused(office):
    key = make_project(office)
    service.edit_project(key, office.details(name="一"), 1, "", office.owner)

    with pytest.raises(ChangedMeanwhile):
        service.edit_project(key, office.details(name="二"), 1, "", office.finance)

    assert project(key).name == "一"


def test_saving_without_a_change_leaves_no_trace(office):
    key = make_project(office)
    before = len(entries_logged())

    service.edit_project(key, office.details(), 1, "", office.owner)

    assert (project(key).version, len(entries_logged())) == (1, before)


def test_an_owner_who_has_left_may_stay_until_somebody_takes_over(office):
    key = make_project(office, owner_id=office.other_owner.id)
    with transaction():
        accounts_row = lock(type(project(key).owner), office.other_owner.id)
        accounts_row.active = False
        audit.record("accounts.deactivate", accounts_row, SYSTEM)

    renamed = office.details(name="一", owner_id=office.other_owner.id)
    service.edit_project(key, renamed, 1, "", office.finance)

    assert project(key).name == "一"


def test_an_edit_to_a_number_in_use_is_refused(office):
    make_project(office, code="2022-01")
    key = make_project(office, code="2022-02")

    with pytest.raises(DuplicateCode):
        service.edit_project(key, office.details("2022-01"), 1, "", office.owner)


# --- archive ------------------------------------------------------------------------------------


def test_an_archived_project_changes_no_more_until_it_is_taken_out(office):
    key = make_project(office, line(entry(K.REQUESTED, "1.00")))
    line_id = project(key).lines[0].id

    service.archive(key, "", office.owner)

    assert (project(key).stage, project(key).archived_on) == (Stage.ARCHIVED, TODAY)
    for use in (
        lambda: service.edit_project(key, office.details(name="一"), 1, "", office.owner),
        lambda: service.add_line(key, line(year=2023), office.finance),
        lambda: service.add_entry(line_id, entry(K.APPROVED, "1.00"), office.finance),
        lambda: service.assign_member(key, office.head.id, Duty.HANDLER, office.owner),
        lambda: service.archive(key, "", office.owner),
    ):
        with pytest.raises(IsArchived):
            use()

    service.unarchive(key, "漏了一笔", office.owner)
    assert (project(key).stage, project(key).archived_on) == (Stage.INITIATION, None)


def test_a_project_with_something_open_is_not_archived(office):
    key = make_project(office)
    with transaction():
        row = lock(Project, key)
        row.claim_stage(payment=True)
        audit.record("projects.edit", row, SYSTEM)

    with pytest.raises(StillOpen):
        service.archive(key, "", office.owner)

    assert project(key).archived_on is None


def test_taking_out_of_the_archive_needs_a_reason(office):
    key = make_project(office)
    service.archive(key, "", office.owner)

    with pytest.raises(ReasonMissing):
        service.unarchive(key, " ", office.owner)


# --- budget -------------------------------------------------------------------------------------


def test_entries_are_added_and_the_figures_follow(office):
    key = make_project(office, line(entry(K.REQUESTED, "700000.00")))
    line_id = project(key).lines[0].id

    service.add_entry(line_id, entry(K.APPROVED, "700000.00"), office.finance)
    service.add_entry(line_id, entry(K.ADJUSTED, "-60000.00", reason="压减"), office.finance)
    service.add_entry(line_id, entry(K.ALLOTTED, "500000.00"), office.finance)

    figures = db.session.get_one(BudgetLine, line_id).figures
    assert (figures.budgeted.plain, figures.allotted.plain) == ("640000.00", "500000.00")
    assert entries_logged()[-2].detail == "2022年 调整 -60,000.00元"
    assert entries_logged()[-2].reason == "压减"


def test_the_latest_request_is_the_one_that_was_entered_last_of_its_day(office):
    key = make_project(office, line(entry(K.REQUESTED, "50.00", date(2022, 10, 20))))
    line_id = project(key).lines[0].id

    service.add_entry(line_id, entry(K.REQUESTED, "40.00", date(2022, 10, 20)), office.finance)
    service.add_entry(line_id, entry(K.REQUESTED, "90.00", date(2022, 9, 1)), office.finance)

    assert db.session.get_one(BudgetLine, line_id).figures.budgeted == Money.yuan("40.00")


@pytest.mark.parametrize("kind", [K.CARRIED_IN, K.CARRIED_OUT, K.RETURNED])
def test_carrying_over_is_not_entered_by_hand(office, kind):
    key = make_project(office, line(entry(K.APPROVED, "1.00")))

    with pytest.raises(NotByHand):
        service.add_entry(project(key).lines[0].id, entry(kind, "1.00"), office.finance)


def test_nothing_is_adjusted_before_it_is_approved(office):
    key = make_project(office, line(entry(K.REQUESTED, "1.00")))

    with pytest.raises(NotApprovedYet):
        service.add_entry(project(key).lines[0].id, entry(K.ADJUSTED, "1.00"), office.finance)

    assert len(db.session.scalars(select(BudgetEntry)).all()) == 1


def test_a_closed_year_takes_no_line_and_no_entry(office):
    key = make_project(office, line(entry(K.APPROVED, "1.00"), year=2021))
    line_id = project(key).lines[0].id
    close_year(2021)

    for use in (
        lambda: service.add_entry(line_id, entry(K.ALLOTTED, "1.00"), office.finance),
        lambda: service.add_line(key, line(year=2021, quota_number="9"), office.finance),
        lambda: service.add_basic_line(
            line(year=2021, category=BudgetCategory.STAFF), office.finance
        ),
        lambda: make_project(office, line(year=2021), code="2022-07"),
    ):
        with pytest.raises(YearIsClosed):
            use()


def test_every_line_of_a_project_differs(office):
    key = make_project(office, line())

    service.add_line(key, line(quota_number="芙财预〔2022〕1号"), office.finance)
    service.add_line(key, line(year=2023), office.finance)
    with pytest.raises(DuplicateLine):
        service.add_line(key, line(), office.finance)

    assert [each.year for each in project(key).lines] == [2022, 2022, 2023]


def test_basic_expenditure_has_lines_and_spending_of_its_own(office):
    staff = line(entry(K.APPROVED, "1458800.00"), category=BudgetCategory.STAFF)
    line_id = service.add_basic_line(staff, office.finance)

    service.add_entry(line_id, entry(K.SPENT, "120000.00", date(2022, 1, 31)), office.finance)
    service.add_entry(line_id, entry(K.SPENT, "120000.00", date(2022, 2, 28)), office.finance)

    (year,) = queries.basic_years(2022)
    assert (year.spent.plain, year.approved.plain) == ("240000.00", "1458800.00")
    with pytest.raises(DuplicateLine):
        service.add_basic_line(staff, office.finance)
    with pytest.raises(CategoryMissing):
        service.add_basic_line(replace(staff, category=None), office.finance)


@pytest.mark.parametrize("who", ["owner", "leader", "admin"])
def test_only_finance_records_the_budget(office, who):
    key = make_project(office, line())

    for use in (
        lambda: service.add_line(key, line(year=2023), getattr(office, who)),
        lambda: service.add_basic_line(line(), getattr(office, who)),
        lambda: service.add_entry(1, entry(K.APPROVED, "1.00"), getattr(office, who)),
    ):
        with pytest.raises(RoleMissing):
            use()


def test_an_entry_on_a_line_that_is_not_there_is_not_found(office):
    with pytest.raises(NotFound):
        service.add_entry(999, entry(K.APPROVED, "1.00"), office.finance)


# --- people -------------------------------------------------------------------------------------


def test_procurement_and_acceptance_by_one_person_need_a_reason_that_stays(office):
    key = make_project(office)
    who = office.procurement.id
    service.assign_member(key, who, Duty.PROCUREMENT, office.owner)

    with pytest.raises(OverlapUnexplained):
        service.assign_member(key, who, Duty.ACCEPTANCE, office.owner)
    service.assign_member(key, who, Duty.ACCEPTANCE, office.owner, "科室只有两人")

    assert [(m.duty, m.overlap_reason) for m in project(key).members] == [
        (Duty.PROCUREMENT, ""),
        (Duty.ACCEPTANCE, "科室只有两人"),
    ]


def test_a_duty_given_up_stays_known_and_can_be_taken_up_again(office):
    key = make_project(office)
    who = office.procurement.id
    member_id = service.assign_member(key, who, Duty.PROCUREMENT, office.owner)
    with pytest.raises(AlreadyAssigned):
        service.assign_member(key, who, Duty.PROCUREMENT, office.owner)

    service.end_membership(member_id, office.owner)
    assert project(key).member_ids() == frozenset()
    assert db.session.get_one(ProjectMember, member_id).until_on == TODAY

    assert service.assign_member(key, who, Duty.PROCUREMENT, office.owner) == member_id
    assert project(key).member_ids() == {who}


def test_work_passes_to_another_person_in_one_entry(office):
    mine = make_project(office, code="2022-01")
    put_away = make_project(office, code="2022-02")
    service.archive(put_away, "", office.owner)
    theirs = make_project(office, code="2022-03", owner_id=office.other_owner.id)
    service.assign_member(theirs, office.owner.id, Duty.PROCUREMENT, office.other_owner)
    seat(office.owner, leads=True)
    choose_deputy(office.owner.id, office.leader)
    before = len(entries_logged())

    service.hand_over(office.owner.id, office.other_owner.id, office.admin)

    assert project(mine).owner_id == office.other_owner.id
    assert project(put_away).owner_id == office.owner.id
    assert project(theirs).duties_of(office.other_owner.id) == {Duty.PROCUREMENT}
    assert project(theirs).duties_of(office.owner.id) == frozenset()
    assert accounts.members_on(GroupKind.PROCUREMENT, date(2022, 11, 16)) == {office.other_owner.id}
    (group,) = [g for g in accounts.groups() if g.kind is GroupKind.PROCUREMENT]
    assert group.leader_id == office.other_owner.id
    assert accounts.person(office.leader.id).deputy_id == office.other_owner.id
    assert not queries.in_hand(office.owner.id)
    (logged,) = entries_logged()[before:]
    assert logged.action == "accounts.hand_over"
    assert logged.detail == "王海燕 → 陈立：1个项目、1项分工、1个职务和席位"


def test_the_head_of_a_department_hands_over_headship_and_leaves(office):
    make_project(office, owner_id=office.head.id)

    service.hand_over(office.head.id, office.owner.id, office.admin, deactivate=True)

    assert accounts.department(office.department_id).head_id == office.owner.id
    assert not accounts.person(office.head.id).active


def test_a_person_with_work_in_hand_cannot_simply_be_deactivated(office):
    make_project(office)

    assert [work.zh for work in queries.in_hand(office.owner.id).work] == [
        "负责的项目：2022-06 综合指挥中心信息化建设项目"
    ]


def test_work_is_not_handed_to_oneself_or_to_somebody_who_has_left(office):
    gone = make_person("gone", "离任", Role.PROJECT_OWNER)
    deactivate(gone.id, SYSTEM)

    with pytest.raises(SamePerson):
        service.hand_over(office.owner.id, office.owner.id, office.admin)
    with pytest.raises(UnknownPerson):
        service.hand_over(office.owner.id, gone.id, office.admin)
    with pytest.raises(NotFound):
        service.hand_over(999, office.owner.id, office.admin)
    with pytest.raises(RoleMissing):
        service.hand_over(office.owner.id, office.head.id, office.finance)


# --- the chain ----------------------------------------------------------------------------------


def test_the_audit_chain_holds_after_all_of_it(office, app):
    key = make_project(office, line(entry(K.REQUESTED, "1.00")))
    service.add_entry(project(key).lines[0].id, entry(K.APPROVED, "2.00"), office.finance)
    service.assign_member(key, office.procurement.id, Duty.PROCUREMENT, office.owner)
    service.hand_over(office.owner.id, office.other_owner.id, office.admin, deactivate=True)
    service.archive(key, "办结", office.other_owner)
    db.session.remove()

    verdict = verification.verify(app.config["TRACKER"].audit_key)

    assert verdict.is_sound, verdict.problem
