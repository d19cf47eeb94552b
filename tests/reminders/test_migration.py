"""Obligations made before reminders knew anything but payments, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from alembic import command
from flask import Flask
from sqlalchemy import text

from tests.reminders.centre import due_on, make_centre, make_contract
from tests.reminders.test_any_kind import Signature
from tracker.infra.db import db
from tracker.reminders import registry
from tracker.reminders.models import Obligation
from tracker.reminders.service import sweep

Freeze = Callable[[date | datetime], None]


def test_what_was_told_of_payments_survives_the_way_back_and_forth(
    app: Flask, frozen: Freeze, monkeypatch: Any
) -> None:
    frozen(date(2022, 11, 23))
    centre = make_centre()
    make_contract(centre, due_on(date(2022, 11, 30)))
    signature = Signature(centre.owner)
    monkeypatch.setitem(registry.KINDS, "signature", signature.kind)
    sweep.plan(date(2022, 11, 23))
    before = db.session.query(Obligation.story).filter_by(kind="payment_due").scalar()
    config = app.extensions["migrate"].migrate.get_config()
    db.session.remove()

    command.downgrade(config, "0009")
    (row,) = db.session.execute(text("SELECT kind, story FROM obligation")).all()
    db.session.remove()
    command.upgrade(config, "head")

    story = json.loads(row.story)
    assert (row.kind, story["part"], story["contract"]) == ("payment_due", 1, "HT-2022-006")
    assert set(story) == {
        "title",
        "project",
        "project_name",
        "supplier",
        "contract_id",
        "contract",
        "part",
        "budget_year",
        "why",
    }
    assert db.session.query(Obligation.story).scalar() == before
