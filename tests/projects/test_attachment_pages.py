"""The pages of files on record, and what an upload gets that is not what it should be."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from tests.projects.office import TODAY, Office, make_office, make_person, make_project
from tests.projects.pages import errors_at, words
from tests.support import papers
from tracker.accounts.rules import Role
from tracker.infra.db import db
from tracker.projects import service
from tracker.projects.models import Attachment, Project

FILES, ATTACH = "/projects/2022-06/files", "/projects/2022-06/files/new"
JSON = {"Accept": "application/json"}


@pytest.fixture
def office(app, frozen) -> Office:
    frozen(TODAY)
    office = make_office()
    make_project(office)
    return office


@pytest.fixture
def uid(office) -> str:
    """Of the project."""
    return db.session.scalars(select(Project.uid).filter_by(code="2022-06")).one()


@pytest.fixture
def owner(office, client, login) -> FlaskClient:
    login(client, office.owner)
    return client


@pytest.fixture
def folder(app) -> Path:
    return app.config["TRACKER"].data


leaves_it_open = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def form(uid: str, *files: tuple[str, bytes], **fields: str) -> dict[str, object]:
    sent = [(io.BytesIO(content), name) for name, content in files]
    return {"kind": "other", "subject": uid, "papers": sent, **fields}


def attached() -> int:
    return db.session.scalar(select(func.count(Attachment.id))) or 0


def kept(folder: Path) -> list[Path]:
    found = [*folder.glob("files/**/*"), *folder.glob("incoming/*")]
    return [path for path in found if path.is_file()]


def only() -> Attachment:
    return db.session.scalars(select(Attachment)).one()


# --- adding ---------------------------------------------------------------------------------------


def test_files_are_uploaded_without_script_and_listed(owner, uid):
    files = [("会议纪要.pdf", papers.pdf()), ("现场照片.png", papers.png())]

    answer = owner.post(ATTACH, data=form(uid, *files, kind="acceptance", note="第3次"))
    page = words(owner.get(answer.location))

    assert (answer.status_code, answer.location) == (303, FILES)
    assert "已上传2个文件" in page
    assert "会议纪要.pdf 第3次" in page
    assert "验收书" in page


def test_a_program_or_the_script_that_shows_progress_is_told_where_to_go(owner, uid):
    answer = owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())), headers=JSON)

    assert answer.status_code == 201
    assert answer.json == {"location": FILES}


def test_the_link_beside_what_is_missing_fills_the_form_in(owner, uid):
    page = owner.get(ATTACH, query_string={"kind": "receipt", "about": uid}).text

    assert '<option selected value="receipt">' in page
    assert f'<option selected value="{uid}">整个项目' in page
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'<input[^>]*accept="[^"]*\.pdf[^"]*"[^>]*multiple', page)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("空.pdf", b""), "“空.pdf”是空文件"),
        (("断.pdf", papers.pdf()[:-30]), "“断.pdf”不完整"),
        (("断.png", papers.png()[:-20]), "“断.png”不完整"),
        (("断.docx", papers.docx()[:-30]), "“断.docx”不完整"),
        (("假.pdf", papers.png()), "“假.pdf”的内容是PNG图片，与扩展名不符"),
        (("程序.exe", b"MZ" + bytes(99)), "可以上传：pdf"),
        (("密.docx", papers.ole("EncryptedPackage")), "加了打开密码"),
        (("网页.html", b"<html></html>"), "与扩展名不符"),
    ],
)
def test_a_bad_file_is_told_beside_the_field_and_leaves_nothing(owner, uid, folder, file, said):
    answer = owner.post(ATTACH, data=form(uid, file))
    as_json = owner.post(ATTACH, data=form(uid, file), headers=JSON)

    assert answer.status_code == as_json.status_code == 422
    assert said in errors_at(answer, "papers")
    assert said in as_json.json["error"]["message"]
    assert (attached(), kept(folder)) == (0, [])


@leaves_it_open
def test_a_file_over_the_limit_is_told_with_the_limit(large_body, owner, uid, folder):
    large = ("大.pdf", papers.pdf() + bytes(20 << 20))

    answer = owner.post(ATTACH, data=form(uid, large))

    assert "“大.pdf”超过20 MB" in errors_at(answer, "papers")
    assert (attached(), kept(folder)) == (0, [])


@leaves_it_open
def test_a_request_over_the_limit_is_told_with_both_limits(large_body, owner, uid, folder, app):
    files = [(f"{n}.pdf", bytes(20 << 20)) for n in range(6)]

    answer = owner.post(ATTACH, data=form(uid, *files), headers=JSON)

    assert answer.status_code == 413
    assert "单个文件不超过20 MB，一次合计不超过100 MB" in answer.json["error"]["message"]
    assert (attached(), kept(folder)) == (0, [])


@leaves_it_open
def test_only_pages_for_files_take_large_requests_and_only_from_who_is_signed_in(
    large_body, owner, uid, app
):
    large = ("大.pdf", bytes(5 << 20))

    other_page = owner.post("/projects/2022-06/edit", data=form(uid, large))
    stranger = app.test_client().post(ATTACH, data=form(uid, large))

    assert other_page.status_code == stranger.status_code == 413
    assert "提交的内容太大" in other_page.text


def as_sent(data: dict[str, object]) -> tuple[bytes, str]:
    """The body of a request and its content type, as a browser would send them."""
    builder = EnvironBuilder(ATTACH, method="POST", data=data)
    environ = builder.get_environ()
    try:
        return environ["wsgi.input"].read(), environ["CONTENT_TYPE"]
    finally:
        environ["wsgi.input"].close()
        builder.close()


@leaves_it_open
@pytest.mark.parametrize("told_length", ["whole", "what came"])
def test_a_request_that_breaks_off_midway_leaves_nothing(
    large_body, owner, uid, folder, told_length
):
    body, content_type = as_sent(form(uid, ("a.pdf", papers.pdf("x" * 90_000))))
    came = body[: len(body) // 2]
    length = len(body) if told_length == "whole" else len(came)

    answer = owner.post(
        ATTACH, input_stream=io.BytesIO(came), content_type=content_type, content_length=length
    )

    assert answer.status_code in (400, 422)
    assert (attached(), kept(folder)) == (0, [])


def test_nothing_chosen_is_told(owner, uid):
    answer = owner.post(ATTACH, data=form(uid))

    assert errors_at(answer, "papers") == "请选择要上传的文件"


def test_the_same_form_sent_twice_counts_once(owner, uid):
    token = {"form_token": "a" * 32}

    first = owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf()), **token))
    again = owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf()), **token))
    as_json = owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf()), **token), headers=JSON)

    assert first.location == again.location == as_json.location == FILES
    assert attached() == 1


def test_the_same_form_sent_twice_by_the_script_counts_once(owner, uid):
    token = {"form_token": "b" * 32}

    owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf()), **token), headers=JSON)
    again = owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf()), **token), headers=JSON)

    assert (again.status_code, again.location) == (303, FILES)
    assert attached() == 1


@pytest.mark.parametrize("name", ["../../../etc/合同.pdf", r"..\..\合同.pdf", "/etc/合同.pdf"])
def test_a_name_that_leads_elsewhere_is_but_a_name(owner, uid, folder, name):
    owner.post(ATTACH, data=form(uid, (name, papers.pdf())))

    assert only().name == "合同.pdf"
    assert kept(folder) == [folder / "files" / only().sha256[:2] / only().sha256[2:]]


# --- who may --------------------------------------------------------------------------------------


def test_the_owner_of_another_project_is_refused_everywhere(office, uid, client, login, folder):
    login(client, office.owner)
    client.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    withdrawal = f"/files/{only().uid}/withdraw"

    login(client, office.other_owner)

    assert client.get(ATTACH).status_code == 403
    assert client.post(ATTACH, data=form(uid, ("b.pdf", papers.pdf("b")))).status_code == 403
    assert client.get(withdrawal).status_code == 403
    assert client.post(withdrawal, data={"reason": "x"}).status_code == 403
    assert (attached(), len(kept(folder)), only().is_withdrawn) == (1, 1, False)


def test_who_may_read_the_project_may_read_its_files_but_sees_no_buttons(
    office, uid, client, login
):
    login(client, office.owner)
    client.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    login(client, make_person("auditor", "孙悦", Role.AUDITOR))

    page = client.get(FILES).text

    assert client.get(f"/files/{only().uid}", buffered=True).status_code == 200
    assert "上传文件" not in page
    assert "撤下" not in page
    assert client.get(ATTACH).status_code == 403


def test_a_stranger_gets_no_file(owner, uid, app):
    owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    address = f"/files/{only().uid}"

    answer = app.test_client().get(address)

    assert answer.status_code == 302
    assert answer.location.startswith("/login")
    assert app.test_client().get(address, headers=JSON).status_code == 401


# --- reading --------------------------------------------------------------------------------------


def test_a_file_is_handed_out_to_be_saved_and_runs_nothing(owner, uid):
    owner.post(ATTACH, data=form(uid, ("会议 纪要（终稿）.pdf", papers.pdf())))

    answer = owner.get(f"/files/{only().uid}", buffered=True)

    assert answer.data == papers.pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"filename*=UTF-8''{quote('会议 纪要（终稿）.pdf')}" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_text_is_handed_out_without_a_guess_at_its_encoding(owner, uid):
    content = "合同编号,供应商\r\n".encode("gb18030")
    owner.post(ATTACH, data=form(uid, ("名单.csv", content)))

    answer = owner.get(f"/files/{only().uid}", buffered=True)

    assert (answer.data, answer.headers["Content-Type"]) == (content, "text/plain")


@pytest.mark.parametrize(
    ("damage", "status", "said"),
    [
        (lambda path: path.write_bytes(papers.pdf("x")), 409, "可能被改动"),
        (lambda path: path.unlink(), 404, "已不在存储中"),
    ],
)
def test_a_file_that_is_not_what_was_uploaded_is_not_handed_out(
    owner, uid, folder, caplog, damage, status, said
):
    owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    damage(kept(folder)[0])

    answer = owner.get(f"/files/{only().uid}", buffered=True)

    assert answer.status_code == status
    assert said in answer.text
    assert only().sha256 in caplog.text


@pytest.mark.parametrize(
    "address",
    ["/files/00000000-0000-0000-0000-000000000000", "/files/..%2Faudit.key", "/files/1"],
)
def test_an_address_that_is_no_file_is_not_found(owner, address):
    assert owner.get(address).status_code == 404


# --- withdrawing, and the list --------------------------------------------------------------------


def test_a_file_is_withdrawn_with_a_reason_and_stays_listed_as_such(owner, uid):
    owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    address = f"/files/{only().uid}/withdraw"

    without = owner.post(address, data={"reason": ""})
    done = owner.post(address, data={"reason": "传错了项目"})
    page = words(owner.get(done.location))

    assert errors_at(without, "reason") == "请填写撤下原因"
    assert (done.status_code, done.location) == (303, FILES)
    assert "还没有文件" in page
    assert "已撤下 2022-11-15 王海燕：传错了项目" in page
    assert owner.get(address).status_code == 422


def test_versions_stand_under_each_other_with_their_checksums(owner, uid):
    for text in ("a", "b"):
        owner.post(ATTACH, data=form(uid, ("说明.pdf", papers.pdf(text))))

    page = owner.get(FILES).text

    for attachment in db.session.scalars(select(Attachment)):
        assert f"/files/{attachment.uid}" in page
        assert attachment.sha256 in page
    assert "第2版" in words(owner.get(FILES))


def test_the_project_page_has_its_files_and_says_until_when_they_are_kept(owner, uid):
    before = words(owner.get("/projects/2022-06"))
    owner.post(ATTACH, data=form(uid, ("磋商记录.pdf", papers.pdf()), kind="procurement_file"))

    page = words(owner.get("/projects/2022-06"))

    assert "还没有文件" in before
    assert "文件 1 全部文件 上传" in page
    assert "磋商记录.pdf 采购文件 2022-11-15 1 KB 王海燕" in page
    assert "采购文件至少保存至2037年 政府采购法第四十二条" in page


def test_an_archived_project_still_shows_and_hands_out_its_files(owner, uid, office):
    owner.post(ATTACH, data=form(uid, ("a.pdf", papers.pdf())))
    project_id = db.session.scalars(select(Project.id)).one()
    service.archive(project_id, "办结", office.owner)

    page = owner.get(FILES).text

    assert "a.pdf" in page
    assert "上传文件" not in page
    assert owner.get(f"/files/{only().uid}", buffered=True).status_code == 200
    assert owner.get(ATTACH).status_code == 422
