"""采购步骤 in the worklist: whose turn, by when, and gone once it is on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.procurement.tenders import entry, log_all, planned, tender
from tests.projects.office import make_office, make_project
from tracker.accounts.rules import Role
from tracker.infra.db import db
from tracker.procurement import service
from tracker.procurement.rules.log import Entry
from tracker.reminders.kinds import procurement_step
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Absence, Standing

FIRST = date(2022, 9, 1)


@pytest.fixture
def office(app, frozen):
    frozen(FIRST)
    return make_office()


@pytest.fixture
def project_id(office) -> int:
    return make_project(office)


def only(today: date = FIRST):
    db.session.expire_all()
    (item,) = procurement_step.outstanding(date.max, today)
    return item


def test_the_kind_is_found_by_its_file():
    assert KINDS["procurement_step"] is procurement_step.KIND


def test_the_buyers_step_is_the_owners_turn_and_leads_to_its_form(office, project_id):
    tender_id = planned(project_id, office.procurement)

    item = only()

    assert item.step.turn.user_ids == (office.owner.id,)
    assert (item.step.endpoint, item.step.params) == (
        "procurement.log_step",
        {"tender_id": tender_id, "step": "demand"},
    )
    assert item.standing.due_on == FIRST + timedelta(days=15)
    assert item.story.project == "2022-06"


def test_the_agencys_step_is_for_the_procurement_group_when_it_can_be_taken(
    office, project_id, frozen
):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "panel")

    item = only(date(2022, 10, 19))

    assert item.step.turn.role is Role.PROCUREMENT
    assert item.standing.due_on == date(2022, 10, 20)
    assert item.waits
    assert procurement_step.turns(date.max, date(2022, 10, 19)) == ()
    assert not only(date(2022, 10, 20)).waits
    assert procurement_step.turns(date.max, date(2022, 10, 20)) == (item.step.turn,)


def test_only_what_is_due_by_the_day_is_listed(office, project_id):
    planned(project_id, office.procurement)
    due_on = FIRST + timedelta(days=15)

    assert procurement_step.outstanding(due_on - timedelta(days=1), FIRST) == ()
    assert len(procurement_step.outstanding(due_on, FIRST)) == 1


def test_of_some_projects_only_theirs_are_listed(office, project_id):
    planned(project_id, office.procurement)
    other = make_project(office, code="2022-07")

    assert procurement_step.outstanding(date.max, FIRST, [other]) == ()
    assert len(procurement_step.outstanding(date.max, FIRST, [project_id])) == 1


def test_a_step_on_record_moves_the_day_and_the_end_of_the_tender_is_done(office, project_id):
    tender_id = planned(project_id, office.procurement)
    uid = tender(tender_id).uid
    first = procurement_step.standings([uid])[uid]
    service.log_step(tender_id, entry("demand"), (), office.procurement)
    second = procurement_step.standings([uid])[uid]
    assert isinstance(first, Standing)
    assert isinstance(second, Standing)

    cancel = Entry("cancel", FIRST, {"reason": "需求取消"})
    service.log_step(tender_id, cancel, (), office.procurement)

    db.session.expire_all()
    assert procurement_step.standings([uid]) == {uid: Absence.DONE}
    assert procurement_step.outstanding(date.max, FIRST) == ()
    assert procurement_step.standings([]) == {}
