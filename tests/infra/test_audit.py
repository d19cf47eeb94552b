"""The audit chain notices every kind of tampering, and names the first broken record."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tracker.accounts.models import Department, User
from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.infra import audit, clock, seal, verification
from tracker.infra.canonical import canonical, plain
from tracker.infra.db import db, transaction
from tracker.kernel.money import Money

ANN = Actor(7, "u-7", "安", frozenset({Role.ADMIN}))


@pytest.fixture
def office(app) -> int:
    with transaction():
        row = Department(name="办公室")
        db.session.add(row)
        audit.record("accounts.manage", row, SYSTEM, reason="建立")
    return row.id


def rename(key: int, name: str) -> None:
    with transaction():
        row = db.session.get_one(Department, key)
        row.name = name
        audit.record("accounts.manage", row, ANN, detail=name)


def tamper(*statements: str) -> None:
    """Change the database behind the product's back, triggers out of the way."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
            connection.exec_driver_sql("DROP TRIGGER audit_entry_no_delete")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement))


def verify(app) -> verification.Verdict:
    db.session.remove()
    return verification.verify(app.config["TRACKER"].audit_key)


def test_an_entry_says_who_changed_what(app, office):
    rename(office, "综合科")

    entry = db.session.get_one(audit.AuditEntry, 2)
    changes = json.loads(entry.payload)["changes"]
    assert (entry.actor_name, entry.action, entry.detail) == ("安", "accounts.manage", "综合科")
    assert list(changes.values()) == [{"name": ["办公室", "综合科"]}]


def test_a_snapshot_names_other_rows_by_uid_and_leaves_out_what_is_not_evidence(app, office):
    with transaction():
        person = User(login="ann", name="安", department_id=office)
        db.session.add(person)
        audit.record("accounts.manage", person, SYSTEM)

    (row,) = json.loads(db.session.get_one(audit.AuditEntry, 2).payload)["rows"]
    assert row["data"]["department"] == db.session.get_one(Department, office).uid
    assert "language" not in row["data"]
    assert "id" not in row["data"]


def test_an_untouched_database_is_sound(app, office):
    rename(office, "综合科")

    verdict = verify(app)

    assert verdict.is_sound
    assert (verdict.entries, verdict.rows) == (2, 1)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit_entry SET reason = '无' WHERE seq = 1", "第1条"),
        ("UPDATE audit_entry SET actor_name = '别人' WHERE seq = 2", "第2条"),
        ("UPDATE audit_entry SET payload = replace(payload, '信息科', '信息枓')", "第3条"),
        ("UPDATE audit_entry SET at = '2022-11-15 08:00:00.000001' WHERE seq = 2", "第2条"),
        ("UPDATE audit_entry SET hash = 'f' || substr(hash, 2) WHERE seq = 1", "第1条"),
        ("UPDATE audit_entry SET seq = CASE seq WHEN 2 THEN 9 ELSE seq END", "第2条"),
        ("DELETE FROM audit_entry WHERE seq = 2", "第2条"),
        ("DELETE FROM audit_entry WHERE seq = 3", "与最近的日志不符"),
        ("UPDATE department SET name = '假'", "name"),
        ("INSERT INTO department (uid, name) VALUES ('x', '多出来的')", "没有操作日志"),
        ("DELETE FROM department", "消失"),
    ],
)
def test_tampering_is_found_and_named(app, office, statement, named):
    rename(office, "综合科")
    rename(office, "信息科")

    tamper(statement)

    assert named in str(verify(app).problem)


def test_two_entries_that_changed_places_are_found(app, office):
    rename(office, "综合科")
    rename(office, "信息科")

    tamper("UPDATE audit_entry SET seq = -seq WHERE seq > 1", swapped(2, 3), swapped(3, 2))

    assert "第2条" in str(verify(app).problem)


def swapped(before: int, after: int) -> str:
    return f"UPDATE audit_entry SET seq = {after} WHERE seq = -{before}"


def test_another_key_does_not_verify(app, office):
    db.session.remove()

    assert not verification.verify(b"another key").is_sound


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET reason = ''", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_the_chain(app, office, verb):
    with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(verb))


def test_the_canonical_form_is_fixed_for_ever():
    value = {
        "b": Money(123),
        "a": date(2022, 11, 15),
        "at": clock.at(date(2022, 11, 15), 16, 20),
        "roles": frozenset({Role.FINANCE, Role.ADMIN}),
        "text": "e\u0301",
        "none": None,
    }

    assert canonical(value) == (
        '{"a":"2022-11-15","at":"2022-11-15T16:20:00.000000+08:00","b":123,'
        '"none":null,"roles":["admin","finance"],"text":"é"}'
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    texts=st.lists(TEXTS, min_size=9, max_size=9),
    seq=st.integers(1, 10**9),
    key=st.binary(min_size=1, max_size=150),
)
def test_the_digest_is_that_of_the_canonical_form(texts, seq, key):
    names = ("action", "actor_name", "actor_uid", "detail", "payload", "project_uid", "reason")
    values = dict(zip((*names, "subject_kind", "subject_uid"), texts, strict=True))
    values["payload"] = canonical({"rows": [values["payload"]]})
    entry = audit.AuditEntry(**values, seq=seq, at=clock.at(date(2022, 11, 15), 16, 20), prev="0f")
    fields = {**values, "seq": seq, "at": entry.at, "prev": "0f"}
    message = "0f" + canonical(fields)

    assert audit.digest(entry, key) == hmac.new(key, message.encode(), "sha256").hexdigest()


@given(seconds=st.integers(3 * 10**8, 4 * 10**9), parts=st.integers(0, 999_999))
def test_an_instant_is_sealed_alike_however_the_database_gives_it(seconds, parts):
    aware = datetime.fromtimestamp(seconds, UTC).replace(microsecond=parts)
    at = aware.replace(tzinfo=None)
    columns = [1, aware, *([""] * 8), "{}", ""]

    text = seal.sealed_text(columns)

    assert canonical(aware) in text
    for given_ in (at, f"{at:%Y-%m-%d %H:%M:%S.%f}"):
        assert seal.sealed_text([1, given_, *columns[2:]]) == text


@given(name=TEXTS | st.just('","kind":"user","schema_version":1,"uid":"x"}'))
def test_no_text_passes_for_a_row_of_an_entry(name):
    told = {"data": {"name": name}, "kind": "department", "schema_version": 1, "uid": "d-1"}
    payload = canonical({"changes": {"d-1": {"name": [name, name]}}, "rows": [told, told]})

    assert verification.rows_told(payload) == [("department", "d-1")] * 2


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError):
        plain(object())
