"""The tenders of the demonstration centre: every method, and what may go wrong."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.procurement.models import Award, Tender
from tracker.procurement.queries import RecordState
from tracker.procurement.queries.process import processes
from tracker.procurement.queries.register import register_rows
from tracker.procurement.rules.methods import methods
from tracker.procurement.rules.register import Standing
from tracker.procurement.rules.tenders import TenderStatus

pytestmark = pytest.mark.demo


def tenders() -> list[Tender]:
    return list(db.session.scalars(select(Tender).order_by(Tender.id)))


def test_every_method_is_there(app: Flask) -> None:
    assert {tender.method for tender in tenders()} == set(methods())


def test_one_failed_and_was_started_again_one_is_suspended_one_was_logged_afterwards(
    app: Flask,
) -> None:
    found = tenders()
    again = [tender for tender in found if tender.previous_id]
    assert [tender.previous.status for tender in again] == [TenderStatus.UNSUCCESSFUL]
    assert [tender.status for tender in again] == [TenderStatus.COMPLETE]
    assert TenderStatus.SUSPENDED in {tender.status for tender in found}
    assert "complaint" in {record.step for tender in found for record in tender.records}
    late = [process for process in processes(found, {}).values() if process.odd]
    assert late
    assert all(
        record.explanation
        for process in late
        for record in process.records
        if record.oddities and record.state is RecordState.DONE
    )


def test_the_awards_are_what_they_were_without_tenders(app: Flask) -> None:
    total = db.session.scalar(select(func.count(Award.id)))
    amount = sum((row.amount for row in db.session.scalars(select(Award))), Money(0))

    assert total == 12
    assert amount == Money.yuan("16432895")


def test_the_register_lists_awards_without_a_log_as_such(app: Flask) -> None:
    rows = register_rows(None)

    without = [row.code for row in rows if row.standing is Standing.WITHOUT_LOG]
    assert without == ["2022-08"]
    assert {row.year for row in rows} == {2021, 2022}
    assert max(row.notice_on for row in rows if row.notice_on) <= date(2022, 11, 15)
