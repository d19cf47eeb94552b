"""The cheap reads of a kind say the same as the items with all their words."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tracker.contracts.models import Instalment
from tracker.infra.db import db
from tracker.projects.models import Project
from tracker.reminders.queries.days import due_days
from tracker.reminders.queries.outstanding import how_many_stand
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Absence, DueDay, Outstanding

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


@pytest.mark.parametrize("today", DAYS)
def test_what_a_worklist_holds_of_thousands_is_the_same_without_the_words(
    app: Flask, today: date
) -> None:
    for kind in (one for one in KINDS.values() if one.light and one.in_full):
        told = kind.outstanding(HORIZON, today)
        light = kind.light(HORIZON, today, None)
        assert [_of_worklist(one) for one in light] == [_of_worklist(one) for one in told]

        uids = [one.subject_uid for one in told]
        in_full = {one.subject_uid: one for one in kind.in_full(uids, today)}
        assert in_full == {one.subject_uid: one for one in told}, kind.name


@pytest.mark.parametrize("today", DAYS)
def test_of_one_owner_only_what_is_of_his_projects_is_listed(app: Flask, today: date) -> None:
    owners = dict(db.session.execute(select(Project.code, Project.owner_id)).all())
    for kind in (one for one in KINDS.values() if one.light):
        for owner_id in set(owners.values()):
            assert [one.subject_uid for one in kind.light(HORIZON, today, owner_id)] == [
                one.subject_uid
                for one in kind.light(HORIZON, today, None)
                if owners.get(one.story.project, owner_id) == owner_id
            ], kind.name


def _of_worklist(item: Outstanding) -> tuple[object, ...]:
    step = item.step
    return item.subject_uid, item.standing, item.waits, item.stale, step.work, step.turn


def test_as_many_stand_as_have_a_standing(app: Flask) -> None:
    for kind in (one for one in KINDS.values() if one.stand):
        uids = [one.subject_uid for one in kind.outstanding(HORIZON, DAYS[1])]
        uids += list(db.session.scalars(select(Instalment.uid)))
        known = kind.standings(uids).values()
        standing = [one for one in known if one not in (Absence.DONE, Absence.WITHDRAWN)]
        assert how_many_stand(kind, uids) == len(standing), kind.name
