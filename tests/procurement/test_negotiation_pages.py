"""The pages of negotiation records and reviews, filled in as a person would, wrongly as well."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from tests.contracts.reader import Reader
from tests.procurement.meetings import Meeting, make_meeting
from tests.procurement.test_negotiation import drafted, scan, submitted
from tests.procurement.test_reviews import submit
from tests.projects.office import TODAY, make_office
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM
from tracker.accounts.service import people
from tracker.infra.db import db
from tracker.procurement.models import ContentReview, NegotiationRecord, SupervisionNote
from tracker.procurement.service import negotiation as service
from tracker.projects.rules import Duty
from tracker.projects.service import assign_member


@pytest.fixture
def meeting(app, frozen) -> Meeting:
    frozen(TODAY)
    return make_meeting(make_office())


@pytest.fixture
def browse(meeting, client, login):
    """``browse(path)`` reads a page; with fields it presses its button."""
    login(client, meeting.office.owner)

    def go(path: str, fields: dict[str, str] | None = None, **changes: str) -> Reader:
        if fields is None:
            return Reader(client.get(path))
        return Reader(client.post(path, data={**fields, **changes}))

    return go


def new(meeting: Meeting) -> str:
    return f"/tenders/{meeting.tender_id}/negotiations/new"


def filled(page: Reader, meeting: Meeting) -> dict[str, str]:
    """The first row of each list stays blank."""
    return page.fields | {
        "held_on": "2022-11-10",
        "place": "三楼会议室",
        "people-1-user_uid": meeting.member.uid,
        "people-1-capacity": "group",
        "people-2-name": "张专家",
        "people-2-unit": "省评审专家库",
        "people-2-capacity": "expert",
        "parties-1-name": "甲公司",
        "parties-1-round1": "712万元",
        "parties-1-round2": "6,793,600",
        "points": "两轮磋商",
    }


def records() -> list[NegotiationRecord]:
    return db.session.query(NegotiationRecord).order_by(NegotiationRecord.id).all()


# --- drafting -------------------------------------------------------------------------------------


def test_blank_rows_are_left_out_and_amounts_read_as_they_are_typed(browse, meeting):
    answer = browse(new(meeting), filled(browse(new(meeting)), meeting))

    assert answer.status == 303
    (record,) = records()
    assert [one.name for one in record.content.people] == [meeting.member.name, "张专家"]
    (party,) = record.content.parties
    assert [str(offer) for offer in party.offers] == ["7,120,000.00", "6,793,600.00"]


def test_behind_a_blank_row_the_message_stands_at_the_row_it_is_about(browse, meeting):
    fields = filled(browse(new(meeting)), meeting)

    answer = browse(new(meeting), fields, **{"people-2-unit": ""})

    assert answer.status == 422
    assert "张专家没有本系统账户，请填写所在单位" in answer.words
    (place,) = [key for key, value in answer.fields.items() if value == "张专家"]
    assert f'id="{place.replace("name", "unit")}-error"' in answer.html.replace("error-", "")
    assert answer.fields["points"] == "两轮磋商"
    assert answer.fields[place.replace("name", "capacity")] == "expert"
    assert records() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"held_on": "2022-11-16"}, "日期不能晚于今天（2022-11-15）"),
        ({"held_on": "2022年"}, "2022年"),
        ({"held_on": ""}, "请填写日期"),
        ({"parties-1-round1": "七百万"}, "七百万"),
        ({"parties-1-round1": "0"}, "甲公司第1轮报价应大于零"),
        ({"parties-1-name": ""}, "请填写供应商名称"),
        ({"parties-2-name": "甲公司"}, "甲公司列了两次"),
        ({"people-2-name": ""}, "请选择本单位人员，或填写外部人员姓名"),
        ({"people-0-user_uid": "nobody"}, "请选择本单位人员，或填写外部人员姓名"),
    ],
)
def test_a_mistake_is_told_and_nothing_that_was_typed_is_lost(browse, meeting, changes, message):
    fields = filled(browse(new(meeting)), meeting)

    answer = browse(new(meeting), fields, **changes)

    assert answer.status == 422
    assert message in answer.words or message in answer.html
    kept = set(answer.fields.values())
    assert {"三楼会议室", "两轮磋商", "省评审专家库"} <= kept
    assert records() == []


def test_more_rows_lose_nothing_and_check_nothing(browse, meeting):
    fields = filled(browse(new(meeting)), meeting)

    answer = browse(new(meeting), fields, do="rows", held_on="")

    assert answer.status == 200
    assert answer.fields["parties-1-round1"] == "712万元"
    assert "parties-3-name" in answer.fields


def test_somebody_who_left_stays_in_the_record_when_it_is_changed(browse, meeting):
    record_id = drafted(meeting)
    leaver = db.session.query(User).filter_by(uid=meeting.member.uid).one()
    people.deactivate(leaver.id, SYSTEM)
    path = f"/negotiations/{record_id}/edit"

    answer = browse(path, browse(path).fields, points="补充一点")

    assert answer.status == 303
    (record,) = records()
    assert record.content.points == "补充一点"
    assert meeting.member.name in [one.name for one in record.content.people]


def test_a_changed_record_says_whose_confirmation_is_void_and_an_old_page_is_refused(
    browse, meeting
):
    record_id = submitted(meeting)
    service.confirm_record(record_id, 1, meeting.member)
    path = f"/negotiations/{record_id}/edit"
    mine, theirs = browse(path).fields, browse(path).fields

    assert browse(path, theirs, conclusion="推荐乙公司").status == 303
    answer = browse(path, mine, conclusion="推荐丙公司")

    assert answer.status == 422
    assert "记录在你打开之后已被修改" in answer.words
    assert answer.fields["conclusion"] == "推荐丙公司"
    assert records()[0].content.conclusion == "推荐乙公司"
    assert browse(path, answer.fields).status == 303
    db.session.expire_all()
    assert records()[0].content.conclusion == "推荐丙公司"
    assert meeting.member.name in browse(f"/negotiations/{record_id}").words


# --- confirming -----------------------------------------------------------------------------------


def test_an_incomplete_record_is_not_submitted_and_says_everything_that_is_missing(browse, meeting):
    browse(new(meeting), filled(browse(new(meeting)), meeting))
    (record,) = records()
    path = f"/negotiations/{record.id}"

    answer = browse(f"{path}/submit", browse(path).fields, revision="1")

    assert answer.status == 422
    for message in (
        "小组成员1人，应为3人以上单数",
        "只有1家供应商，不能继续",
        "没有列出监督人",
        "请填写结论",
    ):
        assert message in answer.words


def test_who_is_not_listed_confirms_nothing(meeting, client, login):
    record_id = submitted(meeting)
    login(client, meeting.office.finance)
    path = f"/negotiations/{record_id}"
    assert "确认记录无误" not in Reader(client.get(path)).words

    answer = Reader(client.post(f"{path}/confirm", data={"revision": "1"}))

    assert answer.status == 422
    assert "你不在这份记录的参加人员中" in answer.words


def test_a_signed_paper_needs_its_scan(browse, meeting, client):
    record_id = submitted(meeting)
    path = f"/negotiations/{record_id}"

    answer = browse(f"{path}/paper", browse(path).fields, revision="1")
    assert answer.status == 422
    assert "请选择签字扫描件" in answer.words

    empty = {"revision": "1", "papers": (BytesIO(b""), "签字.pdf")}
    answer = Reader(client.post(f"{path}/paper", data=empty))
    assert answer.status == 422
    assert "签字.pdf" in answer.words

    picture = {"revision": "1", "papers": (BytesIO(b"GIF89a not a pdf"), "签字.pdf")}
    answer = Reader(client.post(f"{path}/paper", data=picture))
    assert answer.status == 422
    assert "签字.pdf" in answer.words


# --- printed --------------------------------------------------------------------------------------


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    footers = (one.text for section in document.sections for one in section.footer.paragraphs)
    return " ".join((*(one.text for one in document.paragraphs), *cells, *footers))


def test_the_paper_names_everybody_with_offers_and_the_entry_of_the_log(browse, meeting, client):
    record_id = submitted(meeting)
    service.confirm_record(record_id, 1, meeting.member)

    word = client.get(f"/negotiations/{record_id}/record.docx")

    text = words_of(word.data)
    for said in (
        "磋商记录",
        "（待成员确认）",
        "指挥中心建设",
        "甲公司（最终报价最低）",
        "6,793,600.00",
        "质保期2年延至3年",
        "推荐甲公司为第一成交候选人",
        "系统确认 2022-11-15",
        "待纸质签字",
        "操作日志第",
    ):
        assert said in text
    assert "attachment" in word.headers["Content-Disposition"]


def test_a_locked_record_is_printed_without_a_stamp_and_as_pdf(meeting, client, login):
    record_id = submitted(meeting)
    for actor in (meeting.office.owner, meeting.member, meeting.auditor):
        service.confirm_record(record_id, 1, actor)
    service.confirm_on_paper(record_id, 1, [scan()], meeting.office.owner)
    login(client, meeting.auditor)

    assert "待成员确认" not in words_of(client.get(f"/negotiations/{record_id}/record.docx").data)
    printed = client.get(f"/negotiations/{record_id}/record.pdf")
    assert printed.data.startswith(b"%PDF")
    assert client.get("/negotiations/999/record.pdf").status_code == 404


# --- reviews and notes ----------------------------------------------------------------------------


def test_a_review_without_its_title_is_told_beside_the_field_and_keeps_the_rest(browse, meeting):
    path = f"/tenders/{meeting.tender_id}/reviews/new"
    fields = browse(path).fields

    answer = browse(path, fields, subject="document", title=" ", summary="评分办法见第三章")

    assert answer.status == 422
    assert "请填写名称" in answer.words
    assert answer.fields["summary"] == "评分办法见第三章"
    answer = browse(path, answer.fields, title="磋商文件", subject="")
    assert "请选择审核内容" in answer.words
    assert db.session.query(ContentReview).count() == 0
    assert browse(path, answer.fields, subject="document").status == 303


def test_the_author_is_offered_no_verdict_and_gives_none(browse, meeting):
    review_id = submit(meeting)
    assert "登记审核结果" not in browse(f"/reviews/{review_id}").words

    answer = browse(f"/reviews/{review_id}", {}, decision="approved", opinion="同意")

    assert answer.status == 403
    assert db.session.query(ContentReview).one().decided_by_id is None


def test_a_verdict_is_chosen_explained_and_given_once(meeting, client, login):
    review_id = submit(meeting)
    login(client, meeting.office.procurement)
    path = f"/reviews/{review_id}"

    answer = Reader(client.post(path, data={"decision": "", "opinion": "再看"}))
    assert (answer.status, "请选择审核结果" in answer.words) == (422, True)
    answer = Reader(client.post(path, data={"decision": "returned", "opinion": " "}))
    assert (answer.status, "退回时请写明审核意见" in answer.words) == (422, True)
    said = {"decision": "returned", "opinion": "分值不对"}
    assert client.post(path, data=said).status_code == 303
    answer = Reader(client.post(path, data={"decision": "approved", "opinion": ""}))
    assert answer.status == 422
    assert "已于2022-11-15审核" in answer.words


def test_a_reviewer_with_another_duty_is_asked_for_the_reason(meeting, client, login):
    review_id = submit(meeting)
    office = meeting.office
    assign_member(meeting.project_id, office.procurement.id, Duty.DRAFTING, office.owner)
    login(client, office.procurement)
    path = f"/reviews/{review_id}"

    answer = Reader(client.post(path, data={"decision": "approved", "opinion": "同意"}))

    assert answer.status == 422
    assert "不相容岗位" in answer.words
    assert 'name="overlap_reason"' in answer.html


def test_an_empty_note_is_told_and_one_of_a_stranger_refused(meeting, client, login):
    path = f"/tenders/{meeting.tender_id}/notes/new"
    login(client, meeting.auditor)
    answer = Reader(client.post(path, data={"text": "  "}))
    assert (answer.status, "请填写监督情况" in answer.words) == (422, True)
    assert client.post(path, data={"text": "程序规范"}).status_code == 303
    assert db.session.query(SupervisionNote).one().text == "程序规范"
