"""The frame of every page, and the health check."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import counted, links, words
from tests.support.applications import make_app
from tracker.infra.db import db
from tracker.overview import shell

Login = Callable[..., None]


@pytest.fixture
def centre(app: Flask, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_nobody_signed_in_gets_a_page_without_frame(app: Flask) -> None:
    with app.test_request_context("/login"):
        assert shell.build() is None


def test_the_year_bar_counts_days_and_working_days(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    text = words(client.get("/"))

    assert "2022财政年度 距年终 46 天（33个工作日）" in text


def test_the_worklist_count_stands_in_the_navigation(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.website(centre)
    login(client, centre.finance)

    # The payment, and of the budget calendar the gaps after 一下 and the decisions before 封账.
    assert "工作台 3 项目台账" in words(client.get("/projects/"))


def test_the_navigation_shows_only_what_a_person_may_open(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    admin = make.make_person("admin", "管理员", make.Role.ADMIN)

    login(client, admin)
    of_admin = links(client.get("/"))
    login(client, centre.auditor)
    of_auditor = links(client.get("/"))

    assert {"/people/", "/settings/"} <= {*of_admin}
    assert {"/people/", "/settings/"} & {*of_auditor} == set()
    assert {"/", "/projects/", "/funding/", "/reminders/"} <= {*of_auditor}


def test_the_chosen_year_is_one_of_the_years_there_are(
    app: Flask, centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    assert "财政年度 2023" in words(client.get("/projects/?year=2023"))
    assert "财政年度 2022" in words(client.get("/projects/?year=1985"))


def test_the_frame_costs_the_same_few_queries_whatever_there_is(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.auditor)
    make.command_centre(centre)
    with counted() as few:
        client.get("/nowhere")
    make.website(centre)
    with counted() as many:
        client.get("/nowhere")
    with counted(warm=True) as unchanged:
        client.get("/nowhere")

    assert len(many) <= len(few) + 6  # what hangs on instalments is read once there are any
    assert len(unchanged) <= 12  # what follows from facts is not worked out again meanwhile


def test_an_error_page_is_framed(centre: Centre, client: FlaskClient, login: Login) -> None:
    login(client, centre.finance)

    page = client.get("/nowhere")

    assert page.status_code == 404
    assert "距年终" in page.get_data(as_text=True)


def test_a_database_that_fails_costs_the_frame_and_not_the_answer(
    app: Flask, centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE job_run RENAME TO lost"))

    page = client.get("/nowhere")

    assert page.status_code == 404
    assert "没有找到" in page.get_data(as_text=True)
    assert "距年终" not in page.get_data(as_text=True)


def test_health_is_told_to_anybody_as_json(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.get_json()["database"] == {"reachable": True, "migrated": True}
    assert answer.get_json()["status"] == "degraded"  # the scheduler has never run
    assert answer.get_json()["scheduler"]["is_stale"] is True


def test_a_database_of_another_version_is_not_healthy(app: Flask, client: FlaskClient) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json()["database"] == {"reachable": True, "migrated": False}
    assert answer.get_json()["status"] == "down"


def test_a_year_picked_on_a_page_without_one_leads_to_its_register(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    desk = client.get("/?year=2023")
    register = client.get("/projects/?year=2023&stage=payment")

    assert "财政年度 2022" in words(desk)
    assert 'method="get" action="/projects/">' in desk.get_data(as_text=True)
    assert '<input type="hidden" name="stage" value="payment">' in register.get_data(as_text=True)


def test_a_database_that_is_gone_is_told_and_not_shown_as_an_error(tmp_path: Path) -> None:
    with make_app(f"sqlite:///{tmp_path}/gone/tracker.db", tmp_path) as app:
        answer = app.test_client().get("/healthz")

    assert answer.status_code == 503
    assert answer.get_json()["database"] == {"reachable": False, "migrated": False}
    assert "gone" not in answer.get_data(as_text=True)
