"""What was signed and logged by an older schema still verifies, whatever the code has become since.

Each file of ``golden`` holds a database as it was written: a round that was voided (the one of
schema 2 because a member was replaced), a round that failed, its rectification, the round that
passed, and the log of it all; schema 2 with the tender and the award before it. None is ever made
anew: a new way to write comes with a new schema version and a file of its own beside these.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Table, insert, text

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.derived import problem_of
from tracker.acceptance.rules.kinds import RoundState
from tracker.infra.db import Base, MoneyType, StrList, StrSet, UTCDateTime, db
from tracker.infra.verification import Verdict, verify
from tracker.kernel.money import Money

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = {"rounds-1": 1, "rounds-2": 2}
STATES = [RoundState.VOIDED, RoundState.REJECTED, RoundState.ACCEPTED]


@pytest.fixture(params=SCHEMAS)
def golden(app, request) -> dict[str, Any]:
    """A file, put into the database as it stands."""
    found: dict[str, Any] = json.loads((GOLDEN / f"{request.param}.json").read_text("utf-8"))
    found["schema"] = SCHEMAS[request.param]
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name, rows in found["tables"].items():
            table = Base.metadata.tables[name]
            connection.execute(text(f'DELETE FROM "{name}"'))
            connection.execute(
                insert(table),
                [values(table, rows["columns"], row) for row in rows["rows"]],
            )
    return found


def values(table: Table, columns: list[str], row: list[Any]) -> dict[str, Any]:
    return {name: value_of(table.c[name], value) for name, value in zip(columns, row, strict=True)}


def value_of(column: Column[Any], stored: Any) -> Any:
    """What the column takes for a value as SQLite keeps it."""
    read = {
        UTCDateTime: lambda at: datetime.fromisoformat(at).replace(tzinfo=UTC),
        Date: date.fromisoformat,
        Boolean: bool,
        MoneyType: Money,
        StrSet: lambda told: frozenset(told.split(",")) if told else frozenset(),
        StrList: lambda told: tuple(told.split("\n")) if told else (),
    }
    convert = next((one for kind, one in read.items() if isinstance(column.type, kind)), None)
    return stored if stored is None or convert is None else convert(stored)


def checked(golden: dict[str, Any]) -> Verdict:
    db.session.remove()
    return verify(bytes.fromhex(golden["key"]), db.session())


def test_the_log_of_then_is_whole_and_tells_of_every_row(golden):
    verdict = checked(golden)

    assert verdict.problem is None
    assert (verdict.entries, verdict.head) == (golden["entries"], golden["head"])
    assert verdict.rows > 30


def test_the_rounds_of_then_are_what_was_signed(golden):
    rounds = db.session.query(Acceptance).order_by(Acceptance.id).all()

    assert [one.state for one in rounds] == STATES
    assert [problem_of(one) for one in rounds] == [None, None, None]
    assert [json.loads(one.content)["schema_version"] for one in rounds[1:]] == [
        golden["schema"]
    ] * 2
    members = {1: 3, 2: 5}[golden["schema"]]
    assert [len(one.signatures) for one in rounds] == [1, members, members]


def test_every_golden_file_is_checked():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(SCHEMAS)
