"""``verify`` works out anew what is stored although it follows from the facts (MODEL 8.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.contracts.centre import make_centre, pay, sign
from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Contract
from tracker.infra import audit, verification
from tracker.infra.db import db, transaction
from tracker.projects.rules import Stage


@pytest.fixture
def contract(app, frozen) -> Contract:
    frozen(date(2022, 11, 15))
    contract = sign(make_centre())
    pay(contract, 1, "627000", date(2021, 11, 5))
    return contract


def verdict(app) -> verification.Verdict:
    db.session.remove()
    return verification.verify(app.config["TRACKER"].audit_key)


def slip(row: Any, **wrong: object) -> None:
    """A programming error: stored values are written, and recorded, that the rules do not give."""
    with transaction():
        row = db.session.get_one(type(row), row.id)
        for name, value in wrong.items():
            setattr(row, name, value)
        audit.record("contracts.refresh", row, SYSTEM)


def test_what_the_use_cases_store_is_what_the_rules_derive(app, contract):
    found = verdict(app)

    assert found.is_sound
    assert found.derived == 4 + 1 + 1  # instalments; the stage of the project, and its index


@pytest.mark.parametrize(
    ("no", "wrong"),
    [
        (2, {"due_on": date(2023, 1, 3), "fiscal_year": 2023}),
        (2, {"due_is_fixed": True}),
        (1, {"settled_on": None}),
        (3, {"settled_on": date(2022, 11, 15)}),
    ],
)
def test_a_stored_value_that_strays_is_named(app, contract, no, wrong):
    instalment = contract.live_instalments[no - 1]
    uid = instalment.uid
    slip(instalment, **wrong)

    problem = verdict(app).problem

    assert problem is not None
    assert (problem.kind, problem.uid) == ("instalment", uid)
    assert set(problem.columns) == set(wrong)


def test_a_stage_that_nobody_claims_is_named(app, contract):
    slip(contract.project, stage=Stage.ARCHIVED)

    problem = verdict(app).problem

    assert problem is not None
    assert (problem.kind, problem.columns) == ("project", ("stage",))
