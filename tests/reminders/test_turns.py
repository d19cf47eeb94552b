"""The cheap reads of a kind say the same as the items with all their words."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.reminders.queries.days import due_days
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import DueDay

pytestmark = pytest.mark.demo

HORIZON = date(2023, 6, 30)
DAYS = (date(2021, 12, 1), date(2022, 11, 15), date(2022, 12, 31), date(2023, 6, 1))


@pytest.mark.parametrize("today", DAYS)
def test_turns_are_those_of_the_items_that_do_not_wait(app: Flask, today: date) -> None:
    for kind in KINDS.values():
        items = kind.outstanding(HORIZON, today)
        turns = Counter(item.step.turn for item in items if not item.waits)
        assert Counter(kind.turns(HORIZON, today)) == turns, kind.name


@pytest.mark.parametrize("today", DAYS)
def test_due_days_are_those_of_the_items_whatever_day_it_is(app: Flask, today: date) -> None:
    ids = {code: key for code, key in db.session.execute(select(Project.code, Project.id))}  # noqa: C416
    kinds = [kind for kind in KINDS.values() if not kind.by_note]  # a note ends no project's step
    items = [(kind, item) for kind in kinds for item in kind.outstanding(date.max, today)]

    assert Counter(due_days(ids.values(), today)) == Counter(
        (kind.name, DueDay(ids[one.story.project], one.standing.due_on, one.standing.estimated))
        for kind, one in items
        if one.story.project
    )


def test_of_some_projects_only_their_items_are_listed(app: Flask) -> None:
    chosen = list(db.session.execute(select(Project.id, Project.code).limit(3)))
    codes = {row.code for row in chosen}

    for kind in KINDS.values():
        everything = kind.outstanding(date.max, DAYS[1])
        some = kind.outstanding(date.max, DAYS[1], [row.id for row in chosen])
        assert [one.subject_uid for one in some] == [
            one.subject_uid for one in everything if one.story.project in codes
        ], kind.name


@pytest.mark.parametrize("today", DAYS)
def test_a_brief_item_has_the_same_next_step(app: Flask, today: date) -> None:
    for kind in KINDS.values():
        if kind.brief is None:
            continue
        told = [
            (one.subject_uid, one.step, one.waits, one.stale, one.story.subject)
            for one in kind.outstanding(HORIZON, today)
        ]
        brief = [
            (one.subject_uid, one.step, one.waits, one.stale, one.story.subject)
            for one in kind.brief(HORIZON, today)
        ]
        assert brief == told, kind.name
