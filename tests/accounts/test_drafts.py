"""Drafts: kept for one person and page, offered again, gone when the form succeeds."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.accounts.people import PASSWORD, actor, added
from tests.support.applications import login
from tracker.accounts import queries
from tracker.accounts.rules import Actor, Role
from tracker.accounts.rules.people import PersonDraft
from tracker.accounts.service import people, signing_in
from tracker.infra import clock, drafts
from tracker.infra.db import db
from tracker.infra.drafts import FormDraft

JSON = {"Accept": "application/json"}
INPUT = re.compile(r'<input (?=[^>]*name="([\w-]+)")(?=[^>]*type="hidden")(?=[^>]*value="([^"]*)")')
SYSTEM_ADMIN = Actor(0, "", "", frozenset({Role.ADMIN}))
AT_TEN = clock.at(date(2022, 11, 15), 10)


@pytest.fixture(autouse=True)
def _ten_o_clock(frozen):
    frozen(AT_TEN)


@pytest.fixture
def admin(client):
    """The administrator, signed in."""
    person = queries.person(added("admin"))
    login(client, person)
    return person


@pytest.fixture
def person(admin):
    """Somebody whose record is being edited."""
    return queries.person(added("chenli", Role.PROJECT_OWNER, name="陈立"))


@pytest.fixture
def page(person):
    return f"/people/{person.id}"


def hidden(client, page):
    """The form's own hidden fields, as a browser would send them back."""
    text = client.get(page).text
    start = text.index('action="/people/')
    return dict(INPUT.findall(text[start : text.index("</form>", start)]))


def typed(client, page, **fields):
    """What a browser sends of the form with something typed into it."""
    known = {"name": "陈立", "login": "chenli", "roles": ["project_owner"]}
    return hidden(client, page) | known | fields


def saved(client, data):
    answer = client.post("/drafts", data=data, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json["text"]


def count():
    return db.session.scalar(select(func.count()).select_from(FormDraft))


# --- saving and filling in ------------------------------------------------------------------------


def test_what_was_typed_is_kept_offered_and_filled_in(client, page):
    assert saved(client, typed(client, page, post="科员", email="不是邮箱")) == "草稿已存10:00"

    offered = client.get(page)
    assert "有未提交的草稿（2022-11-15 10:00）" in offered.text
    assert 'value="科员"' not in offered.text

    filled = client.get(f"{page}?draft=restore")
    assert "已恢复2022-11-15 10:00的草稿，还没有提交" in filled.text
    assert 'value="科员"' in filled.text
    assert 'value="不是邮箱"' in filled.text


def test_without_script_the_button_saves_and_comes_back_to_the_filled_form(client, page):
    answer = client.post("/drafts", data=typed(client, page, post="科员"))

    assert (answer.status_code, answer.location) == (303, f"{page}?draft=restore")
    filled = client.get(answer.location).text
    assert "草稿已存10:00" in filled
    assert 'value="科员"' in filled


def test_saving_a_draft_does_not_use_the_form_up_and_success_drops_it(client, person, page):
    data = typed(client, page, post="科员")
    saved(client, data)

    assert client.post(page, data=data).status_code == 303

    assert queries.person(person.id).post == "科员"
    assert count() == 0
    assert "未提交的草稿" not in client.get(page).text


def test_a_draft_on_its_way_when_the_form_is_sent_is_not_kept(client, page):
    data = typed(client, page, post="科员")
    client.post(page, data=data)

    assert saved(client, data) == "这张表单已经提交，不再存草稿"
    assert count() == 0


def test_a_refused_form_keeps_its_draft(client, page):
    data = typed(client, page, name="")
    saved(client, data)

    assert client.post(page, data=data).status_code == 422
    assert count() == 1


def test_a_draft_can_be_thrown_away(client, page):
    saved(client, typed(client, page, post="科员"))
    key = db.session.scalars(select(FormDraft.form)).one()

    answer = client.post("/drafts/discard", data={"address": page, "form": key})

    assert answer.location == page
    assert "草稿已丢弃" in client.get(page).text
    assert count() == 0


# --- several windows, several people --------------------------------------------------------------


def test_the_last_window_wins_and_is_told_so(client, page):
    one, two = typed(client, page, post="一"), typed(client, page, post="二")

    assert saved(client, one) == "草稿已存10:00"
    assert saved(client, one) == "草稿已存10:00"
    assert saved(client, two) == "草稿已存10:00，替换了另一个窗口里的草稿"
    assert 'value="二"' in client.get(f"{page}?draft=restore").text
    assert count() == 1


def test_going_on_with_a_restored_draft_replaces_nobody_s(client, page):
    saved(client, typed(client, page, post="一"))

    again = hidden(client, f"{page}?draft=restore") | {"name": "陈立", "post": "二"}

    assert saved(client, again) == "草稿已存10:00"


def test_nobody_sees_the_draft_of_another(client, page):
    saved(client, typed(client, page, post="科员"))
    login(client, queries.person(added("other")))

    assert "草稿（" not in client.get(page).text
    assert 'value="科员"' not in client.get(f"{page}?draft=restore").text


def test_what_changed_in_the_record_since_is_said(client, person, page):
    data = typed(client, page, post="科员")
    saved(client, data)
    draft = PersonDraft("chenli", "陈立新", frozenset({Role.PROJECT_OWNER}))
    people.edit_person(person.id, draft, person.version, SYSTEM_ADMIN)

    filled = client.get(f"{page}?draft=restore").text

    assert "存草稿以后，这条记录被修改过" in filled
    assert "姓名：记录现为“陈立新”，草稿为“陈立”" in filled
    assert "职务：记录现为“—”，草稿为“科员”" in filled
    answer = client.post(page, data=data)
    assert answer.status_code == 409


# --- what is not kept -----------------------------------------------------------------------------


def test_no_password_is_ever_kept(client, admin):
    text = client.get("/people/new").text
    assert "存草稿" not in text

    posted = dict(INPUT.findall(text)) | {"name": "新人", "login": "new", "password": PASSWORD}
    client.post("/drafts", data=posted, headers=JSON)

    (row,) = db.session.scalars(select(FormDraft))
    assert "新人" in row.fields
    assert PASSWORD not in row.fields
    assert "csrf" not in row.fields


@pytest.mark.parametrize(
    "change",
    [
        {"form_name": "nobody.knows"},
        {"form_name": ""},
        {"form_page": "https://example.cn/"},
        {"form_page": "//example.cn/"},
        {"form_page": "/" + "x" * 400},
        {"post": "字" * drafts.LARGEST},
    ],
)
def test_what_cannot_be_kept_is_refused(client, page, change):
    answer = client.post("/drafts", data=typed(client, page) | change, headers=JSON)

    assert answer.status_code == 422
    assert "存不成草稿" in answer.json["error"]["message"]
    assert count() == 0


def test_fields_that_the_form_does_not_have_are_let_go(client, page):
    saved(client, typed(client, page, post="科员", do="save", made_up="x"))

    assert "made_up" not in db.session.scalars(select(FormDraft.fields)).one()


def test_one_person_keeps_so_many_drafts_and_the_oldest_goes(client, page):
    data = typed(client, page, post="科员")
    for no in range(drafts.MOST + 1):
        with clock.frozen(AT_TEN + timedelta(minutes=no)):
            saved(client, data | {"form_page": f"{page}?n={no}"})

    assert count() == drafts.MOST
    assert "未提交的草稿" not in client.get(f"{page}?n=0").text


def test_drafts_nobody_came_back_to_are_dropped(client, page):
    saved(client, typed(client, page, post="科员"))

    for days, left in ((30, 1), (31, 0)):
        with clock.frozen(AT_TEN + timedelta(days=days)):
            drafts.tick()
        assert count() == left


# --- a session that ran out -----------------------------------------------------------------------


@pytest.fixture
def lapse(app):
    """Real time, by which sessions end; with the protection against forged forms on."""
    app.config["WTF_CSRF_ENABLED"] = True
    with time_machine.travel(AT_TEN, tick=False) as moment:
        yield lambda: moment.shift(app.config["PERMANENT_SESSION_LIFETIME"] + timedelta(minutes=1))


def enter(client, name, address):
    form = client.get(address).text.partition("</form>")[0]
    fields = dict(INPUT.findall(form)) | {"login": name, "password": PASSWORD}
    return client.post("/login", data=fields)


def test_what_is_sent_too_late_waits_for_its_owner(client, lapse, page):
    data = typed(client, page, post="科员")
    lapse()

    sent = client.post(page, data=data)

    assert sent.status_code == 303
    assert sent.location == f"/login?next={page}?draft%3Drestore&kept=1"
    assert "刚才填的内容已保留" in client.get(sent.location).text
    back = enter(client, "admin", sent.location)
    assert back.location == f"{page}?draft=restore"
    filled = client.get(back.location).text
    assert "登录已过期，刚才填的内容已保留，请核对后再提交" in filled
    assert 'value="科员"' in filled


def test_it_is_not_done_and_nobody_else_sees_it(client, lapse, person, page):
    added("other")
    data = typed(client, page, post="科员")
    lapse()

    back = enter(client, "other", client.post(page, data=data).location)

    assert 'value="科员"' not in client.get(back.location).text
    assert queries.person(person.id).post == ""


def another_session(client, data):
    stranger = client.application.test_client()
    data["csrf_token"] = dict(INPUT.findall(stranger.get("/login").text))["csrf_token"]


def no_token(_client, data):
    del data["csrf_token"]


def no_cookie(client, _data):
    client.delete_cookie("tracker_session")


def everywhere_signed_out(_client, _data):
    (admin,) = [one for one in queries.people("admin") if one.login == "admin"]
    signing_in.sign_out_everywhere(actor(admin.id))


def another_form(_client, data):
    data["form_name"] = "made.up"


@pytest.mark.parametrize(
    "spoil", [another_session, no_token, no_cookie, everywhere_signed_out, another_form]
)
def test_what_is_not_surely_theirs_is_not_kept(client, lapse, page, spoil):
    data = typed(client, page, post="科员")
    spoil(client, data)
    lapse()

    answer = client.post(page, data=data)

    assert answer.status_code == 400
    assert "登录已过期，没有保存任何内容" in answer.text
    assert count() == 0


def test_after_half_a_day_nothing_is_kept(client, app, lapse, page):
    data = typed(client, page, post="科员")
    for _ in range(25):
        lapse()

    assert client.post(page, data=data).status_code == 400
    assert count() == 0


def test_a_script_that_saves_too_late_is_told_and_the_draft_kept(client, lapse, page):
    data = typed(client, page, post="科员")
    lapse()

    assert client.post("/drafts", data=data, headers=JSON).status_code == 401
    assert count() == 1
