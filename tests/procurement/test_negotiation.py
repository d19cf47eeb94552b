"""Negotiation records from draft to lock, on both databases."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from tests.contracts.refusals import codes, refused
from tests.procurement.meetings import Meeting, insider, make_meeting, with_people
from tests.projects.office import TODAY, make_office
from tracker.infra.db import db
from tracker.infra.files.store import Incoming
from tracker.procurement.models import NegotiationRecord
from tracker.procurement.queries.negotiation import negotiation_page, negotiations
from tracker.procurement.rules.negotiation import Capacity, RecordState
from tracker.procurement.service import negotiation as service

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def meeting(app, frozen) -> Meeting:
    frozen(TODAY)
    return make_meeting(make_office())


def scan() -> Incoming:
    return Incoming("磋商记录签字.pdf", io.BytesIO(PDF))


def drafted(meeting: Meeting) -> int:
    return service.draft_record(meeting.tender_id, meeting.content, meeting.office.owner)


def submitted(meeting: Meeting) -> int:
    record_id = drafted(meeting)
    service.submit_record(record_id, 1, meeting.office.owner)
    return record_id


def state(record_id: int) -> RecordState:
    db.session.rollback()
    return db.session.get_one(NegotiationRecord, record_id).state


def test_it_locks_with_the_last_confirmation(meeting):
    record_id = submitted(meeting)

    assert not service.confirm_record(record_id, 1, meeting.office.owner)
    assert not service.confirm_record(record_id, 1, meeting.member)
    assert not service.confirm_record(record_id, 1, meeting.auditor)
    assert state(record_id) is RecordState.CONFIRMING
    assert service.confirm_on_paper(record_id, 1, [scan()], meeting.office.owner)

    assert state(record_id) is RecordState.LOCKED
    page = negotiation_page(record_id, meeting.office.owner)
    assert page.record.confirmed == 5
    assert [one.on_paper for one in page.record.listed] == [False, True, True, False, False]
    assert [each.name for each in page.record.scans] == ["磋商记录签字.pdf"]


def test_somebody_not_in_the_record_cannot_confirm_it(meeting):
    record_id = submitted(meeting)

    with refused() as errors:
        service.confirm_record(record_id, 1, meeting.office.finance)

    assert codes(errors) == ["not_listed"]
    assert state(record_id) is RecordState.CONFIRMING


def test_nobody_confirms_twice(meeting):
    record_id = submitted(meeting)
    service.confirm_record(record_id, 1, meeting.member)

    with refused() as errors:
        service.confirm_record(record_id, 1, meeting.member)

    assert codes(errors) == ["confirmed_already"]
    assert "2022-11-15" in str(errors[0])


def test_a_draft_is_not_confirmed(meeting):
    record_id = drafted(meeting)

    with refused() as errors:
        service.confirm_record(record_id, 1, meeting.member)

    assert codes(errors) == ["not_submitted"]


def test_a_change_after_the_first_confirmation_makes_it_void(meeting):
    record_id = submitted(meeting)
    service.confirm_record(record_id, 1, meeting.member)
    changed = replace(meeting.content, conclusion="推荐乙公司")

    void = service.change_record(record_id, changed, 1, meeting.office.owner)

    assert void == 1
    assert state(record_id) is RecordState.DRAFT
    page = negotiation_page(record_id, meeting.office.owner)
    assert (page.record.revision, page.record.confirmed) == (2, 0)
    assert [one.name for one in page.record.void] == [meeting.member.name]


def test_saving_what_it_says_already_voids_nothing(meeting):
    record_id = submitted(meeting)
    service.confirm_record(record_id, 1, meeting.member)

    assert service.change_record(record_id, meeting.content, 1, meeting.office.owner) == 0
    assert state(record_id) is RecordState.CONFIRMING


def test_who_read_an_earlier_text_must_read_again(meeting):
    record_id = submitted(meeting)
    service.change_record(
        record_id, replace(meeting.content, points="三轮"), 1, meeting.office.owner
    )
    service.submit_record(record_id, 2, meeting.office.owner)

    with pytest.raises(Exception, match="已被修改"):
        service.confirm_record(record_id, 1, meeting.member)


def locked(meeting: Meeting) -> int:
    record_id = submitted(meeting)
    for actor in (meeting.office.owner, meeting.member, meeting.auditor):
        service.confirm_record(record_id, 1, actor)
    service.confirm_on_paper(record_id, 1, [scan()], meeting.office.owner)
    return record_id


def test_a_locked_record_is_neither_changed_nor_confirmed(meeting):
    record_id = locked(meeting)

    for act in (
        lambda: service.change_record(record_id, meeting.content, 1, meeting.office.owner),
        lambda: service.confirm_record(record_id, 1, meeting.member),
        lambda: service.submit_record(record_id, 1, meeting.office.owner),
    ):
        with refused() as errors:
            act()
        assert codes(errors) == ["record_is_locked"]


def test_a_correction_is_a_record_of_its_own_and_both_stay(meeting):
    record_id = locked(meeting)
    right = replace(meeting.content, conclusion="推荐甲公司，质保3年")

    other = service.correct_record(record_id, right, "结论漏写质保期", meeting.office.owner)

    first, second = negotiations([meeting.tender_id])[meeting.tender_id]
    assert (first.id, first.corrected_by, first.state) == (record_id, other, RecordState.LOCKED)
    assert (second.corrects_no, second.correction_reason) == (1, "结论漏写质保期")


def test_a_correction_needs_its_reason_and_a_locked_record(meeting):
    record_id = drafted(meeting)
    with refused() as errors:
        service.correct_record(record_id, meeting.content, "错", meeting.office.owner)
    assert codes(errors) == ["record_not_locked"]

    record_id = locked(meeting)
    with refused() as errors:
        service.correct_record(record_id, meeting.content, " ", meeting.office.owner)
    assert codes(errors) == ["correction_reason_missing"]


def test_a_member_of_the_group_is_one_on_that_very_day(meeting):
    people = [one for one in meeting.content.people if one.capacity is not Capacity.GROUP]
    stranger = insider(meeting.office.finance, Capacity.GROUP)
    content = with_people(meeting.content, *people, stranger)
    record_id = service.draft_record(meeting.tender_id, content, meeting.office.owner)

    with refused() as errors:
        service.submit_record(record_id, 1, meeting.office.owner)

    assert codes(errors) == ["group_missing"]
    assert state(record_id) is RecordState.DRAFT


def test_signing_on_paper_needs_the_scan(meeting):
    record_id = submitted(meeting)

    with refused() as errors:
        service.confirm_on_paper(record_id, 1, [], meeting.office.owner)

    assert codes(errors) == ["no_file"]


def test_an_open_tender_has_no_such_record(app, frozen):
    frozen(TODAY)
    meeting = make_meeting(make_office(), "open_tender")

    with refused() as errors:
        drafted(meeting)

    assert codes(errors) == ["not_negotiated"]
