"""试算: what is read from the address, what would follow, and what is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import words
from tracker.contracts.models import Instalment
from tracker.contracts.service.facts import estimate
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.workdays import WorkCalendar
from tracker.overview.rules.what_if import MOST_MOVES, read, reminder_days
from tracker.reminders.rules.stages import Cadence

Login = Callable[..., None]
PAGE = "/funding/what-if"
PLAIN = WorkCalendar(frozenset(), frozenset(), frozenset())


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    made = make_centre()
    make.command_centre(made)
    return made


@pytest.fixture
def owner(centre: Centre, client: FlaskClient, login: Login) -> FlaskClient:
    login(client, centre.owner)
    return client


def instalment(no: int) -> Instalment:
    return db.session.scalars(select(Instalment).filter_by(no=no)).one()


def fields(no: int, to: str, seen: str | None = None) -> dict[str, str]:
    one = instalment(no)
    day = str(one.expected_on or "") if seen is None else seen
    return {f"to-{one.id}": to, f"from-{one.id}": day, "day": str(TODAY)}


# --- the address ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moves", "error"),
    [
        ("2022-12-12", {7: date(2022, 12, 12)}, ""),
        (" 2022-11-15 ", {7: TODAY}, ""),
        ("", {}, ""),
        ("2022-11-14", {}, "不能早于今天"),
        ("12月12日", {}, "不是正确的日期"),
        ("2022-13-01", {}, "不是正确的日期"),
    ],
)
def test_a_day_is_read_or_told_to_be_wrong(text: str, moves: dict[int, date], error: str) -> None:
    asked = read({"to-7": text, "from-7": "2022-11-28"}, TODAY)

    assert asked.moves == moves
    assert asked.seen == ({7: date(2022, 11, 28)} if moves else {})
    assert error in (asked.errors[7].zh if asked.errors else "")


def test_fields_that_are_no_instalments_are_left_alone() -> None:
    asked = read({"to-x": "2022-12-12", "to-": "2022-12-12", f"to-{'9' * 30}": "2022-12-12"}, TODAY)

    assert (asked.moves, asked.errors) == ({}, {})


def test_not_everything_can_be_tried_at_once() -> None:
    asked = read({f"to-{no}": "2022-12-12" for no in range(MOST_MOVES + 1)}, TODAY)

    assert len(asked.moves) == MOST_MOVES
    assert "最多" in asked.errors[MOST_MOVES].zh


def test_reminders_still_to_come_are_those_from_today_on() -> None:
    due_on = TODAY + timedelta(days=8)

    days = reminder_days(due_on, Cadence(leads=(60, 7, 1, 0)), PLAIN, TODAY)

    assert days == (date(2022, 11, 16), date(2022, 11, 22), date(2022, 11, 23))
    assert reminder_days(None, Cadence(), PLAIN, TODAY) == ()


# --- the page -------------------------------------------------------------------------------------


def test_a_slip_over_the_year_end_moves_due_gap_and_reminders(owner: FlaskClient) -> None:
    before = db.session.scalar(select(Instalment.due_on).filter_by(no=2))

    page = owner.get(PAGE, query_string=fields(2, "2022-12-22"))

    text = words(page)
    assert "试算，未保存" in text
    assert "改了以后：应付日和提醒" in text
    assert "2023-01-03" in text
    assert "少271.74" in text
    assert "多271.74" in text
    assert "随终验推算" not in text
    db.session.expire_all()
    assert db.session.scalar(select(Instalment.due_on).filter_by(no=2)) == before


def test_what_hangs_on_the_final_acceptance_slips_with_it(owner: FlaskClient) -> None:
    text = words(owner.get(PAGE, query_string=fields(3, "2024-01-05")))

    assert "随终验推算" in text


def test_a_day_after_the_closing_says_by_when_to_pay(owner: FlaskClient) -> None:
    one = instalment(2)
    assert one.due_on is not None
    assert one.expected_on is not None
    rest = (one.due_on - one.expected_on).days
    day = date(2022, 12, 28) - timedelta(days=rest)

    text = words(owner.get(PAGE, query_string=fields(2, str(day))))

    assert "封账之后，须在12-23" in text


def test_an_unreadable_day_stays_in_its_field_with_the_reason(owner: FlaskClient) -> None:
    page = owner.get(PAGE, query_string=fields(2, "2022-11-01"))

    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert "预计日期不能早于今天" in html
    assert 'value="2022-11-01"' in html


def test_a_trial_left_open_overnight_is_computed_again_and_says_so(
    owner: FlaskClient, frozen: Callable[[date], None]
) -> None:
    asked = fields(2, "2022-12-22")
    frozen(TODAY + timedelta(days=1))

    text = words(owner.get(PAGE, query_string=asked))

    assert "这次试算是2022-11-15做的，下面已按今天的数据重新计算" in text


def test_a_trial_overtaken_by_somebody_says_whose_day_it_is_now(
    centre: Centre, owner: FlaskClient
) -> None:
    asked = fields(2, "2022-12-22")
    estimate(instalment(2).id, centre.owner, date(2022, 12, 1), "现场延期")

    text = words(owner.get(PAGE, query_string=asked))

    assert "有人改过预计日期" in text
    assert "现在预计2022-12-01" in text


def test_whoever_may_not_change_dates_may_try_but_not_save(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.auditor)
    asked = fields(2, "2022-12-22")

    assert "保存为正式的预计日期" not in words(client.get(PAGE, query_string=asked))
    refused = client.post(f"{PAGE}/{instalment(2).project_id}", data={**asked, "reason": "试试"})
    assert refused.status_code == 403


# --- saving ---------------------------------------------------------------------------------------


def saving(no: int) -> str:
    return f"{PAGE}/{instalment(no).project_id}"


def test_what_was_tried_is_saved_with_one_reason_and_one_entry(owner: FlaskClient) -> None:
    asked = {**fields(2, "2022-12-22"), **fields(3, "2023-06-01")}
    entries = db.session.query(AuditEntry).count()

    done = owner.post(saving(2), data={**asked, "reason": "初验推迟"})

    assert done.status_code == 302
    db.session.expire_all()
    assert [instalment(no).expected_on for no in (2, 3)] == [date(2022, 12, 22), date(2023, 6, 1)]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert (last.action, last.reason) == ("contracts.estimate", "初验推迟")
    assert db.session.query(AuditEntry).count() == entries + 1


def test_without_a_reason_nothing_is_saved_and_nothing_lost(owner: FlaskClient) -> None:
    page = owner.post(saving(2), data={**fields(2, "2022-12-22"), "reason": " "})

    assert page.status_code == 422
    html = page.get_data(as_text=True)
    assert "请填写调整原因" in html
    assert 'value="2022-12-22"' in html
    db.session.expire_all()
    assert instalment(2).expected_on != date(2022, 12, 22)


def test_saving_what_somebody_changed_meanwhile_is_refused_and_shown_anew(
    centre: Centre, owner: FlaskClient
) -> None:
    asked = fields(2, "2022-12-22")
    estimate(instalment(2).id, centre.owner, date(2022, 12, 1), "现场延期")

    page = owner.post(saving(2), data={**asked, "reason": "初验推迟"})

    assert page.status_code == 409
    assert "刚被别人改为2022-12-01" in page.get_data(as_text=True)
    db.session.expire_all()
    assert instalment(2).expected_on == date(2022, 12, 1)


def test_a_trial_of_another_project_cannot_be_smuggled_in(
    centre: Centre, owner: FlaskClient
) -> None:
    other = make.make_project(centre, "2022-21", "另一个项目")

    page = owner.post(f"{PAGE}/{other}", data={**fields(2, "2022-12-22"), "reason": "初验推迟"})

    assert page.status_code == 404
