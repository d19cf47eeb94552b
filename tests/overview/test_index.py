"""The register's index follows the facts, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import select, update

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tracker.accounts.rules import SYSTEM
from tracker.infra import clock, verification
from tracker.infra.db import db, transaction
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import ZERO, Money
from tracker.overview.models import ProjectIndex, ProjectYear
from tracker.overview.queries.reckoning import kept, reckoned
from tracker.overview.rules.index import (
    NO_DAY,
    Day,
    Facts,
    YearEntry,
    due_by_year,
    gap_years,
    reckon,
    stands_now,
)
from tracker.overview.service import index
from tracker.procurement import service as procurement
from tracker.procurement.models import Supplier
from tracker.procurement.rules import SupplierDetails, SupplierSize
from tracker.projects import service as projects
from tracker.projects.models import Project
from tracker.projects.rules import Stage
from tracker.settings import service as settings


def facts(**given: object) -> Facts:
    plain = {
        "id": 1,
        "code": "2022-06",
        "stage": Stage.PERFORMANCE,
        "department_id": 1,
        "owner_id": 1,
        "started_year": 2022,
        "is_signed": True,
    }
    return Facts(**{**plain, **given})  # type: ignore[arg-type]


def years(**given: object) -> list[int]:
    return [one.year for one in reckon(facts(**given), 2022).years]


# --- rules ----------------------------------------------------------------------------------------


def test_a_project_stands_in_the_years_of_its_budget_payments_and_open_amounts() -> None:
    assert years(
        started_year=2020,
        paid_in={2021: Money(1)},
        open_in={2023: Money(1), None: ZERO},
        budgeted={2024: ZERO},
    ) == [2020, 2021, 2023, 2024]


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({"open_in": {2021: Money(1)}}, True),
        ({"open_in": {2023: Money(1)}}, False),
        ({"open_in": {None: Money(1)}}, True),
        ({"is_signed": False}, True),
        ({"is_signed": False, "is_archived": True}, False),
        ({}, False),
    ],
)
def test_what_is_open_or_new_stands_in_the_running_year(
    given: dict[str, object], stands: bool
) -> None:
    assert (2022 in years(started_year=2019, **given)) is stands
    assert stands_now(reckon(facts(**given), 2022).entry, 2022) is stands


def test_once_past_a_year_keeps_only_what_was_paid_budgeted_or_begun_in_it() -> None:
    found = reckon(
        facts(started_year=2019, open_in={2020: Money(1)}, paid_in={2021: Money(1)}), 2022
    )

    assert {one.year: one.lasting for one in found.years} == {
        2019: True,
        2020: False,
        2021: True,
        2022: False,
    }


def test_the_first_day_is_kept_and_the_first_that_is_no_guess() -> None:
    days = [Day(date(2022, 12, 1)), Day(date(2022, 11, 1), estimated=True)]

    entry = reckon(facts(days=days), 2022).entry

    assert (entry.next_due_on, entry.fixed_due_on) == (date(2022, 11, 1), date(2022, 12, 1))
    assert reckon(facts(), 2022).entry.next_due_on == NO_DAY


def entry(year: int, paid: int = 0, opened: int = 0, budgeted: int = 0) -> YearEntry:
    stage, day = Stage.PERFORMANCE, NO_DAY
    return YearEntry(year, stage, day, Money(paid), Money(opened), Money(budgeted), lasting=True)


def test_what_is_open_of_past_years_is_due_in_the_running_one() -> None:
    found = [entry(2021, paid=5, opened=3), entry(2022, opened=2), entry(2023, opened=1)]

    assert due_by_year(found, 2021) == {2021: Money(8), 2022: Money(2), 2023: Money(1)}
    assert due_by_year(found, 2022) == {2021: Money(5), 2022: Money(5), 2023: Money(1)}
    assert due_by_year(found, 2024) == {2021: Money(5), 2024: Money(6)}


def test_a_year_is_short_when_its_lines_hold_less_than_it_needs() -> None:
    found = [
        entry(2021, opened=3),
        entry(2022, opened=2, budgeted=4),
        entry(2023, opened=2, budgeted=2),
        entry(2024, opened=2),
    ]

    assert gap_years(found, 2022, 2023) == {2022}
    assert gap_years(found, 2022, 2024) == {2022, 2024}
    assert gap_years(found, 2021, 2022) == {2021}


# --- the writer -----------------------------------------------------------------------------------


@pytest.fixture
def centre(app: Flask, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def of(project_id: int) -> ProjectIndex:
    db.session.rollback()
    return db.session.get_one(ProjectIndex, project_id)


def assert_up_to_date() -> None:
    ids = list(db.session.scalars(select(Project.id)))
    assert kept(ids) == reckoned(ids, TODAY)


def test_every_fact_of_a_project_changes_its_rows_at_once(centre: Centre) -> None:
    project_id = make.make_project(centre)
    assert (of(project_id).floats, of(project_id).next_due_on) == (True, NO_DAY)

    line_id = make.budget(project_id, 2022, approved="300")
    contract_id = make.contract(
        project_id,
        make.part(1, "200", make.Trigger.ON_DATE, date(2022, 11, 10)),
        make.part(2, "100", make.Trigger.ON_DATE, date(2023, 4, 1)),
        supplier_id=make.supplier("长沙某某公司"),
    )
    signed = of(project_id)
    assert (signed.unpaid, signed.floats, signed.short_years) == (Money.yuan("300"), False, "2023")
    assert "长沙某某公司" in signed.words

    make.pay(contract_id, 1, "200", TODAY, line_id)
    paid = of(project_id)

    assert (paid.paid, paid.unpaid) == (Money.yuan("200"), Money.yuan("100"))
    assert (paid.first_open_year, paid.first_paid_year) == (2023, 2022)
    assert_up_to_date()


def test_a_supplier_that_is_renamed_is_found_by_the_new_name(centre: Centre) -> None:
    make.website(centre)
    supplier = db.session.scalars(select(Supplier)).first()
    assert supplier is not None

    details = SupplierDetails("更名后的公司", SupplierSize.SMALL)
    procurement.edit_supplier(supplier.id, details, supplier.version, "更名", SYSTEM)

    assert "更名后的公司" in db.session.scalars(select(ProjectIndex.words)).one()


def test_a_holiday_notice_moves_the_days_of_formalities(centre: Centre) -> None:
    """Signed on a Monday, it is to be published within two working days and filed within seven."""
    project_id = make.make_project(centre)
    instalment = make.part(1, "200", make.Trigger.MILESTONE, None)
    with clock.frozen(date(2022, 11, 14)):
        make.contract(
            project_id,
            instalment,
            supplier_id=make.supplier(),
            signed_on=date(2022, 11, 14),
            is_published=False,
        )
    assert of(project_id).next_due_on == date(2022, 11, 16)

    settings.import_workdays("2022-11-16 休 停电", "通知", SYSTEM)

    assert of(project_id).next_due_on == date(2022, 11, 17)
    assert_up_to_date()


def test_archiving_takes_a_project_out_of_the_running_year(centre: Centre) -> None:
    project_id = make.make_project(centre, "2020-04", "旧网站", started_on=date(2020, 4, 1))
    index.refresh()
    assert _years(project_id) == [2020, 2022]

    projects.archive(project_id, "已完成", SYSTEM)

    assert _years(project_id) == [2020]


def _years(project_id: int) -> list[int]:
    query = select(ProjectYear.year).filter_by(project_id=project_id).order_by(ProjectYear.year)
    return list(db.session.scalars(query))


def test_a_refused_use_case_leaves_the_rows_as_they_were(centre: Centre) -> None:
    contract_id = make.website(centre)
    before = kept([1])

    with pytest.raises(RuleViolation):
        make.pay(contract_id, 1, "999999999", TODAY)

    assert kept([1]) == before


# --- upkeep and proof -----------------------------------------------------------------------------


def spoil(project_id: int) -> None:
    with transaction():
        spoilt = update(ProjectIndex).filter_by(project_id=project_id)
        db.session.execute(spoilt.values(unpaid=Money(1), words=""))


def test_the_hourly_run_mends_what_strayed_and_leaves_the_rest_alone(centre: Centre) -> None:
    make.command_centre(centre)
    make.website(centre)
    spoil(1)

    assert index.refresh() == 1
    assert index.refresh() == 0
    assert_up_to_date()


def test_verify_names_the_project_whose_rows_stray(app: Flask, centre: Centre) -> None:
    make.command_centre(centre)
    key = app.config["TRACKER"].audit_key
    assert verification.verify(key).is_sound

    spoil(1)

    problem = verification.verify(key).problem
    assert problem is not None
    assert "台账索引（unpaid, words）" in str(problem)


def test_rows_of_another_running_year_are_no_fault(
    app: Flask, centre: Centre, frozen: Callable[[date], None]
) -> None:
    make.command_centre(centre)

    frozen(date(2023, 1, 1))

    assert verification.verify(app.config["TRACKER"].audit_key).is_sound


@pytest.mark.demo
def test_the_migration_gives_what_is_there_its_figures(app: Flask) -> None:
    """All but the days that hang on rules, which the hourly run works out.

    What later migrations made is gone after going back that far, and with it its days.
    """
    ids = list(db.session.scalars(select(Project.id)))
    wanted = kept(ids)
    config = app.extensions["migrate"].migrate.get_config()
    db.session.remove()

    command.downgrade(config, "0002")
    command.upgrade(config, "head")
    found = kept(ids)
    index.refresh()

    assert {key: _figures(one.entry) for key, one in found.items()} == {
        key: _figures(one.entry) for key, one in wanted.items()
    }
    assert kept(ids) == reckoned(ids, TODAY)


def _figures(entry: object) -> dict[str, object]:
    apart = ("next_due_on", "fixed_due_on", "next_kinds", "reckoned_year")
    names = [name for name in type(entry).__slots__ if name not in apart]  # type: ignore[attr-defined]
    return {name: getattr(entry, name) for name in names}
