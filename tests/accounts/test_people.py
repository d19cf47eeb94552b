"""Use cases about people, departments and groups."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.accounts.people import PASSWORD, actor, added
from tracker.accounts import hooks, queries
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor, GroupKind, Role, RoleMissing
from tracker.accounts.rules.people import (
    DepartmentInvalid,
    DepartmentTaken,
    InTheFuture,
    LastAdministrator,
    LoginTaken,
    NotMember,
    OwnDeputy,
    PersonChanged,
    PersonDraft,
    StillHolds,
    UnknownDepartment,
    UnknownPerson,
)
from tracker.accounts.service.groups import (
    add_department,
    appoint_leader,
    edit_department,
    end_membership,
    seat_member,
)
from tracker.accounts.service.people import (
    add_person,
    choose_deputy,
    choose_language,
    create_admin,
    deactivate,
    edit_person,
    reactivate,
)
from tracker.accounts.service.signing_in import authenticate
from tracker.infra import audit
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label

TODAY = date(2022, 11, 15)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
PROCUREMENT = GroupKind.PROCUREMENT


@pytest.fixture(autouse=True)
def _today(frozen):
    frozen(TODAY)


@pytest.fixture
def admin(app) -> Actor:
    return actor(added("admin"))


def draft(login: str = "wanghaiyan", **changes: object) -> PersonDraft:
    fields = {"name": "王海燕", "roles": frozenset({Role.FINANCE})} | changes
    return PersonDraft(login, **fields)  # type: ignore[arg-type]


def history() -> list[tuple[str, str]]:
    rows = db.session.query(audit.AuditEntry).order_by("seq")
    return [(row.action, row.detail) for row in rows]


# --- people -------------------------------------------------------------------------------------


def test_a_new_person_can_sign_in_and_must_choose_a_password(admin):
    office = add_department("办公室", None, admin)
    person_id = add_person(draft(department_id=office, deputy_id=admin.id), PASSWORD, admin)

    person = queries.person(person_id)
    assert (person.name, person.department, person.deputy) == ("王海燕", "办公室", "Admin")
    assert person.roles == (Role.FINANCE,)
    assert queries.sign_in_state(person_id).must_change
    assert authenticate("wanghaiyan", PASSWORD) == person_id
    assert ("accounts.add_person", "王海燕") in history()


def test_the_history_of_people_stays_sound(admin, app):
    person_id = add_person(draft(), PASSWORD, admin)
    edit_person(person_id, draft(name="王海雁"), 1, admin)
    deactivate(person_id, admin)

    verdict = verify(app.config["TRACKER"].audit_key)

    assert verdict.problem is None
    entry = db.session.query(audit.AuditEntry).order_by(audit.AuditEntry.seq.desc()).all()[1]
    assert '"name":["王海燕","王海雁"]' in entry.payload


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login": "ADMIN"}, LoginTaken),
        ({"department_id": 999}, UnknownDepartment),
        ({"deputy_id": 999}, UnknownPerson),
    ],
)
def test_a_person_that_does_not_fit_is_not_added(admin, changes, error):
    with pytest.raises(error):
        add_person(draft(**changes), PASSWORD, admin)

    assert queries.people("王海燕") == []


def test_only_an_administrator_adds_people(admin):
    finance = actor(added("finance", Role.FINANCE))

    with pytest.raises(RoleMissing):
        add_person(draft(), PASSWORD, finance)


def test_an_administrator_is_created_once_for_a_login(app):
    person_id = create_admin("root", "管理员", PASSWORD)

    assert queries.person(person_id).roles == (Role.ADMIN,)
    assert not queries.sign_in_state(person_id).must_change
    with pytest.raises(LoginTaken):
        create_admin("Root", "管理员", PASSWORD)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(admin):
    person_id = add_person(draft(), PASSWORD, admin)
    edit_person(person_id, draft(post="科长"), 1, admin)

    with pytest.raises(PersonChanged):
        edit_person(person_id, draft(post="主任"), 1, admin)

    assert queries.person(person_id).post == "科长"


def test_the_last_administrator_keeps_the_role(admin):
    with pytest.raises(LastAdministrator):
        edit_person(admin.id, draft("admin"), 1, admin)
    with pytest.raises(LastAdministrator):
        deactivate(admin.id, admin)

    edit_person(admin.id, draft("admin", roles=frozenset(Role)), 1, admin)
    added("second")
    edit_person(admin.id, draft("admin"), 2, admin)
    assert queries.person(admin.id).roles == (Role.FINANCE,)


def test_nobody_is_their_own_deputy(admin):
    with pytest.raises(OwnDeputy):
        choose_deputy(admin.id, admin)


def test_a_deputy_is_chosen_and_given_up(admin):
    person_id = added("wanghaiyan", Role.FINANCE)

    choose_deputy(person_id, admin)
    assert queries.person(admin.id).deputy_id == person_id
    choose_deputy(None, admin)
    assert queries.person(admin.id).deputy_id is None


def test_a_language_is_remembered_without_an_entry_in_the_history(admin):
    before = history()

    choose_language("en", admin)
    choose_language("fr", admin)

    assert db.session.get_one(User, admin.id).language == "en"
    assert history() == before


# --- leaving and coming back --------------------------------------------------------------------


def test_a_leaver_loses_seats_and_deputyships(admin):
    person_id = add_person(draft(), PASSWORD, admin)
    seat_member(PROCUREMENT, person_id, YESTERDAY, admin)
    choose_deputy(person_id, admin)

    deactivate(person_id, admin)

    assert not queries.person(person_id).active
    assert queries.person(admin.id).deputy_id is None
    assert queries.members_on(PROCUREMENT, TODAY) == {person_id}
    assert queries.members_on(PROCUREMENT, TOMORROW) == frozenset()


def test_a_leaver_hands_over_first(admin):
    person_id = add_person(draft(), PASSWORD, admin)
    seat_member(PROCUREMENT, person_id, TODAY, admin)
    appoint_leader(PROCUREMENT, person_id, admin)
    add_department("办公室", person_id, admin)

    with pytest.raises(StillHolds) as refusal:
        deactivate(person_id, admin)

    assert refusal.value.text() == ("王海燕手上还有工作，请先移交：采购领导小组组长；办公室负责人")
    assert queries.person(person_id).active


def test_work_that_other_features_gave_somebody_keeps_them_too(admin, monkeypatch):
    person_id = add_person(draft(), PASSWORD, admin)
    work = [Label("负责的项目：2022-06", "owns 2022-06")]
    monkeypatch.setattr(hooks, "_finders", [lambda key: work if key == person_id else []])

    assert queries.work_in_hand(person_id) == work
    with pytest.raises(StillHolds):
        deactivate(person_id, admin)


def test_somebody_who_comes_back_has_the_same_roles(admin):
    person_id = add_person(draft(), PASSWORD, admin)
    deactivate(person_id, admin)

    reactivate(person_id, admin)

    assert queries.person(person_id).roles == (Role.FINANCE,)
    assert authenticate("wanghaiyan", PASSWORD) == person_id


def test_nobody_unknown_can_be_deactivated(admin):
    with pytest.raises(NotFound):
        deactivate(999, admin)


# --- departments --------------------------------------------------------------------------------


def test_departments_show_their_head_and_how_many_work_there(admin):
    office = add_department(" 办公室 ", None, admin)
    head = add_person(draft(department_id=office), PASSWORD, admin)
    leaver = add_person(draft("leaver", department_id=office), PASSWORD, admin)
    deactivate(leaver, admin)
    edit_department(office, "综合办公室", head, admin)

    assert queries.departments() == [
        queries.DepartmentView(office, "综合办公室", head, "王海燕", people=1)
    ]
    assert queries.department_choices() == [(office, "综合办公室")]


@pytest.mark.parametrize(
    ("name", "head_id", "error"),
    [("办公室", None, DepartmentTaken), (" ", None, DepartmentInvalid), ("新", 999, UnknownPerson)],
)
def test_a_department_that_does_not_fit_is_not_added(admin, name, head_id, error):
    add_department("办公室", None, admin)

    with pytest.raises(error):
        add_department(name, head_id, admin)

    assert len(queries.departments()) == 1


def test_a_department_may_keep_its_name(admin):
    add_department("财务室", None, admin)
    office = add_department("办公室", None, admin)

    edit_department(office, "办公室", admin.id, admin)

    assert queries.department(office).head == "Admin"


# --- groups -------------------------------------------------------------------------------------


def test_a_group_without_anybody_is_shown_empty(admin):
    assert [(g.kind, g.present, g.leader) for g in queries.groups()] == [
        (GroupKind.PROCUREMENT, (), ""),
        (GroupKind.ACCEPTANCE, (), ""),
    ]


def test_who_sat_in_a_group_on_a_day_stays_known(admin):
    seat_member(PROCUREMENT, admin.id, YESTERDAY, admin)
    appoint_leader(PROCUREMENT, admin.id, admin)
    assert queries.group(PROCUREMENT).leader == "Admin"

    end_membership(PROCUREMENT, admin.id, YESTERDAY, admin)

    group = queries.group(PROCUREMENT)
    assert (group.present, group.leader) == ((), "")
    assert [seat.until_on for seat in group.past] == [YESTERDAY]
    assert queries.members_on(PROCUREMENT, YESTERDAY) == {admin.id}
    assert queries.members_on(GroupKind.ACCEPTANCE, YESTERDAY) == frozenset()
    assert ("accounts.groups", "＋Admin") in history()


def test_a_membership_neither_begins_nor_ends_in_the_future(admin):
    with pytest.raises(InTheFuture):
        seat_member(PROCUREMENT, admin.id, TOMORROW, admin)

    seat_member(PROCUREMENT, admin.id, TODAY, admin)
    with pytest.raises(InTheFuture):
        end_membership(PROCUREMENT, admin.id, TOMORROW, admin)


def test_only_a_member_can_leave_a_group_and_only_active_people_join(admin):
    with pytest.raises(NotMember):
        end_membership(PROCUREMENT, admin.id, TODAY, admin)
    with pytest.raises(UnknownPerson):
        seat_member(PROCUREMENT, None, TODAY, admin)


def test_the_post_of_leader_can_be_left_empty(admin):
    seat_member(PROCUREMENT, admin.id, TODAY, admin)
    appoint_leader(PROCUREMENT, admin.id, admin)

    appoint_leader(PROCUREMENT, None, admin)

    assert queries.group(PROCUREMENT).leader_id is None


# --- reads --------------------------------------------------------------------------------------


def test_people_are_found_by_name_login_post_or_department(admin):
    office = add_department("办公室", None, admin)
    add_person(draft(post="出纳", department_id=office), PASSWORD, admin)

    for q in ("海燕", "haiyan", "出纳", "办公"):
        assert [person.login for person in queries.people(q)] == ["wanghaiyan"]
    assert queries.people("%") == []
    assert queries.head_counts() == (2, 0)


def test_choices_tell_people_of_the_same_name_apart(admin):
    first = add_person(draft("w1"), PASSWORD, admin)
    second = add_person(draft("w2"), PASSWORD, admin)

    assert queries.person_choices(Role.FINANCE) == [
        (first, "王海燕（w1）"),
        (second, "王海燕（w2）"),
    ]


def test_the_system_may_do_what_an_administrator_may(app):
    assert add_person(draft(), PASSWORD, SYSTEM) > 0
