"""One's own views of the register: kept, found again, renamed, forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import links, rows, words
from tracker.accounts.rules import SYSTEM
from tracker.accounts.service import people
from tracker.overview.queries import own_views
from tracker.overview.rules.views import (
    LONGEST_NAME,
    MOST_VIEWS,
    NameMissing,
    NameTaken,
    NameTooLong,
    TooManyViews,
    check_room,
    checked_name,
)
from tracker.overview.service import views
from tracker.projects.service.people import hand_over

Login = Callable[..., None]


@pytest.fixture
def centre(
    app: object, frozen: Callable[[date], None], client: FlaskClient, login: Login
) -> Centre:
    """The command centre and the overdue website; finance signed in."""
    frozen(TODAY)
    centre = make_centre()
    make.command_centre(centre)
    make.website(centre)
    login(client, centre.finance)
    return centre


def save(client: FlaskClient, name: str, query: str = "view=overdue&col=paid") -> TestResponse:
    return client.post("/projects/views", data={"name": name, "query": query})


def refused(page: TestResponse) -> str:
    """The words of a form that comes back."""
    assert page.status_code == 422
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def kept(centre: Centre) -> list[tuple[str, str]]:
    return [(one.name, one.query) for one in own_views(centre.finance.id)]


def test_a_view_is_a_tab_with_its_count_and_leads_back_to_the_same_rows_and_columns(
    centre: Centre, client: FlaskClient
) -> None:
    answer = save(client, "我的逾期")
    page = client.get(answer.location)

    assert (answer.status_code, answer.location) == (303, "/projects/?view=overdue&col=paid")
    assert "已保存视图 我的逾期" in words(page)
    assert "我的逾期 1" in words(page)
    assert "/projects/views/1" in links(page)
    assert [row[:2] for row in rows(page)] == ["10"]


def test_the_view_that_is_looked_at_is_the_only_marked_tab(
    centre: Centre, client: FlaskClient
) -> None:
    save(client, "我的逾期")

    own = client.get("/projects/?view=overdue&col=paid").text
    other = client.get("/projects/?view=overdue").text

    assert own.count('class="active" aria-current="true">我的逾期') == 1
    assert 'aria-current="true">已逾期' not in own
    assert 'aria-current="true">已逾期' in other


def test_what_means_nothing_is_not_kept(centre: Centre, client: FlaskClient) -> None:
    save(client, "乱", "view=zzz&stage=payment&page=7&evil=<script>&next=//x")

    assert kept(centre) == [("乱", "stage=payment")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "请给视图起个名称"),
        ("   ", "请给视图起个名称"),
        ("很" * 21, "名称最多20个字"),
        ("有了", "你已有名为“有了”的视图，请换一个名称"),
        (" 有了 ", "你已有名为“有了”的视图，请换一个名称"),
    ],
)
def test_a_name_that_cannot_be_is_asked_for_again_and_the_filter_is_kept(
    centre: Centre, client: FlaskClient, name: str, message: str
) -> None:
    save(client, "有了")

    page = save(client, name, "stage=payment&q=网站")

    assert refused(page).count(message) == 2  # in the summary and beside the field
    assert 'value="stage=payment&amp;q=网站"' in page.text
    assert "全部年度，视图：全部，关键词：网站，阶段：付款" in refused(page)
    assert len(kept(centre)) == 1


def test_there_is_an_end_to_the_tabs(centre: Centre, client: FlaskClient) -> None:
    for number in range(MOST_VIEWS):
        views.save(f"视图{number}", "", centre.finance)

    page = save(client, "又一个")

    assert "最多保存12个视图，请先删除不用的" in refused(page)


def test_a_view_is_renamed_and_removed(centre: Centre, client: FlaskClient) -> None:
    save(client, "旧名")
    form = client.get("/projects/views/1")

    renamed = client.post("/projects/views/1", data={"name": "新名"})
    assert "视图：已逾期" in words(form)
    assert renamed.location == "/projects/?view=overdue&col=paid"
    assert kept(centre)[0][0] == "新名"

    removed = client.post("/projects/views/1/delete")
    assert removed.location == "/projects/"
    assert "已删除视图 新名，项目不受影响" in words(client.get(removed.location))
    assert kept(centre) == []


def test_a_wrong_new_name_is_said_beside_the_field(centre: Centre, client: FlaskClient) -> None:
    save(client, "甲")
    save(client, "乙", "stage=payment")

    page = client.post("/projects/views/2", data={"name": "甲"})

    assert "你已有名为“甲”的视图，请换一个名称" in refused(page)
    assert client.post("/projects/views/2", data={"name": "乙"}).status_code == 303


def test_nobody_sees_or_changes_the_views_of_another(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    save(client, "财务的")
    login(client, centre.leader)

    assert "/projects/?view=overdue&col=paid" not in links(client.get("/projects/"))
    assert client.get("/projects/views/1").status_code == 404
    assert client.post("/projects/views/1", data={"name": "我的"}).status_code == 404
    assert client.post("/projects/views/1/delete").status_code == 404
    assert kept(centre)[0][0] == "财务的"


def test_a_view_of_somebody_who_was_removed_says_so_and_shows_the_rest(
    centre: Centre, client: FlaskClient
) -> None:
    """The view names an owner; his projects were handed over and his account put out of use."""
    successor = make.make_person("owner9", "王海燕", *centre.owner.roles)
    save(client, "陈立的", f"owner={centre.owner.id}")
    assert len(rows(client.get(f"/projects/?owner={centre.owner.id}"))) == 2

    hand_over(centre.owner.id, successor.id, SYSTEM)
    people.deactivate(centre.owner.id, SYSTEM)
    page = client.get(f"/projects/?owner={centre.owner.id}")

    assert "陈立已没有负责的项目，已忽略这个条件" in words(page)
    assert len(rows(page)) == 2
    assert "陈立的 2" in words(page)


def test_views_of_a_removed_person_disappear_with_the_account_and_disturb_nobody(
    centre: Centre, client: FlaskClient
) -> None:
    views.save("领导的", "view=gap", centre.leader)

    people.deactivate(centre.leader.id, SYSTEM)

    assert "领导的" not in words(client.get("/projects/"))


# --- rules ----------------------------------------------------------------------------------------


def test_names_lose_superfluous_spaces() -> None:
    assert checked_name("  我的   视图 ", ()) == "我的 视图"


@pytest.mark.parametrize(
    ("name", "error"),
    [("\u3000", NameMissing), ("字" * (LONGEST_NAME + 1), NameTooLong), ("甲", NameTaken)],
)
def test_a_name_is_given_short_and_new(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        checked_name(name, {"甲"})


def test_the_longest_name_and_the_last_view_still_fit() -> None:
    assert checked_name("字" * LONGEST_NAME, ())
    check_room(MOST_VIEWS - 1)
    with pytest.raises(TooManyViews):
        check_room(MOST_VIEWS)
