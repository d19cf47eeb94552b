"""One transaction per use case; nothing is written outside it or without an audit entry."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.accounts.models import Department
from tracker.accounts.rules import SYSTEM
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotFound
from tracker.settings.models import FiscalYear


def add_department(name: str = "办公室") -> int:
    with transaction():
        row = Department(name=name)
        db.session.add(row)
        audit.record("accounts.manage", row, SYSTEM)
        return row.id


def names() -> list[str]:
    return sorted(row.name for row in db.session.query(Department))


def test_a_use_case_is_committed_whole(app):
    add_department()

    db.session.remove()
    assert names() == ["办公室"]


def test_an_error_leaves_nothing_behind(app):
    def broken_use_case() -> None:
        with transaction():
            row = Department(name="办公室")
            db.session.add(row)
            audit.record("accounts.manage", row, SYSTEM)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken_use_case()

    assert names() == []
    assert db.session.query(audit.AuditEntry).count() == 0


def test_a_transaction_does_not_nest(app):
    with pytest.raises(RuntimeError, match="does not nest"), transaction(), transaction():
        pass


def test_a_change_outside_a_transaction_is_refused(app):
    key = add_department()
    row = db.session.get_one(Department, key)

    row.name = "改名"
    with pytest.raises(RuntimeError, match="outside transaction"):
        db.session.flush()
    db.session.rollback()

    assert names() == ["办公室"]


def test_evidence_without_an_audit_entry_is_not_committed(app):
    with pytest.raises(RuntimeError, match="without an audit entry"), transaction():
        db.session.add(Department(name="办公室"))

    assert names() == []


def test_evidence_written_after_the_audit_entry_is_not_committed(app):
    def use_case() -> None:
        with transaction():
            row = Department(name="办公室")
            db.session.add(row)
            audit.record("accounts.manage", row, SYSTEM)
            row.name = "另一个"

    with pytest.raises(RuntimeError, match="without an audit entry"):
        use_case()

    assert names() == []


def test_evidence_is_never_deleted(app):
    key = add_department()

    def use_case() -> None:
        with transaction():
            db.session.delete(db.session.get_one(Department, key))
            db.session.flush()

    with pytest.raises(RuntimeError, match="never deleted"):
        use_case()

    assert names() == ["办公室"]


def test_lock_reads_a_fresh_row_and_names_what_is_missing(app):
    key = add_department()
    stale = db.session.get_one(Department, key)

    with transaction():
        assert lock(Department, key).name == stale.name
        with pytest.raises(NotFound):
            lock(Department, key + 1)


def test_stored_values_come_back_as_their_own_types(app):
    with transaction():
        row = FiscalYear.usual(2022)
        db.session.add(row)
        audit.record("settings.fiscal_year", row, SYSTEM)
    db.session.remove()

    year = db.session.query(FiscalYear).one()
    assert year.payment_deadline_on == date(2022, 12, 25)
    assert year.provisional is True
