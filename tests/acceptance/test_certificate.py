"""The printed certificate says what was signed, and its code tells whether it still is."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import text

from tests.acceptance import hall as halls
from tests.acceptance.hall import Hall, give, make_hall, opened, verdict
from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.certificate import NotOpened, certificate, printed
from tracker.acceptance.queries.checking import check_number, check_printed
from tracker.acceptance.rules import checkcode
from tracker.acceptance.rules.checkcode import CodeUnreadable, Printed
from tracker.acceptance.service import opening
from tracker.infra.db import db

TODAY = date(2022, 11, 28)


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


@pytest.fixture
def accepted(hall) -> Acceptance:
    one = opened(hall)
    for signer in hall.signers:
        give(one, signer)
    return db.session.get_one(Acceptance, one.id)


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    parts = [document.element.body, document.sections[0].footer._element]
    return "".join(node.text or "" for part in parts for node in part.iter(qn("w:t")))


def tamper(statement: str) -> None:
    """Change the database behind the product's back, triggers out of the way."""
    db.session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.exec_driver_sql(names).fetchall():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        assert connection.execute(text(statement)).rowcount == 1


# --- the code -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "YS-2022-06-1 7F3A-9C21-04BD-55E0",
        "  ys-2022-06-1   7f3a9c2104bd55e0 ",
        "ＹＳ－２０２２－０６－１　７Ｆ３Ａ－９Ｃ２１－０４ＢＤ－５５Ｅ０",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert checkcode.read(typed) == Printed("YS-2022-06-1", "7F3A-9C21-04BD-55E0")


def test_what_is_scanned_is_what_was_printed():
    shown = Printed("YS-2022-06-1", "7F3A-9C21-04BD-55E0", 219, "d1cbc5b2f3abf434")

    assert checkcode.read(str(shown)) == shown


@pytest.mark.parametrize("typed", ["", "YS-2022-06-1", "7F3A-9C21-04BD-55E0", "YS-1 7F3A-9C21-04B"])
def test_anything_else_is_no_code(typed):
    with pytest.raises(CodeUnreadable) as refused:
        checkcode.read(typed)

    assert refused.value.field == "code"


# --- the form -------------------------------------------------------------------------------------


def test_a_draft_has_no_certificate(hall, client, login):
    one = halls.drafted(hall)
    with pytest.raises(NotOpened):
        certificate(one.id, hall.leader, TODAY)
    login(client, hall.leader)

    answer = client.get(f"/acceptance/{one.id}/certificate")

    assert answer.status_code == 422
    assert "还在起草" in answer.text


def test_word_and_page_hold_the_contract_the_items_and_every_signature(
    accepted, hall, client, login
):
    login(client, hall.leader)
    page = client.get(f"/acceptance/{accepted.id}/certificate").text
    word = words_of(client.get(f"/acceptance/{accepted.id}/certificate.docx").data)

    for told in (
        "政府采购项目验收书",
        accepted.number,
        "HT-2021-001",
        "400,000.00元（肆拾万元整）",
        "LED大屏1套，不小于42㎡",
        "member1",
        "member3",
        "应签3人，合格3人，不合格0人",
        "供应商确认",
        accepted.fingerprint,
        printed(accepted).code,
    ):
        assert told in page
        assert told in word


def test_pdf_is_offered_under_its_number(accepted, hall, client, login):
    login(client, hall.leader)

    answer = client.get(f"/acceptance/{accepted.id}/certificate.pdf")

    assert answer.data.startswith(b"%PDF-")
    assert accepted.number in answer.headers["Content-Disposition"]


def test_while_others_sign_the_form_tells_nobody_what_they_signed(hall, client, login):
    one = opened(hall)
    before = printed(one).code
    give(one, hall.signers[1], verdict(one, {2: "3.2培训只有1次"}))
    login(client, hall.leader)

    page = client.get(f"/acceptance/{one.id}/certificate").text

    assert "培训只有1次" not in page
    assert "不符合" not in page
    assert "签署中，尚无结论" in page
    assert printed(db.session.get_one(Acceptance, one.id)).code == before


def test_a_failed_item_and_the_demand_stand_on_the_form(hall, client, login):
    one = opened(hall)
    give(one, hall.signers[0], verdict(one, {2: "3.2培训只有1次"}))
    for signer in hall.signers[1:]:
        give(one, signer)
    login(client, hall.leader)

    page = client.get(f"/acceptance/{one.id}/certificate").text

    assert "验收结论：不合格" in page
    assert "3.2培训只有1次" in page
    assert "<td>不符合</td>" in page
    assert "整改要求" in page


def test_a_voided_form_says_so_large(accepted, hall, client, login):
    one = opened(hall, parts=(hall.part(3).uid,), kind=halls.RoundKind.FINAL)
    opening.void(one.id, hall.leader, "名单有误")
    login(client, hall.leader)

    page = client.get(f"/acceptance/{one.id}/certificate").text

    assert '<p class="sheet-stamp">（已作废）</p>' in page
    assert "名单有误" in page


# --- checking -------------------------------------------------------------------------------------


def test_the_code_of_an_untouched_round_is_confirmed(accepted):
    checked = check_printed(printed(accepted))

    assert checked.is_sound
    assert len(checked.answers) == 4
    assert checked.round is not None
    assert checked.round.id == accepted.id


def test_a_form_printed_before_the_last_signature_has_another_code(hall):
    one = opened(hall)
    early = printed(one)
    for signer in hall.signers:
        give(one, signer)

    checked = check_printed(early)

    assert not checked.is_sound
    assert "打印之后又有签署" in checked.answers[0].words.zh


def test_a_number_nobody_gave_is_unknown(accepted):
    checked = check_printed(Printed("YS-1999-01-1", printed(accepted).code))

    assert not checked.is_sound
    assert checked.round is None


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE acceptance SET content = replace(content, '42㎡', '24㎡')", "指纹不符"),
        ("UPDATE signature SET opinion = '另有意见' WHERE id = 2", "校验值不符"),
        ("UPDATE acceptance_member SET post = '局长' WHERE id = 1", "post"),
        ("UPDATE acceptance SET problems = '无' WHERE id = 1", "problems"),
    ],
)
def test_what_was_tampered_with_is_named(accepted, statement, told):
    number = accepted.number
    tamper(statement)

    checked = check_number(number)

    assert not checked.is_sound
    problem = checked.first_problem
    assert problem is not None
    assert told in problem.zh


def test_an_entry_of_the_log_that_was_rewritten_is_noticed(accepted):
    form = printed(accepted)
    tamper(f"UPDATE audit_entry SET hash = '{'0' * 64}' WHERE seq = {form.seq}")

    checked = check_printed(form)

    assert [answer.holds for answer in checked.answers] == [True, False, True, False]


def test_the_page_confirms_a_code_and_says_what_is_wrong_beside_the_field(
    accepted, hall, client, login
):
    login(client, hall.supervisor)

    good = client.get("/acceptance/check", query_string={"code": str(printed(accepted))})
    bad = client.get("/acceptance/check", query_string={"code": "YS-1 ABCD"})

    assert good.status_code == 200
    assert "核验码与系统记录一致" in good.text
    assert bad.status_code == 422
    assert 'id="code-error"' in bad.text
    assert 'value="YS-1 ABCD"' in bad.text
