"""The pages of acceptance: what they show whom, and what bad input gets."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.acceptance.hall import (
    TODAY,
    Hall,
    drafted,
    everybody_passes,
    give,
    make_hall,
    opened,
    plan,
    verdict,
)
from tests.contracts.centre import PASSWORD
from tests.support import papers
from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.page import round_page
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.service import opening
from tracker.accounts.rules import Actor
from tracker.infra.db import db

Login = Callable[[FlaskClient, Actor], None]


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


def signed_form(acceptance: Acceptance, failed: int = 0, **changes: str) -> dict[str, str]:
    """What a browser sends; item ``failed`` fails."""
    form = {
        "fingerprint": acceptance.fingerprint,
        "verdict": "fail" if failed else "pass",
        "opinion": f"3.{failed} 不符合约定" if failed else "",
        "password": PASSWORD,
    }
    for no in range(1, len(acceptance.item_list) + 1):
        form[f"results-{no - 1}-result"] = "fail" if no == failed else "pass"
    return form | changes


def text(response: Any) -> str:
    found: str = response.get_data(as_text=True)
    return found


def words(response: Any) -> str:
    """What is read on the page, without its marks."""
    return re.sub(r"<[^>]+>", "", text(response))


# --- signing --------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.leader)

    page = text(client.get(f"/acceptance/{acceptance.id}"))

    assert page.count('type="radio"') == 2 * 3 + 2
    assert "<input checked" not in page
    assert "政府采购项目验收书" in page


def test_a_member_signs_and_the_last_one_is_told_what_follows(hall, client, login):
    acceptance = opened(hall)
    give(acceptance, hall.signers[1])
    give(acceptance, hall.signers[2])
    login(client, hall.leader)

    done = client.post(
        f"/acceptance/{acceptance.id}", data=signed_form(acceptance), follow_redirects=True
    )

    assert "全员合格，对应的付款条件今天成就" in text(done)
    assert db.session.get_one(Acceptance, acceptance.id).state is RoundState.ACCEPTED


@pytest.mark.parametrize(
    ("changes", "message", "anchor"),
    [
        ({"password": ""}, "请输入登录密码，才算本人签署", "#password"),
        ({"password": "wrong password"}, "登录密码不正确，没有签署", "#password"),
        ({"verdict": ""}, "请选择验收意见：合格或不合格", "#verdict-0"),
        ({"results-1-result": ""}, "第3.2项还没有结论", "#results-1-result-0"),
        ({"results-1-result": "fail"}, "第3.2项不合格，总体意见不能为合格", "#verdict-0"),
        ({"verdict": "fail"}, "请在逐项对照中标明不合格的项", "#verdict-0"),
        ({"results-0-result": "maybe"}, "第3.1项还没有结论", "#results-0-result-0"),
        ({"opinion": "长" * 501}, "", "#opinion"),
    ],
)
def test_an_incomplete_signature_is_told_beside_its_field_and_nothing_is_lost(
    hall, client, login, changes, message, anchor
):
    acceptance = opened(hall)
    login(client, hall.leader)
    form = signed_form(acceptance, opinion="一切正常") | changes

    answer = client.post(f"/acceptance/{acceptance.id}", data=form)

    page = text(answer)
    assert answer.status_code == 422
    assert message in page
    assert f'href="{anchor}"' in page
    assert form["opinion"] in page
    assert page.count("<input checked") == sum(value in ("pass", "fail") for value in form.values())
    assert PASSWORD not in page
    assert db.session.get_one(Acceptance, acceptance.id).signatures == []


def test_a_fail_needs_its_reason_and_the_item_in_it(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.leader)
    address = f"/acceptance/{acceptance.id}"

    blank = client.post(address, data=signed_form(acceptance, 2, opinion=""))
    vague = client.post(address, data=signed_form(acceptance, 2, opinion="不行"))
    done = client.post(address, data=signed_form(acceptance, 2))

    assert "不合格须写明意见，指出第3.2项哪里不符" in text(blank)
    assert "意见须指明不合格的项，请写上“3.2”" in text(vague)
    assert done.status_code == 303


def test_five_wrong_passwords_lock_here_as_at_the_sign_in(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.leader)
    wrong = signed_form(acceptance, password="wrong password")

    answers = [client.post(f"/acceptance/{acceptance.id}", data=wrong) for _ in range(5)]
    right = client.post(f"/acceptance/{acceptance.id}", data=signed_form(acceptance))

    assert "还可再试1次" in text(answers[3])
    assert "已锁定" in text(answers[4])
    assert (right.status_code, "已锁定" in text(right)) == (422, True)


def test_after_a_wrong_password_the_same_page_can_be_sent_again_and_then_only_once(
    hall, client, login
):
    acceptance = opened(hall)
    login(client, hall.leader)
    address, page = f"/acceptance/{acceptance.id}", {"form_token": "t1"}
    wrong = signed_form(acceptance, password="wrong password")

    refused = client.post(address, data=wrong | page)
    done = client.post(address, data=signed_form(acceptance) | page)
    again = client.post(address, data=signed_form(acceptance) | page)

    assert [refused.status_code, done.status_code, again.status_code] == [422, 303, 303]
    assert again.headers["Location"] == done.headers["Location"]


def test_a_round_voided_meanwhile_says_so_and_keeps_what_was_typed(hall, client, login):
    acceptance = opened(hall)
    form = signed_form(acceptance, 3)
    login(client, hall.leader)
    opening.void(acceptance.id, hall.leader, "附件不全")

    answer = client.post(f"/acceptance/{acceptance.id}", data=form)

    assert answer.status_code == 409
    assert "第1稿已作废（附件不全），不能签署" in text(answer)
    assert "新的一稿" in text(answer)


def test_an_outdated_page_is_not_signed(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.leader)

    answer = client.post(
        f"/acceptance/{acceptance.id}", data=signed_form(acceptance, fingerprint="0" * 64)
    )

    assert answer.status_code == 409
    assert "指纹不一致，没有签署" in text(answer)
    assert answer.status_code == 409


def test_outsiders_read_the_round_and_cannot_sign_it(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.admin)

    page = client.get(f"/acceptance/{acceptance.id}")
    answer = client.post(f"/acceptance/{acceptance.id}", data=signed_form(acceptance))

    assert (page.status_code, "我的签署" in text(page)) == (200, False)
    assert answer.status_code == 403
    assert "任何人都不能代签，管理员也不能" in text(answer)


# --- who may know what ----------------------------------------------------------------------------


def test_what_others_signed_is_hidden_until_one_has_signed_oneself(hall, client, login):
    acceptance = opened(hall)
    first, second, third = hall.signers
    give(acceptance, first, verdict(acceptance, {1: "3.1 面积不足，须整改"}))
    key = acceptance.id

    for reader in (second, third, hall.centre.owner, hall.admin, hall.supervisor):
        page = round_page(key, reader, TODAY)
        assert {row.verdict for row in page.members} == {None}
        assert {row.opinion for row in page.members} == {""}
        login(client, reader)
        assert "面积不足" not in text(client.get(f"/acceptance/{key}"))
    give(db.session.get_one(Acceptance, key), second)

    login(client, second)
    assert "面积不足" in text(client.get(f"/acceptance/{key}"))
    login(client, third)
    assert "面积不足" not in text(client.get(f"/acceptance/{key}"))


def test_the_history_keeps_the_verdicts_back_until_the_round_is_decided(hall, client, login):
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first, verdict(acceptance, {1: "3.1 面积不足，须整改"}))
    login(client, hall.supervisor)
    record = f"/history/records/{acceptance.uid}"

    before = [text(client.get(page)) for page in ("/history/", record)]
    for one in others:
        give(db.session.get_one(Acceptance, acceptance.id), one)
    after = text(client.get(record))

    assert all("面积不足" not in page for page in before)
    assert "面积不足" in after


def test_reading_it_is_noted_for_those_who_sign(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.signers[1])

    client.get(f"/acceptance/{acceptance.id}")

    read = [one.read_at is not None for one in acceptance.members]
    assert read == [False, True, False]


# --- drafting -------------------------------------------------------------------------------------


def draft_form(hall: Hall, **changes: Any) -> dict[str, Any]:
    """The usual draft as a browser sends it."""
    form: dict[str, Any] = {
        "version": "0",
        "kind": "preliminary",
        "parts": [hall.part(2).uid],
        "method": "own",
        "meet_at": "2022-11-29",
        "meet_time": "14:30",
        "place": "三楼会议室",
        "sign_by": "2022-12-01",
        "items-0-clause": "3.1",
        "items-0-category": "technical",
        "items-0-agreed": "LED大屏1套",
        "items-0-actual": "43.2㎡",
        "items-0-evidence": "到货单",
        "do": "save",
    }
    seats = ("leader", "member", "member")
    for no, (one, seat) in enumerate(zip(hall.signers, seats, strict=True)):
        form |= {f"roster-{no}-person": one.uid, f"roster-{no}-seat": seat}
    return form | changes


def test_the_page_of_an_instalment_leads_to_a_draft_with_the_group_and_back_to_it(
    hall, client, login
):
    login(client, hall.centre.owner)
    address = f"/instalments/{hall.part(2).id}/acceptance"

    first = client.get(address)
    client.post(f"/contracts/{hall.contract_id}/acceptance/new", data=draft_form(hall))
    again = text(client.get(address))

    page = text(first)
    assert re.search(r"<option selected value=\"preliminary\"", page)
    assert page.count('<option selected value="member"') == 2
    assert "YS-2021-06-1" in again


def test_a_draft_is_saved_with_its_files_and_opened(hall, client, login):
    login(client, hall.centre.owner)
    form = draft_form(hall, papers=(io.BytesIO(papers.pdf()), "到货单.pdf"))

    saved = client.post(f"/contracts/{hall.contract_id}/acceptance/new", data=form)
    page = text(client.get(saved.headers["Location"]))
    opened_ = client.post("/acceptance/1/open", follow_redirects=True)

    assert saved.status_code == 303
    assert "到货单.pdf" in page
    assert "已发起签署，内容、附件和名单已锁定" in text(opened_)


def test_the_buttons_add_and_remove_rows_and_keep_what_was_typed(hall, client, login):
    login(client, hall.centre.owner)
    address = f"/contracts/{hall.contract_id}/acceptance/new"

    added = text(client.post(address, data=draft_form(hall, do="add-items", place="临时会议室")))
    removed = text(client.post(address, data=draft_form(hall, do="remove-roster-1")))

    assert 'name="items-1-agreed"' in added
    assert "LED大屏1套" in added
    assert "临时会议室" in added
    assert 'name="roster-1-person"' in removed
    assert 'name="roster-2-person"' not in removed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ""}, "请选择验收阶段"),
        ({"kind": "final"}, "不能由终验成就"),
        ({"parts": ["nonsense"]}, "所选的付款节点不属于这份合同，或已撤销"),
        ({"meet_at": "2022-13-01"}, "不是正确的日期"),
        ({"meet_time": "25:99"}, "不是正确的时间"),
        ({"delivered_on": "2022-12-24"}, "实际完成日期不能晚于今天"),
        ({"roster-1-person": ""}, "请选择人员"),
    ],
)
def test_a_draft_that_cannot_be_says_why_and_loses_nothing(hall, client, login, changes, message):
    login(client, hall.centre.owner)
    form = draft_form(hall) | changes

    answer = client.post(f"/contracts/{hall.contract_id}/acceptance/new", data=form)

    assert answer.status_code == 422
    assert message in text(answer)
    assert "LED大屏1套" in text(answer)


def test_opening_an_incomplete_draft_marks_what_is_missing_in_the_draft_itself(hall, client, login):
    roster = plan(hall).roster[:2]
    acceptance = drafted(hall, roster=roster, place="")
    login(client, hall.centre.owner)

    answer = client.post(f"/acceptance/{acceptance.id}/open")

    page = text(answer)
    assert answer.status_code == 422
    assert "签署人2名，合同金额400,000.00元的验收组不少于3名" in page
    assert "请填写验收地点" in page
    assert 'href="#place"' in page
    assert f'action="/acceptance/{acceptance.id}/edit"' in page


def test_a_change_made_meanwhile_is_not_overwritten(hall, client, login):
    acceptance = drafted(hall)
    login(client, hall.centre.owner)
    address = f"/acceptance/{acceptance.id}/edit"
    client.post(address, data=draft_form(hall, version="1", place="一号会议室"))

    answer = client.post(address, data=draft_form(hall, version="1", place="二号会议室"))

    assert answer.status_code == 409
    assert "这一稿已被他人修改" in text(answer)
    assert "二号会议室" in text(answer)
    assert db.session.get_one(Acceptance, acceptance.id).place == "一号会议室"


def test_an_open_round_has_no_edit_page(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.centre.owner)

    answer = client.get(f"/acceptance/{acceptance.id}/edit")

    assert (answer.status_code, "已发起签署" in text(answer)) == (409, True)


def test_an_upload_after_opening_is_refused_beside_its_field(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.centre.owner)
    form = {
        "subject": acceptance.uid,
        "kind": "evidence",
        "papers": (io.BytesIO(papers.pdf()), "新.pdf"),
    }

    answer = client.post(f"/projects/{hall.centre.code}/files/new", data=form)

    assert answer.status_code == 422
    assert "已发起签署，附件已锁定" in text(answer)


# --- the other steps ------------------------------------------------------------------------------


def test_the_leader_voids_with_a_reason_and_lands_on_the_new_draft(hall, client, login):
    acceptance = opened(hall)
    give(acceptance, hall.signers[1])
    login(client, hall.leader)
    address = f"/acceptance/{acceptance.id}/void"

    blank = client.post(address, data={"reason": " "})
    done = client.post(address, data={"reason": "成员出差"})

    assert (blank.status_code, "请填写作废原因" in text(blank)) == (422, True)
    assert done.headers["Location"].endswith("/acceptance/2/edit")
    login(client, hall.signers[1])
    assert "签署已随该稿作废：成员出差" in text(client.get("/acceptance/"))


def test_from_the_rejection_to_the_draft_of_the_next_round(hall, client, login):
    acceptance = opened(hall)
    first, *others = hall.signers
    give(acceptance, first, verdict(acceptance, {1: "3.1 面积不足"}))
    for one in others:
        give(acceptance, one)
    login(client, hall.centre.owner)
    address = f"/acceptance/{acceptance.id}"

    changed = client.post(
        f"{address}/rectification",
        data={
            "owner": hall.centre.owner.id,
            "due_on": "2022-12-20",
            "demand": "补足面积",
            "reason": "供应商申请延期",
        },
    )
    early = client.post(f"{address}/follow-up")
    blank = client.post(f"{address}/rectified", data={"on": "2022-11-28", "note": ""})
    done = client.post(f"{address}/rectified", data={"on": "2022-11-28", "note": "已补足"})
    drafted_ = client.post(f"{address}/follow-up")

    assert (changed.status_code, done.status_code, drafted_.status_code) == (303, 303, 303)
    assert (early.status_code, "整改还没有完成" in text(early)) == (422, True)
    assert (blank.status_code, "请写明整改情况" in text(blank)) == (422, True)
    assert "（复验）" in text(client.get("/acceptance/2"))


def test_the_invitation_is_downloaded(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.signers[2])

    answer = client.get(f"/acceptance/{acceptance.id}/invitation.ics")

    assert answer.content_type.startswith("text/calendar")
    assert b"DTSTART:20221128T063000Z" in answer.data
    assert 'filename="YS-2021-06-1.ics"' in answer.headers["Content-Disposition"]


def test_the_ledger_filters_counts_and_adds_up_and_so_does_its_spreadsheet(hall, client, login):
    everybody_passes(opened(hall), hall)
    drafted(hall, kind=plan(hall).kind.FINAL, parts=(hall.part(3).uid,))
    login(client, hall.centre.auditor if hall.centre.auditor.id else hall.supervisor)

    everything = text(client.get("/acceptance/"))
    passed = text(client.get("/acceptance/?state=accepted&kind=preliminary&year=2022"))
    none = text(client.get("/acceptance/?q=不存在"))
    nonsense = client.get("/acceptance/?state=x&kind=y&year=z")
    with client.get("/acceptance/export?state=accepted") as sheet:
        book = load_workbook(io.BytesIO(sheet.data))

    assert ("YS-2021-06-1" in everything, "YS-2021-06-2" in everything) == (True, True)
    assert ("YS-2021-06-1" in passed, "YS-2021-06-2" in passed) == (True, False)
    assert "120,000.00" in passed
    assert "没有符合条件的验收" in none
    assert nonsense.status_code == 200
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "YS-2021-06-1" in cells
    assert "YS-2021-06-2" not in cells


def test_my_signatures_tell_what_i_signed_and_what_became_of_it(hall, client, login):
    acceptance = opened(hall)
    give(acceptance, hall.leader, verdict(acceptance, {2: "3.2 培训不足"}))
    opening.void(acceptance.id, hall.leader, "名单有误")
    login(client, hall.leader)

    page = words(client.get("/acceptance/mine"))

    assert "3.2 培训不足" in page
    assert "已作废" in page
    assert "名单有误" in page


def test_the_navigation_counts_what_waits_for_my_signature(hall, client, login):
    opened(hall)
    login(client, hall.leader)
    before = text(client.get("/acceptance/mine"))
    give(db.session.get_one(Acceptance, 1), hall.leader)
    after = text(client.get("/acceptance/mine"))

    counts = [re.search(r"验收签署</span>\s*<span class=\"count", page) for page in (before, after)]
    assert (counts[0] is not None, counts[1] is not None) == (True, False)


def test_the_contract_offers_the_round_instead_of_the_record(hall, client, login):
    login(client, hall.centre.owner)

    page = text(client.get(f"/contracts/{hall.contract_id}"))
    by_hand = client.post(
        f"/instalments/{hall.part(2).id}/trigger",
        data={"on": "2022-11-28", "kind": "acceptance", "evidence": "报告"},
    )

    assert f"/instalments/{hall.part(2).id}/acceptance" in page
    assert f"/instalments/{hall.part(2).id}/trigger" not in page
    assert by_hand.status_code == 422
    assert "须由验收组全体签署合格才成就，不能手工登记" in text(by_hand)
    assert f"/instalments/{hall.part(2).id}/acceptance" in text(by_hand)
