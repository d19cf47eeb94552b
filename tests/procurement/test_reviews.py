"""Reviews of content, supervision notes and overlaps of duties, on both databases."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from tests.contracts.refusals import codes, refused
from tests.procurement.meetings import Meeting, make_meeting
from tests.projects.office import TODAY, make_office
from tracker.infra.db import db
from tracker.infra.files.store import Incoming
from tracker.procurement.models import ContentReview
from tracker.procurement.queries.review import review_page, supervision
from tracker.procurement.rules.review import (
    Decision,
    NotSupervising,
    OwnContent,
    Subject,
    Submission,
    Verdict,
)
from tracker.procurement.service import review as service
from tracker.projects import queries as projects
from tracker.projects.rules import Duty
from tracker.projects.service import assign_member

TEXT = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
APPROVE = Verdict(Decision.APPROVED, "同意")


@pytest.fixture
def meeting(app, frozen) -> Meeting:
    frozen(TODAY)
    return make_meeting(make_office())


def submit(meeting: Meeting, subject: Subject = Subject.DOCUMENT) -> int:
    author = meeting.office.owner
    submission = Submission(subject, "磋商文件（第一稿）", "评分办法见第三章", author.id)
    files = [Incoming("磋商文件.pdf", io.BytesIO(TEXT))]
    return service.submit_content(meeting.tender_id, submission, files, author)


def reviewed(review_id: int) -> ContentReview:
    db.session.rollback()
    return db.session.scalars(select(ContentReview).filter_by(id=review_id)).one()


def test_somebody_else_approves_it(meeting):
    review_id = submit(meeting)

    service.decide_review(review_id, APPROVE, meeting.office.procurement)

    row = reviewed(review_id)
    assert (row.decision, row.opinion, row.overlap) == (Decision.APPROVED, "同意", None)
    page = review_page(review_id, meeting.office.procurement)
    assert [each.name for each in page.review.files] == ["磋商文件.pdf"]
    assert not page.review.can_decide


@pytest.mark.parametrize("submits", ["author", "colleague"])
def test_neither_the_author_nor_who_submitted_it_decides(meeting, submits):
    member = meeting.member
    other = meeting.office.procurement if submits == "author" else member
    submission = Submission(Subject.DOCUMENT, "磋商文件", "", other.id)
    review_id = service.submit_content(meeting.tender_id, submission, [], member)

    for actor in {member.id: member, other.id: other}.values():
        with pytest.raises(OwnContent):
            service.decide_review(review_id, APPROVE, actor)

    assert reviewed(review_id).decision is Decision.PENDING


def test_returning_needs_an_opinion(meeting):
    review_id = submit(meeting)

    with refused() as errors:
        service.decide_review(
            review_id, Verdict(Decision.RETURNED, " "), meeting.office.procurement
        )

    assert (codes(errors), errors[0].field) == (["opinion_missing"], "opinion")


def test_what_was_returned_is_followed_by_the_next_version(meeting):
    first = submit(meeting)
    verdict = Verdict(Decision.RETURNED, "评分办法中价格分低于10分，请修改")
    service.decide_review(first, verdict, meeting.office.procurement)

    second = submit(meeting)

    assert reviewed(second).follows_id == first
    newest, returned = supervision(meeting.tender_id, meeting.member, TODAY).reviews
    assert (newest.decision, returned.opinion) == (Decision.PENDING, verdict.opinion)


def test_two_versions_are_not_reviewed_at_once(meeting):
    submit(meeting)

    with refused() as errors:
        submit(meeting)

    assert codes(errors) == ["still_pending"]
    assert submit(meeting, Subject.REQUIREMENT)


def test_it_is_decided_once(meeting):
    review_id = submit(meeting)
    service.decide_review(review_id, APPROVE, meeting.office.procurement)

    with refused() as errors:
        service.decide_review(review_id, APPROVE, meeting.member)

    assert codes(errors) == ["decided_already"]


def test_a_reviewer_with_a_duty_that_does_not_go_with_it_gives_the_reason(meeting):
    member = meeting.member
    assign_member(meeting.project_id, member.id, Duty.DRAFTING, meeting.office.owner)
    review_id = submit(meeting)

    with refused() as errors:
        service.decide_review(review_id, APPROVE, member)
    assert (codes(errors), errors[0].field) == (["review_overlap"], "overlap_reason")

    reason = "审核岗位只有一人，另一人休假"
    service.decide_review(review_id, Verdict(Decision.APPROVED, "", reason), member)

    (overlap,) = projects.overlaps()
    assert (overlap.person, overlap.reason, overlap.on) == (member.name, reason, TODAY)
    assert [duty.zh for duty in overlap.duties] == ["采购文件编制", "采购文件审核"]


def test_a_reason_without_an_overlap_is_not_kept(meeting):
    review_id = submit(meeting)

    service.decide_review(
        review_id, Verdict(Decision.APPROVED, "", "多余"), meeting.office.procurement
    )

    assert reviewed(review_id).overlap_reason == ""
    assert projects.overlaps() == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Duty.REQUIREMENT, Duty.APPROVAL),
        (Duty.DRAFTING, Duty.REVIEW),
        (Duty.PROCUREMENT, Duty.ACCEPTANCE),
        (Duty.CONTRACT, Duty.ACCEPTANCE),
    ],
)
def test_duties_of_one_person_that_do_not_go_together_are_listed_with_the_reason(
    meeting, first, second
):
    owner, person = meeting.office.owner, meeting.member
    assign_member(meeting.project_id, person.id, first, owner)

    with refused() as errors:
        assign_member(meeting.project_id, person.id, second, owner)
    assert codes(errors) == ["overlap_unexplained"]

    assign_member(meeting.project_id, person.id, second, owner, "全科只有三人")

    (overlap,) = projects.overlaps()
    assert overlap.duties == (first.label, second.label)
    assert (overlap.reason, overlap.until) == ("全科只有三人", None)


def test_members_of_the_group_and_auditors_write_notes_and_others_do_not(meeting):
    service.write_note(meeting.tender_id, None, "开标过程合规", meeting.auditor)
    service.write_note(meeting.tender_id, None, "供应商均签到", meeting.member)
    with pytest.raises(NotSupervising):
        service.write_note(meeting.tender_id, None, "旁观", meeting.office.finance)

    found = supervision(meeting.tender_id, meeting.member, TODAY)
    assert [(note.who, note.text) for note in found.notes] == [
        (meeting.member.name, "供应商均签到"),
        (meeting.auditor.name, "开标过程合规"),
    ]


def test_an_empty_note_is_refused(meeting):
    with refused() as errors:
        service.write_note(meeting.tender_id, None, " ", meeting.auditor)

    assert codes(errors) == ["note_missing"]
