"""Two people doing the same thing at the same moment: one of them succeeds, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.projects.office import TODAY, entry, line, make_office, make_project
from tracker.infra.db import db
from tracker.kernel.errors import DomainError
from tracker.procurement.models import Supplier
from tracker.procurement.rules import DuplicateSupplier, SupplierDetails, SupplierSize
from tracker.procurement.service import record_supplier
from tracker.projects import service
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import (
    BudgetCategory,
    ChangedMeanwhile,
    DuplicateCode,
    DuplicateLine,
    EntryKind,
    LineBelowZero,
)


@pytest.fixture
def office(app, frozen):
    frozen(TODAY)
    return make_office()


def at_once(app: Flask, *uses: Callable[[], object]) -> list[type[DomainError]]:
    """Start the use cases together; the errors of those that were refused."""
    start = threading.Barrier(len(uses))

    def run(use: Callable[[], object]) -> type[DomainError] | None:
        with app.app_context():
            start.wait()
            try:
                use()
            except DomainError as error:
                return type(error)
        return None

    db.session.rollback()
    with ThreadPoolExecutor(len(uses)) as pool:
        return [error for error in pool.map(run, uses) if error is not None]


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_one_number_goes_to_one_project(office, app):
    refused = at_once(
        app,
        lambda: service.add_project(office.details(name="一"), [], office.owner),
        lambda: service.add_project(office.details(name="二"), [], office.finance),
    )

    assert refused == [DuplicateCode]
    assert count(Project) == 1


def test_one_basic_line_is_entered(office, app):
    staff = line(category=BudgetCategory.STAFF)
    add = partial(service.add_basic_line, staff, office.finance)

    assert at_once(app, add, add) == [DuplicateLine]
    assert count(BudgetLine) == 1


def test_one_line_of_a_project_is_entered(office, app):
    key = make_project(office)
    add = partial(service.add_line, key, line(), office.finance)

    assert at_once(app, add, add) == [DuplicateLine]
    assert count(BudgetLine) == 1


def test_one_of_two_edits_is_saved(office, app):
    key = make_project(office)

    refused = at_once(
        app,
        lambda: service.edit_project(key, office.details(name="一"), 1, "", office.owner),
        lambda: service.edit_project(key, office.details(name="二"), 1, "", office.finance),
    )

    assert refused == [ChangedMeanwhile]
    assert db.session.get_one(Project, key).version == 2


def test_two_reductions_do_not_take_off_more_than_there_is(office, app):
    key = make_project(office, line(entry(EntryKind.APPROVED, "100.00")))
    line_id = db.session.get_one(Project, key).lines[0].id
    less = entry(EntryKind.ADJUSTED, "-60.00")
    reduce = partial(service.add_entry, line_id, less, office.finance)

    assert at_once(app, reduce, reduce) == [LineBelowZero]
    assert db.session.get_one(BudgetLine, line_id).figures.budgeted.plain == "40.00"


def test_one_supplier_is_recorded(office, app):
    supplier = SupplierDetails("某某公司", SupplierSize.SMALL)
    record = partial(record_supplier, supplier, office.finance)

    assert at_once(app, record, record) == [DuplicateSupplier]
    assert count(Supplier) == 1
