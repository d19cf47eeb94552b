"""A form sent twice: done once, and the second answer tells what the first one did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.accounts.people import added
from tests.support.applications import login
from tracker.accounts.models import Department
from tracker.accounts.queries import person
from tracker.infra import clock, submits
from tracker.infra.db import db, transaction
from tracker.infra.submits import FormToken

PAGE = "/people/departments/new"
FORM = {"name": "运维保障室", "form_token": "t" * 32}


@pytest.fixture
def admin(client):
    login(client, person(added("admin")))
    return client


def departments():
    return list(db.session.scalars(select(Department.name)))


def test_the_second_answer_tells_what_the_first_one_did(admin):
    """The browser dropped the first answer, and the cookie with its words."""
    cookie = admin.get_cookie("tracker_session").value
    first = admin.post(PAGE, data=FORM)
    admin.set_cookie("tracker_session", cookie)

    second = admin.post(PAGE, data=FORM)

    assert (second.status_code, second.location) == (303, first.location)
    assert admin.get(second.location).text.count("已新增运维保障室") == 1
    assert departments() == ["运维保障室"]


def test_words_that_did_arrive_are_not_told_twice(admin):
    for _ in range(2):
        answer = admin.post(PAGE, data=FORM)

    assert admin.get(answer.location).text.count("已新增运维保障室") == 1


def test_while_the_first_is_being_answered_the_second_says_that_it_was_sent(admin):
    with transaction():
        db.session.add(FormToken(token="t" * 32, claimed_at=clock.now()))

    answer = admin.post(PAGE, data=FORM)

    assert answer.location == "/"
    assert "这张表单已经提交过，没有重复登记" in admin.get("/").text
    assert departments() == []


def test_a_form_is_forgotten_once_no_page_can_send_it_again(app):
    with transaction():
        for name, days in (("old", 31), ("young", 29)):
            at = clock.now() - timedelta(days=days)
            db.session.add(FormToken(token=name, claimed_at=at))

    submits.tick()

    assert list(db.session.scalars(select(FormToken.token))) == ["young"]
