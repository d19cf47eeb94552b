"""Use cases of settings, and what the work calendar then says."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.accounts.rules import SYSTEM, Actor, Role, RoleMissing
from tracker.infra import audit
from tracker.infra.db import db, transaction
from tracker.infra.verification import verify
from tracker.kernel.errors import Violations
from tracker.settings import hooks, queries
from tracker.settings.models import FiscalYear
from tracker.settings.queries import approvals
from tracker.settings.rules import (
    FiscalYearDraft,
    SourceMissing,
    UnitDraft,
    YearClosed,
    read_notice,
)
from tracker.settings.rules.approval import ApprovalChange
from tracker.settings.service import (
    import_workdays,
    set_fiscal_year,
    set_payment_approval,
    set_unit,
)

FINANCE = Actor(7, "finance", "李晓雯", frozenset({Role.FINANCE}))
ADMIN = Actor(8, "admin", "管理员", frozenset({Role.ADMIN}))
FRIDAY = date(2027, 1, 1)
SUNDAY = date(2027, 1, 3)
NOTICE = "2027-01-01 休 元旦\n2027-01-03 班 元旦调休上班"


def history() -> list[tuple[str, str]]:
    rows = db.session.query(audit.AuditEntry).order_by("seq")
    return [(row.action, row.detail) for row in rows]


# --- the unit -----------------------------------------------------------------------------------


def test_the_unit_is_named_and_renamed(app):
    assert not queries.is_set_up()

    set_unit(UnitDraft("区信息中心"), ADMIN)
    set_unit(UnitDraft("区数据局", (), "分机 8021"), ADMIN)

    assert queries.is_set_up()
    assert queries.unit() == queries.UnitView("区数据局", ("区信息中心",), "分机 8021", None, 2)
    assert history() == [("settings.manage", "区信息中心"), ("settings.manage", "区数据局")]
    assert verify(app.config["TRACKER"].audit_key).problem is None


def test_only_an_administrator_names_the_unit(app):
    with pytest.raises(RoleMissing):
        set_unit(UnitDraft("区数据局"), FINANCE)


# --- fiscal years -------------------------------------------------------------------------------


def dates(year: int, plan: int, payment: int) -> FiscalYearDraft:
    return FiscalYearDraft(year, date(year, 12, plan), date(year, 12, payment), provisional=False)


def test_a_fiscal_year_has_the_usual_dates_until_the_notice_comes(app):
    usual = queries.fiscal_year(2023)
    assert (usual.plan_deadline_on, usual.payment_deadline_on) == (
        date(2023, 12, 15),
        date(2023, 12, 25),
    )
    assert usual.provisional

    set_fiscal_year(dates(2023, 10, 20), FINANCE)
    set_fiscal_year(dates(2023, 11, 21), FINANCE)

    told = queries.fiscal_year(2023)
    assert told.payment_deadline_on == date(2023, 12, 21)
    assert not told.provisional
    assert db.session.query(FiscalYear).count() == 1


def test_a_closed_year_keeps_its_dates(app):
    with transaction():
        year = FiscalYear.usual(2022)
        year.closed_on = date(2023, 1, 10)
        db.session.add(year)
        audit.record("funding.close_year", year, SYSTEM)

    with pytest.raises(YearClosed) as refusal:
        set_fiscal_year(dates(2022, 10, 20), FINANCE)

    assert refusal.value.text() == "2022财政年度已于2023-01-10关闭，不能再修改"
    assert queries.fiscal_year(2022).payment_deadline_on == date(2022, 12, 25)


def test_the_running_and_the_next_year_are_always_listed(app, frozen):
    frozen(date(2022, 11, 15))
    set_fiscal_year(dates(2021, 10, 20), FINANCE)

    assert [year.year for year in queries.fiscal_years()] == [2023, 2022, 2021]


# --- working days -------------------------------------------------------------------------------


def test_a_year_without_notice_is_provisional_until_one_is_imported(app, frozen):
    frozen(date(2026, 12, 1))
    calendar = queries.work_calendar()
    assert calendar.is_provisional(FRIDAY)
    assert (calendar.is_workday(FRIDAY), calendar.is_workday(SUNDAY)) == (True, False)
    assert [year.is_provisional for year in queries.known_years()] == [True, False]

    import_workdays(NOTICE, "国办发明电〔2026〕1号", ADMIN)

    calendar = queries.work_calendar()
    assert not calendar.is_provisional(FRIDAY)
    assert (calendar.is_workday(FRIDAY), calendar.is_workday(SUNDAY)) == (False, True)
    assert queries.known_years()[0].source == "国办发明电〔2026〕1号"


def test_a_second_notice_for_a_year_replaces_the_first(app):
    import_workdays(NOTICE, "初稿", ADMIN)
    import_workdays("2027-01-04 休 元旦", "定稿", ADMIN)

    calendar = queries.work_calendar()
    assert calendar.is_workday(FRIDAY)
    assert not calendar.is_workday(date(2027, 1, 4))


def test_a_notice_replaces_the_built_in_days_of_its_year_only(app):
    import_workdays("2022-10-10 休 某日", "某通知", ADMIN)

    calendar = queries.work_calendar()
    assert calendar.is_workday(date(2022, 10, 3))
    assert not calendar.is_workday(date(2023, 10, 2))


def test_whatever_follows_the_calendar_changes_with_it_in_one_transaction(app, monkeypatch):
    monkeypatch.setattr(hooks, "_followers", [])
    seen: list[bool] = []

    @hooks.on_calendar_change
    def follower(calendar):
        seen.append(calendar.is_workday(FRIDAY))
        return 3

    assert import_workdays(NOTICE, "通知", ADMIN) == 3
    assert seen == [False]


def test_when_a_follower_fails_nothing_is_imported(app, monkeypatch):
    def follower(calendar):
        raise ZeroDivisionError

    monkeypatch.setattr(hooks, "_followers", [follower])

    with pytest.raises(ZeroDivisionError):
        import_workdays(NOTICE, "通知", ADMIN)

    assert queries.work_calendar().is_workday(FRIDAY)
    assert history() == []


def test_a_preview_shows_what_would_change_and_changes_nothing(app):
    preview = queries.preview(read_notice(NOTICE))

    assert preview.changed == ((FRIDAY, False), (SUNDAY, True))
    assert queries.work_calendar().is_workday(FRIDAY)


def test_a_notice_with_a_wrong_line_is_not_imported_at_all(app):
    with pytest.raises(Violations):
        import_workdays(NOTICE + "\n2027-02-30 休", "通知", ADMIN)

    assert queries.work_calendar().is_provisional(FRIDAY)


def test_a_notice_names_its_source(app):
    with pytest.raises(SourceMissing):
        import_workdays(NOTICE, " ", ADMIN)


# --- payment approval -----------------------------------------------------------------------------


def test_a_new_unit_has_its_payments_approved_from_its_first_day_on(app, frozen):
    frozen(date(2022, 11, 15))
    assert not approvals().is_on(date(2022, 11, 15))

    set_unit(UnitDraft("区数据局"), ADMIN)
    set_unit(UnitDraft("区数据局", (), "分机 8021"), ADMIN)

    assert [change.since_on for change in approvals().changes] == [date(2022, 11, 15)]
    assert approvals().is_on(date(2022, 11, 15))
    assert not approvals().is_on(date(2022, 11, 14))


def test_approval_is_switched_from_a_day_on_and_keeps_its_reasons(app, frozen):
    frozen(date(2022, 11, 15))
    set_payment_approval(ApprovalChange(True, date(2022, 11, 15), "会议纪要1号"), ADMIN)
    set_payment_approval(ApprovalChange(False, date(2022, 12, 1), " 会议纪要2号 "), ADMIN)

    found = approvals()
    assert [found.is_on(date(2022, 11, day)) for day in (14, 15, 30)] == [False, True, True]
    assert not found.is_on(date(2022, 12, 1))
    assert found.ahead(date(2022, 11, 30)).reason == "会议纪要2号"
    assert found.ahead(date(2022, 12, 1)) is None


def test_a_later_decision_replaces_one_that_had_not_begun(app, frozen):
    frozen(date(2022, 11, 15))
    set_payment_approval(ApprovalChange(True, date(2022, 12, 1), "一"), ADMIN)
    set_payment_approval(ApprovalChange(False, date(2022, 11, 20), "二"), ADMIN)

    assert not any(approvals().is_on(date(2022, 12, day)) for day in (1, 31))


def test_approval_is_not_switched_backwards_for_nothing_or_without_reason(app, frozen):
    frozen(date(2022, 11, 15))
    set_payment_approval(ApprovalChange(True, date(2022, 11, 15), "会议纪要"), ADMIN)

    for change, codes in (
        (ApprovalChange(False, date(2022, 11, 14), "理由"), ["approval_backdated"]),
        (ApprovalChange(True, date(2022, 11, 15), "理由"), ["approval_unchanged"]),
        (ApprovalChange(False, date(2022, 11, 15), " "), ["approval_reason_missing"]),
    ):
        with pytest.raises(Violations) as caught:
            set_payment_approval(change, ADMIN)
        assert [error.code for error in caught.value.errors] == codes


def test_only_an_administrator_switches_approval(app):
    with pytest.raises(RoleMissing):
        set_payment_approval(ApprovalChange(False, date(2030, 1, 1), "理由"), FINANCE)
