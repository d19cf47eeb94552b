"""Pages of accounts: signing in, one's own account, and what the administrator sees."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event

from tests.accounts.people import PASSWORD, actor, added
from tests.support.applications import login
from tracker.accounts import queries, session
from tracker.accounts.rules import GroupKind, Role
from tracker.accounts.rules.passwords import TRIES
from tracker.accounts.service import groups, people, signing_in
from tracker.accounts.views.signing_in import local_path
from tracker.infra.db import db

NEW = "battery staple 2023"


@pytest.fixture
def admin(client):
    """The administrator, signed in."""
    person = queries.person(added("admin"))
    login(client, person)
    return person


@pytest.fixture
def finance(client):
    """Somebody of finance, signed in."""
    person = queries.person(added("wanghaiyan", Role.FINANCE, name="王海燕"))
    login(client, person)
    return person


def enter(client, name, password=PASSWORD, **fields):
    return client.post("/login", data={"login": name, "password": password, **fields})


def alert(response):
    """What the page says in its red box."""
    return re.sub(r"<[^>]+>|\s", "", response.text.split('role="alert"')[1].split("</form>")[0])


def person_fields(**changes):
    fields = {"name": "王海燕", "login": "wanghaiyan", "roles": ["finance"], "version": "1"}
    return fields | changes


# --- signing in ---------------------------------------------------------------------------------


def test_a_visitor_is_sent_to_sign_in_and_then_to_the_page_they_wanted(client):
    added("wanghaiyan", Role.FINANCE)

    asked = client.get("/profile?tab=1")
    assert asked.location == "/login?next=/profile?tab%3D1"
    shown = client.get(asked.location)
    assert 'name="next" type="hidden" value="/profile?tab=1"' in shown.text

    assert enter(client, "wanghaiyan", next="/profile?tab=1").location == "/profile?tab=1"
    assert client.get("/profile").status_code == 200


def test_the_sign_in_page_says_tries_left_but_never_what_was_wrong(client):
    added("wanghaiyan", Role.FINANCE)

    known, unknown = enter(client, "wanghaiyan", "wrong"), enter(client, "nobody", "wrong")

    assert known.status_code == unknown.status_code == 422
    assert alert(known).replace("wanghaiyan", "nobody") == alert(unknown)
    assert "账号或密码不正确还可再试4次，之后锁定15分钟" in alert(known)
    assert 'value="wrong"' not in known.text


def test_the_same_sign_in_page_may_be_sent_again(client):
    added("wanghaiyan", Role.FINANCE)
    page = client.get("/login").text
    assert "form_token" not in page

    for _ in range(TRIES):
        locked = enter(client, "wanghaiyan", "wrong")

    assert "已锁定" in alert(locked)
    assert "已锁定" in alert(enter(client, "wanghaiyan"))


def test_an_empty_sign_in_form_asks_for_both_and_counts_nothing(client):
    response = client.post("/login", data={"login": "", "password": ""})

    assert response.status_code == 422
    assert "请填写账号和密码" in alert(response)


def test_a_person_deactivated_while_signing_in_gets_no_session(app):
    leaver = added("wanghaiyan", Role.FINANCE)
    people.deactivate(leaver, actor(added("admin")))

    with app.test_request_context():
        session.sign_in(leaver)
        assert not session.current_user.is_authenticated


def test_whoever_is_signed_in_is_sent_on_from_the_sign_in_page(client, finance):
    assert client.get("/login?next=/profile").location == "/profile"


@pytest.mark.parametrize(
    "target",
    ["//evil.cn", "/\\evil.cn", "https://evil.cn", "evil", "/\t/evil.cn", "/a\r\nb", "", None],
)
def test_only_a_path_of_this_site_is_followed(target):
    assert local_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/funding/?year=2023", "/people/?q=王"])
def test_a_path_of_this_site_is_followed(target):
    assert local_path(target) == target


def test_nothing_of_an_earlier_session_survives_a_sign_in(client):
    added("wanghaiyan", Role.FINANCE)
    with client.session_transaction() as stored:
        stored["planted"] = "by somebody else"

    enter(client, "wanghaiyan")

    with client.session_transaction() as stored:
        assert "planted" not in stored


def test_loading_the_signed_in_person_writes_nothing(app, client, finance):
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    assert client.get("/profile").status_code == 200

    assert [text for text in statements if not text.startswith(("SELECT", "BEGIN"))] == []
    assert "BEGIN IMMEDIATE" not in statements


def test_a_post_without_csrf_token_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    added("wanghaiyan", Role.FINANCE)

    assert enter(client, "wanghaiyan").status_code == 400
    login(client, queries.people("wanghaiyan")[0])
    for path in ("/logout", "/language", "/money-unit", "/profile/sign-out-everywhere"):
        assert client.post(path).status_code == 400
    assert client.get("/profile").status_code == 200


# --- how a session ends -------------------------------------------------------------------------


def test_signing_out_ends_the_session(client, finance):
    assert client.post("/logout").location == "/login"
    assert client.get("/profile").status_code == 302


def test_a_session_ends_when_it_was_idle_too_long(app, client):
    added("wanghaiyan", Role.FINANCE)
    almost = client.application.config["PERMANENT_SESSION_LIFETIME"] - timedelta(minutes=1)
    with time_machine.travel("2022-11-15 08:00:00+08:00", tick=False) as clock:
        enter(client, "wanghaiyan")
        for _ in range(3):  # each page puts the end off
            clock.shift(almost)
            assert client.get("/profile").status_code == 200

        clock.shift(client.application.config["PERMANENT_SESSION_LIFETIME"] + timedelta(seconds=1))
        assert client.get("/profile").status_code == 302


def test_a_session_does_not_outlive_the_browser(client):
    added("wanghaiyan", Role.FINANCE)

    cookie = enter(client, "wanghaiyan").headers["Set-Cookie"]

    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_deactivated_person_loses_their_session(client, finance):
    people.deactivate(finance.id, actor(added("admin")))

    assert client.get("/profile").status_code == 302


def test_signing_out_everywhere_ends_the_sessions_of_other_devices(app, client, finance):
    other = app.test_client()
    login(other, finance)
    assert other.get("/profile").status_code == 200

    response = client.post("/profile/sign-out-everywhere", follow_redirects=True)

    assert "已在所有设备上退出" in response.text
    assert other.get("/profile").status_code == 302
    assert client.get("/profile").status_code == 302


# --- one's own account --------------------------------------------------------------------------


def password_fields(old=PASSWORD, new=NEW, again=NEW):
    return {"old_password": old, "password": new, "again": again}


def test_a_changed_password_keeps_this_session_and_ends_the_others(app, client, finance):
    other = app.test_client()
    login(other, finance)

    response = client.post("/profile/password", data=password_fields(), follow_redirects=True)

    assert "密码已修改" in response.text
    assert other.get("/profile").status_code == 302
    assert enter(app.test_client(), "wanghaiyan", NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (password_fields(old="wrong"), "原密码不正确"),
        (password_fields(again="other"), "两次输入的新密码不一样"),
        (password_fields(new="short", again="short"), "密码至少10个字符"),
        (password_fields(old=""), "请填写原密码"),
    ],
)
def test_a_refused_password_says_why_beside_its_field(client, finance, fields, message):
    response = client.post("/profile/password", data=fields)

    assert response.status_code == 422
    assert response.text.count(message) == 2  # in the summary and beside the field
    assert "<title>错误：" in response.text


def test_an_initial_password_must_be_changed_before_anything_else(client):
    person_id = added("wanghaiyan", Role.FINANCE)
    signing_in.reset_password(person_id, NEW, actor(added("admin")))
    enter(client, "wanghaiyan", NEW)

    assert client.get("/").location == "/profile"
    assert "请先修改密码" in client.get("/profile").text
    client.post("/profile/password", data=password_fields(NEW, PASSWORD, PASSWORD))

    assert "请先修改密码" not in client.get("/profile").text
    assert client.get("/people/").status_code == 403


def test_a_person_chooses_their_deputy(client, finance):
    admin = added("admin")

    client.post("/profile/deputy", data={"deputy_id": admin})

    assert queries.person(finance.id).deputy_id == admin
    assert client.post("/profile/deputy", data={"deputy_id": 999}).status_code == 422


def test_a_language_goes_with_the_person_and_with_the_browser(app, client, finance):
    response = client.post("/language", data={"lang": "en", "next": "/profile"})

    assert response.location == "/profile"
    assert "language=en" in response.headers["Set-Cookie"]
    assert 'lang="en"' in client.get("/profile").text
    other = app.test_client()
    login(other, finance)
    assert 'lang="en"' in other.get("/profile").text


def test_a_visitor_may_choose_a_language_too(client):
    assert client.post("/language", data={"lang": "en", "next": "/login"}).location == "/login"


def test_the_unit_of_money_is_kept_in_a_cookie(client, finance):
    yuan = client.post("/money-unit", data={"unit": "yuan", "next": "//evil.cn"})

    assert (yuan.status_code, yuan.location) == (303, "/")
    assert "money_unit=yuan" in yuan.headers["Set-Cookie"]


# --- people -------------------------------------------------------------------------------------

PAGES = (
    "/people/",
    "/people/new",
    "/people/1",
    "/people/1/password",
    "/people/departments",
    "/people/departments/new",
    "/people/groups",
    "/people/groups/procurement/members/new",
    "/people/groups/acceptance/leader",
)


def test_the_administrator_sees_every_page_about_people(client, admin):
    pages = {path: client.get(path) for path in PAGES}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(PAGES, 200)
    assert [path for path, page in pages.items() if page.text.count("<h1") != 1] == []


def test_everybody_else_is_told_whom_to_ask(client, finance):
    pages = [client.get(path) for path in PAGES]

    assert {page.status_code for page in pages} == {403}
    assert all("需要时请联系：系统管理" in page.text for page in pages)


def test_a_person_is_added_once_even_if_the_form_is_sent_twice(client, admin):
    fields = person_fields(password=NEW, form_token="t1")

    first, second = (client.post("/people/new", data=fields) for _ in range(2))

    assert (first.status_code, first.location) == (303, "/people/")
    assert (second.status_code, second.location) == (303, "/people/")
    assert len(queries.people()) == 2
    assert "王海燕" in client.get("/people/").text


def test_a_wrong_person_is_shown_with_what_was_typed(client, admin):
    fields = person_fields(login="admin", email="nobody@here.cn", roles=["finance"], password=NEW)

    response = client.post("/people/new", data=fields)

    assert response.status_code == 422
    assert "账号admin已有人使用" in response.text
    assert 'value="nobody@here.cn"' in response.text
    assert re.search(r'checked[^>]*value="finance"', response.text)
    assert NEW not in response.text


def test_a_person_without_roles_or_with_invented_ones_is_refused(client, admin):
    none = client.post("/people/new", data=person_fields(roles=[], password=NEW))
    invented = client.post("/people/new", data=person_fields(roles=["king"], password=NEW))

    assert '<a href="#roles-0">请至少选择一个角色</a>' in none.text
    assert "请从列表中选择" in invented.text


def test_a_person_is_changed(client, admin):
    path = f"/people/{added('wanghaiyan', Role.FINANCE)}"

    response = client.post(path, data=person_fields(post="出纳", roles=["finance", "leader"]))

    assert response.location == "/people/"
    assert queries.people("出纳")[0].roles == (Role.FINANCE, Role.LEADER)


def test_an_edit_of_what_changed_meanwhile_shows_both_versions_and_can_be_saved_again(
    client, admin
):
    person_id = added("wanghaiyan", Role.FINANCE, name="王海燕")
    path = f"/people/{person_id}"
    client.post(path, data=person_fields(post="科长"))

    late = client.post(path, data=person_fields(post="主任", roles=["leader"]))

    assert late.status_code == 409
    text = re.sub(r"<[^>]+>|\s+", " ", late.text)
    assert re.search(r"职务 +科长 +主任", text)
    assert re.search(r"角色 +财务 +领导", text)
    assert "邮箱 —" not in text
    version = re.search(r'name="version"[^>]*value="(\d+)"', late.text)
    assert version is not None
    client.post(path, data=person_fields(post="主任", roles=["leader"], version=version[1]))
    assert queries.person(person_id).post == "主任"


def test_the_administrator_deactivates_and_reactivates(client, admin):
    path = f"/people/{added('wanghaiyan', Role.FINANCE, name='王海燕')}"

    gone = client.post(f"{path}/deactivate", follow_redirects=True)
    assert "账户已停用" in gone.text
    assert "重新启用" in gone.text
    assert "王海燕" in client.get("/people/?show=inactive").text
    assert "王海燕" not in client.get("/people/").text

    back = client.post(f"{path}/reactivate", follow_redirects=True)
    assert "账户已启用" in back.text


def test_a_leader_is_not_deactivated_and_the_page_leads_to_handing_over(client, admin):
    person_id = added("wanghaiyan", Role.FINANCE)
    me = actor(admin.id)
    groups.add_department("办公室", person_id, me)

    refused = client.post(f"/people/{person_id}/deactivate", follow_redirects=True)

    assert "还有工作，请先移交：办公室负责人" in refused.text
    assert f"/people/{person_id}/hand-over" in refused.text
    assert queries.person(person_id).active


def test_the_administrator_resets_a_password(app, client, admin):
    person_id = added("wanghaiyan", Role.FINANCE)
    path = f"/people/{person_id}/password"

    assert "密码至少10个字符" in client.post(path, data={"password": "short"}).text
    assert client.post(path, data={"password": NEW}).location == f"/people/{person_id}"

    assert enter(app.test_client(), "wanghaiyan", NEW).status_code == 303
    assert "使用初始密码" in client.get(f"/people/{person_id}").text


def test_a_locked_account_is_shown_as_locked(client, admin, app):
    person_id = added("wanghaiyan", Role.FINANCE)
    for _ in range(TRIES):
        enter(app.test_client(), "wanghaiyan", "wrong")

    assert "已锁定至" in client.get(f"/people/{person_id}").text


def test_a_person_who_does_not_exist_is_not_found(client, admin):
    assert client.get("/people/999").status_code == 404
    assert client.get("/people/departments/999").status_code == 404
    assert client.get("/people/groups/other/leader").status_code == 404


# --- departments and groups ---------------------------------------------------------------------


def test_a_department_is_added_and_renamed(client, admin):
    client.post("/people/departments/new", data={"name": "办公室"})
    key = queries.departments()[0].id

    taken = client.post("/people/departments/new", data={"name": "办公室"})
    assert "已有名为办公室的科室" in taken.text
    client.post(f"/people/departments/{key}", data={"name": "综合办公室", "head_id": admin.id})

    assert "综合办公室" in client.get("/people/departments").text
    assert 'value="综合办公室"' in client.get(f"/people/departments/{key}").text
    assert queries.department(key).head_id == admin.id


def test_a_member_joins_leads_and_leaves_a_group(client, admin):
    path = "/people/groups/procurement"
    client.post(f"{path}/members/new", data={"person": admin.id, "since_on": "2022-01-10"})
    client.post(f"{path}/leader", data={"leader": admin.id})
    page = client.get("/people/groups").text
    assert "2022-01-10起" in page
    assert "组长Admin" in page

    again = client.post(f"{path}/members/new", data={"person": admin.id, "since_on": ""})
    assert "已是小组成员" in again.text
    early = client.post(f"{path}/members/{admin.id}/end", data={"until_on": "2022-01-01"})
    assert "退出日期不能早于加入日期2022-01-10" in early.text
    client.post(f"{path}/members/{admin.id}/end", data={"until_on": "2022-06-30"})

    assert "2022-01-10至2022-06-30" in client.get("/people/groups").text
    assert queries.group(GroupKind.PROCUREMENT).leader_id is None
