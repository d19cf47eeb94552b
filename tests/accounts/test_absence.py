"""Being away: what may be recorded, by whom, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.overview.centre import TODAY, Centre, command_centre, make_centre, make_person
from tests.overview.pages import words
from tracker.accounts import queries
from tracker.accounts.rules import Role, RoleMissing
from tracker.accounts.rules.absence import (
    AbsenceEnded,
    AbsenceKind,
    AbsenceOver,
    AbsenceOverlaps,
    AbsenceReversed,
    AbsenceTooLong,
    Away,
    check,
)
from tracker.accounts.service import absences, people
from tracker.kernel.errors import RuleViolation

Login = Callable[..., None]
Freeze = Callable[[date], None]


def away(since: date, until: date) -> Away:
    return Away(AbsenceKind.LEAVE, since, until)


WEEK = away(date(2022, 11, 14), date(2022, 11, 18))


@pytest.fixture
def centre(app: object, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.mark.parametrize(
    ("one", "others", "refusal"),
    [
        (WEEK, (), None),
        (away(TODAY, TODAY), (), None),
        (away(date(2022, 11, 10), date(2022, 11, 14)), (), AbsenceOver),
        (away(date(2022, 11, 18), date(2022, 11, 17)), (), AbsenceReversed),
        (away(TODAY, date(2023, 11, 16)), (), None),
        (away(TODAY, date(2023, 11, 17)), (), AbsenceTooLong),
        (away(date(2022, 11, 18), date(2022, 11, 25)), (WEEK,), AbsenceOverlaps),
        (away(date(2022, 11, 19), date(2022, 11, 25)), (WEEK,), None),
    ],
)
def test_the_days_must_make_sense(
    one: Away, others: tuple[Away, ...], refusal: type[RuleViolation] | None
) -> None:
    if refusal is None:
        check(one, others, TODAY)
        return
    with pytest.raises(refusal):
        check(one, others, TODAY)


@pytest.mark.parametrize(
    ("day", "is_away"),
    [
        (date(2022, 11, 13), False),
        (date(2022, 11, 14), True),
        (date(2022, 11, 18), True),
        (date(2022, 11, 19), False),
    ],
)
def test_somebody_is_away_from_the_first_day_to_the_last(
    centre: Centre, day: date, is_away: bool
) -> None:
    absences.record(centre.owner.id, WEEK, centre.owner)

    assert (centre.owner.id in queries.away_on(day)) is is_away


def test_coming_back_ends_it_yesterday_and_not_going_cancels_it(centre: Centre) -> None:
    going = absences.record(centre.owner.id, WEEK, centre.owner)
    later = away(date(2022, 12, 1), date(2022, 12, 5))
    planned = absences.record(centre.owner.id, later, centre.owner)

    absences.end(going, centre.owner)
    absences.end(planned, centre.owner)

    assert queries.absences_of(centre.owner.id, TODAY) == ()
    assert centre.owner.id in queries.away_on(date(2022, 11, 14))
    assert centre.owner.id not in queries.away_on(TODAY)
    for over in (going, planned):
        with pytest.raises(AbsenceEnded):
            absences.end(over, centre.owner)


def test_others_are_recorded_as_away_by_an_administrator_only(centre: Centre) -> None:
    admin = make_person("admin", "王海燕", Role.ADMIN)

    with pytest.raises(RoleMissing):
        absences.record(centre.owner.id, WEEK, centre.finance)
    number = absences.record(centre.owner.id, WEEK, admin)
    with pytest.raises(RoleMissing):
        absences.end(number, centre.finance)
    absences.end(number, centre.owner)


def test_the_page_records_it_and_says_who_stands_in(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    command_centre(centre)
    people.choose_deputy(centre.finance.id, centre.owner)
    login(client, centre.owner)

    assert "期间李晓雯会在工作台看到陈立的待办" in words(client.get("/profile/absence"))
    fields = {"kind": "leave", "since_on": "2022-11-15", "until_on": "2022-11-18", "note": "年假"}
    done = client.post("/profile/absence", data=fields)

    assert done.status_code == 303
    assert "休假 2022-11-15至2022-11-18" in words(client.get("/profile"))
    assert "期间由李晓雯代办" in words(client.get("/"))


def test_a_wrong_day_is_told_beside_its_field(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.owner)
    fields = {"kind": "trip", "since_on": "2022-11-18", "until_on": "2022-11-15", "note": "杭州"}

    page = client.post("/profile/absence", data=fields)

    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert "结束日期不能早于开始日期" in html
    assert 'value="杭州"' in html


def test_without_a_deputy_the_page_warns(centre: Centre, client: FlaskClient, login: Login) -> None:
    login(client, centre.owner)

    assert "还没有指定代理人" in words(client.get("/profile/absence"))
